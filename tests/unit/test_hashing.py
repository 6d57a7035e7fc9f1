import hashlib
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuralcode.coding.hashing import hash_items, hash_values, sha1


def draw_items(categories=100, levels=20, units=100, seed=0):
    """Prototypes and their distortions, centred and scaled."""
    rng = np.random.default_rng(seed)
    spread = 0.05 * np.arange(levels)[:, None]
    noise = rng.standard_normal((categories, levels, units))
    items = rng.standard_normal((categories, 1, units)) + spread * noise
    items -= items.mean(axis=-1, keepdims=True)
    return (items / items.std(axis=-1, keepdims=True)).astype(np.float32)


def similarity(patterns):
    """Pearson correlation of level 0 with each other level, shape (category, level - 1)."""
    centred = patterns - patterns.mean(axis=-1, keepdims=True, dtype=float)
    centred /= np.linalg.norm(centred, axis=-1, keepdims=True)
    return (centred[:, :1] * centred[:, 1:]).sum(axis=-1)


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",  # 448 bits, two blocks
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
        ),
        (
            b"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
            b"hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",  # 896 bits
            "a49b2446a02c645bf419f995b67091253a04a259",
        ),
    ],
)
def test_vectors_of_the_standards_institute(message, digest):
    assert sha1(np.frombuffer(message, np.uint8)).tobytes().hex() == digest


@given(st.data())
def test_agrees_with_hashlib(data):
    length = data.draw(st.integers(1, 200), label="length")
    messages = data.draw(
        st.lists(st.binary(min_size=length, max_size=length), min_size=1, max_size=5)
    )
    array = np.array([list(m) for m in messages], np.uint8).reshape(len(messages), length)
    expected = [hashlib.sha1(m).digest() for m in messages]
    assert [row.tobytes() for row in sha1(array)] == expected


@given(st.lists(st.floats(width=32, allow_nan=False), min_size=1, max_size=20))
def test_value_becomes_its_digest_read_as_a_number(values):
    hashed = hash_values(np.array([[values]], np.float32), None)
    digests = [hashlib.sha1(struct.pack("<f", value)).digest() for value in values]
    expected = [2 * int.from_bytes(digest, "big") / (2**160 - 1) - 1 for digest in digests]
    assert hashed.dtype == np.float32
    assert (abs(hashed) <= 1).all()
    # Half the spacing of singles next to 1, and what lies beyond the first 32 bits.
    np.testing.assert_allclose(hashed[0, 0], expected, rtol=0, atol=2**-25 + 2**-31)


def test_every_value_of_many_is_the_first_word_of_its_digest():
    items = draw_items(categories=20)
    items[0, 0, :4] = 0.0, -0.0, np.inf, -np.inf
    digests = sha1(items.astype("<f4")[..., None].view(np.uint8))
    words = digests[..., :4].copy().view(">u4")[..., 0].astype(float)
    expected = (words * (2 / (2**32 - 1)) - 1).astype(np.float32)
    np.testing.assert_array_equal(hash_values(items, None), expected)


def test_item_becomes_the_bits_of_its_digest():
    items = draw_items(categories=2, levels=3)
    hashed = hash_items(items, None)
    assert hashed.dtype == np.float32
    assert hashed.shape == (2, 3, 160)
    for index in np.ndindex(2, 3):
        digest = hashlib.sha1(struct.pack("<100f", *items[index])).digest()
        bits = f"{int.from_bytes(digest, 'big'):0160b}"
        assert hashed[index].tolist() == [2 * int(bit) - 1 for bit in bits]


@pytest.mark.parametrize("scheme", [hash_values, hash_items])
def test_bytes_do_not_depend_on_how_the_items_lie_in_memory(scheme):
    items = draw_items(categories=3, levels=4)
    expected = scheme(items, None)
    for same in (np.asfortranarray(items), items.astype(">f4"), items.astype(float)):
        np.testing.assert_array_equal(scheme(same, None), expected)


@pytest.mark.parametrize("scheme", [hash_values, hash_items])
def test_no_similarity_is_left(scheme):
    items = draw_items()
    patterns = scheme(items, None)
    found = similarity(patterns)
    # Independent patterns of n units correlate with mean 0 and variance 1 / (n - 1).
    one_pair = 1 / np.sqrt(patterns.shape[-1] - 1)
    assert (abs(found.mean(axis=0)) < 4 * one_pair / np.sqrt(len(found))).all()
    assert found.std() == pytest.approx(one_pair, rel=4 / np.sqrt(2 * found.size))
    smoothness = np.corrcoef(found.ravel(), similarity(items).ravel())[0, 1]
    assert abs(smoothness) < 4 / np.sqrt(found.size)


def test_numbers_spread_evenly_from_minus_1_to_1():
    hashed = hash_values(draw_items(), None).ravel()
    counts = np.histogram(hashed, bins=50, range=(-1, 1))[0]
    expected = hashed.size / 50
    chi_square = ((counts - expected) ** 2 / expected).sum()
    assert abs(chi_square - 49) < 4 * np.sqrt(2 * 49)
