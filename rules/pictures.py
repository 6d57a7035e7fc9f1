"""Which files in the folder of photographs are shown."""

import csv
from hashlib import sha256
from itertools import groupby
from pathlib import Path

PUBLISHED = Path(__file__).resolve().parent.parent / "resources" / "photographs.csv"

# Endings of the files that Pillow opens.
ENDINGS = (
    ".apng .avif .avifs .blp .bmp .bufr .bw .cur .dcx .dds .dib .emf .eps .fit .fits .flc .fli "
    ".ftc .ftu .gbr .gif .grib .h5 .hdf .icb .icns .ico .iim .im .j2c .j2k .jfif .jp2 .jpc .jpe "
    ".jpeg .jpf .jpg .jpx .mpeg .mpg .msp .pbm .pcd .pcx .pfm .pgm .png .pnm .ppm .ps .psd .pxr "
    ".qoi .ras .rgb .rgba .sgi .tga .tif .tiff .vda .vst .webp .wmf .xbm .xpm"
)
PICTURES = frozenset(ENDINGS.split())


def is_picture(path):
    """Whether a file is a picture by its name. Hidden files are none."""
    return path.suffix.lower() in PICTURES and not path.name.startswith(".") and path.is_file()


def wanted(folder, categories, published):
    """Photographs of the configured categories, with their SHA-256.

    Of a category without photographs of the user's own: those of the paper, whether they are there
    or not. So the list is the same before and after they were fetched.

    Parameters
    ----------
    folder : str or pathlib.Path
    categories : list of dict
        With ``subordinate``, the name of the folder of each category.
    published : dict of str to str
        SHA-256 of the photographs of the paper, by ``category/file``.

    Returns
    -------
    list of dict
        With ``file`` and ``sha256``, in the order of the categories.
    """
    found = []
    for row in categories:
        category = row["subordinate"]
        there = {
            f"{category}/{path.name}": path
            for path in sorted((Path(folder) / category).glob("*"))
            if is_picture(path)
        }
        names = [name for name in published if Path(name).parent.name == category]
        if set(there) <= set(names):
            found += [{"file": name, "sha256": published[name]} for name in names]
        else:
            found += [
                {"file": name, "sha256": sha256(path.read_bytes()).hexdigest()}
                for name, path in there.items()
            ]
    return found


def of_configuration(photographs):
    """Photographs that a configuration means.

    Parameters
    ----------
    photographs : dict
        The block of that name.

    Returns
    -------
    list of dict
        See `wanted`.
    """
    with open(PUBLISHED, newline="", encoding="utf-8") as file:
        published = {row["file"]: row["sha256"] for row in csv.DictReader(file)}
    return wanted(photographs["folder"], photographs["categories"], published)


def shown(names, layout):
    """Photographs that a scanner shows, and those that its topographic map is fitted to.

    Parameters
    ----------
    names : list of str
        ``category/file``, by category.
    layout : str

    Returns
    -------
    shown, others : list of str
        All of them and none; for a topographic layout every second one of a category is another.

    Examples
    --------
    >>> shown(["lion/a", "lion/b", "lion/c", "tiger/d"], "topographic")
    (['lion/a', 'lion/c', 'tiger/d'], ['lion/b'])
    """
    if layout != "topographic":
        return names, []
    by_category = [list(own) for _, own in groupby(names, lambda name: name.split("/")[0])]
    return tuple([name for own in by_category for name in own[start::2]] for start in (0, 1))
