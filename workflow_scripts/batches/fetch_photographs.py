"""List the photographs with their categories; fetch those of the paper that are missing."""

import csv
from pathlib import Path

from storage import downloads


def run(manifest_path, table_path, *, folder, categories, photographs):
    with open(manifest_path, newline="", encoding="utf-8") as file:
        addresses = {row["file"]: row["address"] for row in csv.DictReader(file)}
    folder = Path(folder)
    wanted = {row["file"]: row["sha256"] for row in photographs}
    problems, unreachable = {}, None
    for number, (name, sha256) in enumerate(wanted.items(), 1):
        path = folder / name
        if path.exists():
            found = downloads.sha256_of(path)
            if found != sha256:
                problems[name] = f"is another file than the paper's: its SHA-256 is {found}"
            continue
        if unreachable:
            # Not waited for again for each of the rest, which come from the same server.
            problems[name] = f"not asked for: {unreachable}"
            continue
        downloads.show(f"photograph {number} of {len(wanted)}")
        try:
            downloads.fetch(addresses[name], path, sha256)
        except downloads.UnreachableError as error:
            problems[name] = str(error)
            unreachable = "the server cannot be reached"
        except downloads.DownloadError as error:
            problems[name] = str(error)
    with_photographs = {name.split("/")[0] for name in wanted}
    for row in categories:
        if row["subordinate"] not in with_photographs:
            problems[row["subordinate"]] = "no photograph (.jpg, .jpeg or .png) in this folder"
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
