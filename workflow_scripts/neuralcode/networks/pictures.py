"""Pictures as people see them: upright, opaque, in 8-bit RGB."""

import warnings

import numpy as np
from PIL import Image, ImageOps

#: Colour behind transparent parts of a picture: white, as on a page.
BACKGROUND = (255, 255, 255)


class PictureError(ValueError):
    """A file cannot be read as a picture."""

    def __init__(self, path, reason):
        self.path, self.reason = path, reason
        super().__init__(f"{path} cannot be read as a picture: {reason}")


def open_picture(path):
    """Open a file as a picture, the way that people see it.

    See `as_seen`. Of several pictures in one file (an animation, pages) the first one is taken.

    Parameters
    ----------
    path : str or pathlib.Path

    Returns
    -------
    PIL.Image.Image
        Mode RGB.

    Raises
    ------
    PictureError
        If Pillow cannot decode the whole picture. Names the file and the reason.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged metadata, which the picture does not need
            with Image.open(path) as image:
                image.load()
                return as_seen(image)
    except Image.UnidentifiedImageError as error:
        raise PictureError(path, "Pillow knows no format that it is in") from error
    except MemoryError:
        raise
    except Exception as error:  # each of Pillow's decoders has exceptions of its own
        raise PictureError(path, str(error) or type(error).__name__) from error


def as_seen(image):
    """Turn a picture into 8-bit RGB, upright and opaque.

    The orientation that a camera wrote into the file (EXIF) is applied. Transparent parts show
    `BACKGROUND`. Pictures with more than 8 bits are scaled, see `_to_8_bits`. Colour profiles are
    not applied, since networks are trained without them.

    Parameters
    ----------
    image : PIL.Image.Image
        In any mode.

    Returns
    -------
    PIL.Image.Image
        Mode RGB.

    Examples
    --------
    >>> half = Image.new("LA", (1, 1), (0, 128))
    >>> as_seen(half).getpixel((0, 0))
    (127, 127, 127)
    """
    white = _white(image.format) if image.mode.startswith(("I", "F")) else None
    image = ImageOps.exif_transpose(image)
    if white:
        values = np.asarray(image)
        transparent = image.info.get("transparency")
        image = Image.fromarray(_to_8_bits(values, white))
        if isinstance(transparent, int):
            image.putalpha(Image.fromarray(np.uint8(255) * (values != transparent)))
    premultiplied = {"La": "LA", "RGBa": "RGBA"}
    image = image.convert(premultiplied.get(image.mode, image.mode))
    if not image.has_transparency_data:
        return image.convert("RGB")
    behind = Image.new("RGBA", image.size, (*BACKGROUND, 255))
    return Image.alpha_composite(behind, image.convert("RGBA")).convert("RGB")


def _white(file_format):
    """Values that may be white where a mode alone does not say so: the lowest that holds all."""
    if file_format in ("PNG", "PPM"):  # Pillow scales what these hold
        return {"u": (65535,), "i": (65535,), "f": (1,)}
    return {"u": (65535,), "i": (255, 65535, 2**31 - 1), "f": (1, 255, 65535)}


def _to_8_bits(values, white):
    """Scale values, so that black is 0 and white 255.

    White is the largest value of the file's format. Where the format has none (TIFF with 32 bits,
    whole numbers or floating point), it is the first of 1 (floating point), 255, 65535 and 2^31 - 1
    that no value exceeds.
    """
    if not np.isfinite(values).all():
        raise ValueError("it holds values that are NaN or infinite")
    if values.min() < 0:
        raise ValueError(f"it holds negative values, from {values.min():g}")
    known = white[values.dtype.kind]
    top = next((top for top in known if values.max() <= top), known[-1])
    return np.clip(np.rint(values * (255 / top)), 0, 255).astype(np.uint8)
