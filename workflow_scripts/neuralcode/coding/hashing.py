"""Hashing: a code that keeps every item apart and none of their similarity.

Digests of messages that differ in a single bit have nothing in common, so similar items get
unrelated patterns. `hash_values` hashes each value of an item by itself, `hash_items` the item as
a whole. SHA-1 is that of FIPS 180-4, "Secure Hash Standard" (National Institute of Standards and
Technology, 2015, doi 10.6028/NIST.FIPS.180-4).
"""

import hashlib

import numpy as np

from neuralcode.coding.registry import scheme

DIGEST_BITS = 160
# Bytes of a block, and of the longest message that fits in one with its length.
BLOCK, LONGEST_SHORT = 64, 55
# Messages at a time: many for few calls, few enough for their words to stay in the cache.
_AT_A_TIME = 16_384


@scheme("hash")
def hash_values(items, rng):
    """Each value replaced by a number made of its SHA-1 digest.

    The message is the value's four bytes as an IEEE 754 single, least significant byte first. The
    first 32 bits of the digest, read as an integer h with the most significant bit first, give
    2 h / (2^32 - 1) - 1. The remaining 128 bits would not change a number of single precision by
    more than its rounding.

    Parameters
    ----------
    items : array of float, shape (category, level, unit)
        Items; hashed in single precision.
    rng : numpy.random.Generator
        Not used: a hash has no randomness. Here because every coding scheme is called alike.

    Returns
    -------
    array of float32, shape (category, level, unit)
        Numbers in [-1, 1], spread evenly over it for all practical purposes.
    """
    digests = sha1(_bytes(items)[..., None].view(np.uint8))
    first_word = digests[..., :4].copy().view(">u4")[..., 0]
    return (first_word * (2 / (2**32 - 1)) - 1).astype(np.float32)


@scheme(
    "hash-item",
    units=lambda units: DIGEST_BITS,
)
def hash_items(items, rng):
    """Each item replaced by the bits of the SHA-1 digest of the whole item.

    The message is the item's values one after the other, each as the four bytes of an IEEE 754
    single, least significant byte first.

    Parameters
    ----------
    items : array of float, shape (category, level, unit)
        Items; hashed in single precision.
    rng : numpy.random.Generator
        Not used: a hash has no randomness. Here because every coding scheme is called alike.

    Returns
    -------
    array of float32, shape (category, level, 160)
        The digest's bits in the order of the standard, +1 for a bit that is 1 and -1 for 0.
    """
    bits = np.unpackbits(sha1(_bytes(items).view(np.uint8)), axis=-1)
    return bits * np.float32(2) - np.float32(1)


def _bytes(items):
    """Items as contiguous little-endian singles, so that their bytes are the same everywhere."""
    return np.ascontiguousarray(items, dtype="<f4")


def sha1(messages):
    """SHA-1 of many messages of one length.

    Parameters
    ----------
    messages : array of uint8, shape (..., length)
        The bytes of each message; at least one.

    Returns
    -------
    array of uint8, shape (..., 20)
        The digest of each message, in the byte order of the standard.
    """
    *shape, length = messages.shape
    flat = messages.reshape(-1, length)
    digest = _short if length <= LONGEST_SHORT else _long
    parts = [digest(flat[start : start + _AT_A_TIME]) for start in range(0, len(flat), _AT_A_TIME)]
    return np.concatenate(parts).reshape(*shape, 20)


def _long(messages):
    """Digests of long messages, one after the other: the library's blocks are the fastest."""
    digests = [hashlib.sha1(message).digest() for message in np.ascontiguousarray(messages)]
    return np.frombuffer(b"".join(digests), np.uint8).reshape(-1, 20)


def _short(messages):
    """Digests of messages of one block, all at once: calls of the library take twice as long."""
    count, length = messages.shape
    blocks = np.zeros((count, BLOCK), np.uint8)
    blocks[:, :length] = messages
    # A bit that is 1, zeros, and the length in bits.
    blocks[:, length] = 0x80
    blocks[:, -2:] = np.frombuffer((8 * length).to_bytes(2, "big"), np.uint8)
    words = list(blocks.view(">u4").T.astype(np.uint32))
    # What is padding alone is the same in all messages: one word, which broadcasts.
    words[length // 4 + 1 :] = [word[:1] for word in words[length // 4 + 1 :]]
    for t in range(16, 80):
        words.append(_rotated(words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16], 1))
    state = a, b, c, d, e = [np.array([word], np.uint32) for word in _START]
    for t, word in enumerate(words):
        mix, constant = _ROUNDS[t // 20]
        e = _rotated(a, 5) + mix(b, c, d) + (e + (word + np.uint32(constant)))
        a, b, c, d, e = e, a, _rotated(b, 30), c, d
    digests = np.empty((count, 5), ">u4")
    for place, (old, new) in enumerate(zip(state, (a, b, c, d, e), strict=True)):
        digests[:, place] = old + new
    return digests.view(np.uint8)


def _rotated(words, bits):
    """Words of 32 bits, rotated to the left."""
    rotated = words << np.uint32(bits)
    rotated |= words >> np.uint32(32 - bits)
    return rotated


def _choose(b, c, d):
    """Bits of c where b has 1, else of d."""
    return d ^ (b & (c ^ d))


def _parity(b, c, d):
    return b ^ c ^ d


def _majority(b, c, d):
    return (b & c) | (d & (b | c))


_START = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0)
# Function and constant of each twenty steps.
_ROUNDS = (
    (_choose, 0x5A827999),
    (_parity, 0x6ED9EBA1),
    (_majority, 0x8F1BBCDC),
    (_parity, 0xCA62C1D6),
)
