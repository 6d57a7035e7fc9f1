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
# Values hashed at a time: few enough for the processor's cache.
_AT_A_TIME = 16_000


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
    messages = _bytes(items).view(">u4").ravel()
    numbers = np.empty(messages.shape, np.float32)
    for start in range(0, len(messages), _AT_A_TIME):
        lot = slice(start, start + _AT_A_TIME)
        numbers[lot] = _first_words(messages[lot].astype(np.uint32)) * (2 / (2**32 - 1)) - 1
    return numbers.reshape(items.shape)


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
    texts = np.ascontiguousarray(messages).view(f"V{length}").ravel()
    digests = b"".join([hashlib.sha1(text).digest() for text in texts.tolist()])
    return np.frombuffer(digests, np.uint8).reshape(*shape, 20)


# Of the standard: the state before the first message (5.3.1), and for each 20 steps a function of
# three words of the state (4.1.1) and a constant (4.2.1).
_STATE = tuple(map(np.uint32, (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0)))
_STEPS = (
    (lambda b, c, d: d ^ (b & (c ^ d)), np.uint32(0x5A827999)),
    (lambda b, c, d: b ^ c ^ d, np.uint32(0x6ED9EBA1)),
    (lambda b, c, d: (b & c) | (d & (b | c)), np.uint32(0x8F1BBCDC)),
    (lambda b, c, d: b ^ c ^ d, np.uint32(0xCA62C1D6)),
)


def _first_words(messages):
    """First 32 bits of the SHA-1 digests of messages of 32 bits each.

    hashlib takes one message at a time, which takes twice as long. Each value is a message, and a
    study has millions of them.

    Parameters
    ----------
    messages : array of uint32, shape (message,)
        Each message as a number, most significant byte first.

    Returns
    -------
    array of uint32, shape (message,)
    """
    # The block of 16 words (5.1.1): the message, a bit, and its length in bits at the end.
    words = [messages, np.uint32(1 << 31), *[np.uint32(0)] * 13, np.uint32(32)]
    a, b, c, d, e = _STATE
    # Sums are meant modulo 2^32.
    with np.errstate(over="ignore"):
        for step in range(80):
            mixed, constant = _STEPS[step // 20]
            word = words.pop(0)
            # A word is made of earlier ones (6.1.2).
            if step < 64:
                words.append(_rotated(words[12] ^ words[7] ^ words[1] ^ word, 1))
            first = _rotated(a, 5) + mixed(b, c, d) + e + (word + constant)
            a, b, c, d, e = first, a, _rotated(b, 30), c, d
        return a + _STATE[0]


def _rotated(words, bits):
    return words << np.uint32(bits) | words >> np.uint32(32 - bits)
