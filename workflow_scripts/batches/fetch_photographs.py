"""List the photographs with their categories; fetch those of the paper that are missing.

Each of them is decoded here, before any network is fetched or run, and all problems are reported
together. Nothing is fetched while one that is there is wrong.
"""

import csv
from pathlib import Path

from neuralcode.networks.pictures import PictureError, open_picture
from storage import downloads


def why_not(path, sha256):
    """Why a photograph that is there cannot be used; empty where it can."""
    found = downloads.sha256_of(path)
    if found != sha256:
        return f"is another file than the paper's: its SHA-256 is {found}"
    try:
        open_picture(path)
    except PictureError as error:
        return f"cannot be read as a picture: {error.reason}"
    return ""


def left_out(folder, categories, wanted):
    """Files and folders beside the photographs that are not shown, without hidden ones."""
    known = [row["subordinate"] for row in categories]
    there = [path for path in sorted(folder.glob("*")) if path.name not in known]
    there += [path for name in known for path in sorted((folder / name).glob("*"))]
    return [
        path.relative_to(folder).as_posix() + "/" * path.is_dir()
        for path in there
        if not path.name.startswith(".") and path.relative_to(folder).as_posix() not in wanted
    ]


def missing(folder, wanted, addresses, may_fetch):
    """Fetch the photographs that are missing, and say why some could not be fetched."""
    problems, reason = {}, "" if may_fetch else "others are wrong"
    for number, (name, sha256) in enumerate(wanted.items(), 1):
        path = folder / name
        if path.exists():
            continue
        if reason:
            # A server that is not reached is not waited for again for each of the rest.
            problems[name] = f"not asked for: {reason}"
            continue
        downloads.show(f"photograph {number} of {len(wanted)}")
        try:
            downloads.fetch(addresses[name], path, sha256)
        except downloads.UnreachableError as error:
            problems[name], reason = str(error), "the server cannot be reached"
        except downloads.DownloadError as error:
            problems[name] = str(error)
        else:
            if why := why_not(path, sha256):
                problems[name] = why
    return problems


def run(manifest_path, table_path, *, folder, categories, photographs):
    with open(manifest_path, newline="", encoding="utf-8") as file:
        addresses = {row["file"]: row["address"] for row in csv.DictReader(file)}
    folder = Path(folder)
    wanted = {row["file"]: row["sha256"] for row in photographs}
    there = [name for name in wanted if (folder / name).exists()]
    problems = {name: why for name in there if (why := why_not(folder / name, wanted[name]))}
    problems |= missing(folder, wanted, addresses, not problems)
    with_photographs = {name.split("/")[0] for name in wanted}
    for row in categories:
        if row["subordinate"] not in with_photographs:
            problems[row["subordinate"]] = "no photograph in this folder"
    others = left_out(folder, categories, wanted)
    if others:
        downloads.show(f"Not among the photographs, in {folder}: {', '.join(others)}")
    if problems:
        listed = "\n".join(f"  {folder / name}\n    {why}" for name, why in problems.items())
        raise downloads.DownloadError(
            f"{len(problems)} of {len(wanted)} photographs are missing or wrong:\n{listed}\n"
            "Put them there: resources/photographs.csv says where they are from, and their "
            "SHA-256. Or name a folder of your own as photographs.folder in the configuration, "
            "with a folder for each of its photographs.categories."
        )
    rows = {row["subordinate"]: row for row in categories}
    with open(table_path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "sha256", "superordinate", "basic", "subordinate"])
        for name, sha256 in wanted.items():
            row = rows[name.split("/")[0]]
            levels = [row[level] for level in ("superordinate", "basic", "subordinate")]
            writer.writerow([name, sha256, *levels])
