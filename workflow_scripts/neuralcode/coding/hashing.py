"""Hashing: a code that keeps every item apart and none of their similarity.

Digests of messages that differ in a single bit have nothing in common, so similar items get
unrelated patterns. `hash_values` hashes each value of an item by itself, `hash_items` the item as
a whole.

SHA-1 is that of FIPS 180-4, "Secure Hash Standard" (National Institute of Standards and
Technology, 2015, doi 10.6028/NIST.FIPS.180-4), computed for many messages side by side: to call
`hashlib` for each value takes two to three times as long, most of it for making Python objects.
"""

import numpy as np

from neuralcode.coding.registry import scheme

DIGEST_BITS = 160
# FIPS 180-4, sections 5.3.1 and 4.2.1.
_INITIAL_STATE = np.array([0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0], np.uint32)
# Arrays of no dimension: numpy takes twice as long over a Python integer beside an array.
_ROUND_CONSTANTS = [
    np.array(k, np.uint32) for k in (0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6)
]
_PLACES = [np.array(places, np.uint32) for places in range(33)]
# Messages hashed side by side. Few enough for their 26 rows of 32-bit words to stay in the cache,
# many enough for the calls of some 1400 array operations to cost little beside their work.
_SIDE_BY_SIDE = 32768


@scheme("hash", prediction=lambda theory, *given: theory.hashed(*given))
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
    prediction=lambda theory, *given: theory.hashed(*given),
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
    """SHA-1 of many messages of one length (FIPS 180-4, section 6.1).

    Parameters
    ----------
    messages : array of uint8, shape (..., length)
        The bytes of each message; any length, also 0.

    Returns
    -------
    array of uint8, shape (..., 20)
        The digest of each message, in the byte order of the standard.

    Raises
    ------
    TypeError
        If `messages` does not hold bytes.
    """
    messages = np.asarray(messages)
    if messages.dtype != np.uint8:
        raise TypeError(f"messages must be an array of uint8, not of {messages.dtype}")
    *shape, length = messages.shape
    flat = messages.reshape(int(np.prod(shape)), length)
    digests = np.empty((len(flat), 5), dtype=">u4")
    for start in range(0, len(flat), _SIDE_BY_SIDE):
        part = slice(start, start + _SIDE_BY_SIDE)
        digests[part] = _digest(_padded_words(flat[part])).T
    return digests.view(np.uint8).reshape(*shape, 20)


def _padded_words(messages):
    """Padded messages (message, byte) as 32-bit words (block, word, message); FIPS 180-4, 5.1.1."""
    count, length = messages.shape
    blocks = (length + 8) // 64 + 1  # a 1 bit and the length in 64 bits always follow the message
    padded = np.zeros((count, blocks * 64), dtype=np.uint8)
    padded[:, :length] = messages
    padded[:, length] = 0x80
    padded[:, -8:] = np.frombuffer((8 * length).to_bytes(8, "big"), dtype=np.uint8)
    words = padded.view(">u4").reshape(count, blocks, 16)
    return np.ascontiguousarray(words.transpose(1, 2, 0), dtype=np.uint32)


def _digest(blocks):
    """State after all blocks: words (block, 16, message) to state (5, message)."""
    state = np.repeat(_INITIAL_STATE[:, None], blocks.shape[-1], axis=1)
    for block in blocks:
        state += _compress(state, block)
    return state


def _compress(state, words):
    """State after the 80 rounds over one block; `words` (16, message) is used up as a ring."""
    a, b, c, d, e = state.copy()
    ring = list(words)
    mixed, spare = np.empty_like(a), np.empty_like(a)
    for t in range(80):
        word = ring[t % 16]
        if t >= 16:
            np.bitwise_xor(word, ring[(t - 3) % 16], word)
            np.bitwise_xor(word, ring[(t - 8) % 16], word)
            np.bitwise_xor(word, ring[(t - 14) % 16], word)
            _rotate_left(word, 1, word, spare)
        _choose(t, b, c, d, mixed, spare)
        np.add(e, mixed, e)
        np.add(e, word, e)
        np.add(e, _ROUND_CONSTANTS[t // 20], e)
        _rotate_left(a, 5, mixed, spare)
        np.add(e, mixed, e)
        _rotate_left(b, 30, b, spare)
        a, b, c, d, e = e, a, b, c, d
    return np.stack([a, b, c, d, e])


def _choose(t, b, c, d, out, spare):
    """The function f_t of three words (FIPS 180-4, 4.1.1), each with as few steps as it takes."""
    if t < 20:  # Ch: the bit of c where b has a 1, of d where it has a 0
        np.bitwise_xor(c, d, out)
        np.bitwise_and(out, b, out)
        np.bitwise_xor(out, d, out)
    elif 40 <= t < 60:  # Maj: the bit that at least two of the three have
        np.bitwise_or(b, c, out)
        np.bitwise_and(out, d, out)
        np.bitwise_and(b, c, spare)
        np.bitwise_or(out, spare, out)
    else:  # Parity
        np.bitwise_xor(b, c, out)
        np.bitwise_xor(out, d, out)


def _rotate_left(word, places, out, spare):
    """Rotate 32-bit words to the left; `out` may be `word` itself."""
    np.right_shift(word, _PLACES[32 - places], spare)
    np.left_shift(word, _PLACES[places], out)
    np.bitwise_or(out, spare, out)
