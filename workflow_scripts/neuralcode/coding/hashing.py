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
# Messages hashed at a time: few enough for the memory of one lot to serve the next.
_AT_A_TIME = 4000


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
    hashed, texts = hashlib.sha1, np.ascontiguousarray(messages).view(f"V{length}").ravel()
    digests = [
        b"".join([hashed(text).digest() for text in texts[start : start + _AT_A_TIME].tolist()])
        for start in range(0, len(texts), _AT_A_TIME)
    ]
    return np.frombuffer(b"".join(digests), np.uint8).reshape(*shape, 20)
