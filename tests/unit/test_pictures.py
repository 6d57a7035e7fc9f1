"""Pictures as people see them, whatever the mode and format of the file."""

import io

import numpy as np
import pytest
from conftest import reference_material
from PIL import Image

from neuralcode.networks.pictures import PictureError, as_seen, open_picture
from rules.pictures import PICTURES

RAMP = np.linspace(0, 1, 12).reshape(3, 4)
GREY = np.rint(RAMP * 255).astype(np.uint8)


def saved(tmp_path, image, name, **settings):
    image.save(tmp_path / name, **settings)
    return open_picture(tmp_path / name)


def check_grey(picture, expected, tolerance=1):
    assert picture.mode == "RGB"
    for channel in np.moveaxis(np.asarray(picture, int), -1, 0):
        np.testing.assert_allclose(channel, expected, atol=tolerance)


@pytest.mark.parametrize("ending", ["png", "tif", "pgm"])
def test_16_bits_are_scaled_to_8(tmp_path, ending):
    image = Image.fromarray(np.rint(RAMP * 65535).astype(np.uint16))
    check_grey(saved(tmp_path, image, f"a.{ending}"), GREY)


def test_a_dark_picture_of_16_bits_stays_dark(tmp_path):
    image = Image.fromarray(np.rint(RAMP * 255).astype(np.uint16))
    check_grey(saved(tmp_path, image, "a.png"), 0)


@pytest.mark.parametrize(("white", "kind"), [(1, "f4"), (255, "f4"), (255, "i4"), (65535, "i4")])
def test_values_without_a_white_of_their_own_are_scaled_by_what_holds_them(tmp_path, white, kind):
    image = Image.fromarray((RAMP * white).astype(kind))
    check_grey(saved(tmp_path, image, "a.tif"), GREY)


@pytest.mark.parametrize("value", [np.nan, -1])
def test_values_that_are_no_brightness_are_an_error(tmp_path, value):
    pixels = RAMP.astype(np.float32)
    pixels[0, 0] = value
    with pytest.raises(PictureError, match=r"a\.tif cannot be read as a picture: it holds"):
        saved(tmp_path, Image.fromarray(pixels), "a.tif")


def test_a_picture_stands_upright(tmp_path):
    image = Image.new("RGB", (30, 20))
    image.paste((255, 0, 0), (0, 0, 15, 20))  # left half
    exif = image.getexif()
    exif[274] = 6  # to be turned by 90 degrees, clockwise
    seen = saved(tmp_path, image, "a.png", exif=exif)
    assert seen.size == (20, 30)
    assert seen.getpixel((10, 2)) == (255, 0, 0)
    assert seen.getpixel((10, 27)) == (0, 0, 0)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA", "La", "RGBa"])
def test_what_is_transparent_is_white(mode):
    image = Image.new("RGBA", (2, 1), (0, 0, 0, 0))
    image.putpixel((1, 0), (0, 0, 0, 255))
    if mode in ("PA", "LA"):
        image = image.convert(mode)
    elif mode == "La":
        image = image.convert("LA").convert("La")
    elif mode == "RGBa":
        image = image.convert("RGBa")
    seen = as_seen(image)
    assert [seen.getpixel((x, 0)) for x in (0, 1)] == [(255,) * 3, (0,) * 3]


@pytest.mark.parametrize("ending", ["png", "gif"])
def test_a_transparent_colour_of_a_palette_is_white(tmp_path, ending):
    image = Image.fromarray(np.array([[0, 1], [2, 3]], np.uint8), "P")
    image.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9])
    seen = np.asarray(saved(tmp_path, image, f"a.{ending}", transparency=1))
    np.testing.assert_array_equal(seen, [[[255, 0, 0], [255, 255, 255]], [[0, 0, 255], [9, 9, 9]]])


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_a_transparent_shade_of_grey_is_white(tmp_path, kind):
    pixels = (np.arange(4, dtype=kind) * (np.iinfo(kind).max // 5)).reshape(2, 2)
    seen = saved(tmp_path, Image.fromarray(pixels), "a.png", transparency=int(pixels[0, 1]))
    check_grey(seen, [[0, 255], [102, 153]])


def test_cmyk_is_seen_in_its_colours(tmp_path):
    seen = saved(tmp_path, Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "a.jpg")
    np.testing.assert_allclose(seen.getpixel((4, 4)), (255, 0, 0), atol=2)


def test_of_an_animation_the_first_picture_is_seen(tmp_path):
    first, second = Image.new("RGB", (4, 4), "red"), Image.new("RGB", (4, 4), "blue")
    seen = saved(tmp_path, first, "a.gif", save_all=True, append_images=[second])
    assert seen.getpixel((0, 0)) == (255, 0, 0)


MODES = ["1", "L", "P", "RGB", "RGBX", "CMYK", "YCbCr", "LAB", "HSV", "I", "F", "I;16", "I;16B"]


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_becomes_rgb(mode):
    assert as_seen(Image.new(mode, (3, 2))).mode == "RGB"


@pytest.mark.parametrize("content", [b"", b"no picture", "half"])
def test_what_is_no_whole_picture_is_an_error_with_its_name(tmp_path, content):
    if content == "half":
        buffer = io.BytesIO()
        pixels = np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8)
        Image.fromarray(pixels).save(buffer, "JPEG")
        content = buffer.getvalue()[: len(buffer.getvalue()) // 2]
    path = tmp_path / "broken.jpg"
    path.write_bytes(content)
    with pytest.raises(PictureError, match=r"broken\.jpg cannot be read as a picture: \w"):
        open_picture(path)


def test_the_photographs_of_the_paper_are_as_pillow_gives_them():
    files = sorted((reference_material() / "photographs").glob("*/*"))
    assert len(files) == 40
    for path in files:
        with Image.open(path) as image:
            np.testing.assert_array_equal(open_picture(path), image.convert("RGB"))


def test_all_formats_that_pillow_opens_are_pictures():
    Image.init()
    endings = {end for end, name in Image.registered_extensions().items() if name in Image.OPEN}
    assert endings == PICTURES
