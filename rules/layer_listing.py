"""What ``snakemake layers`` prints."""

import json

from neuralcode.networks.memory import needed_mb


def listed(found, n_photographs, batch, keep):
    """Lines about one network.

    Parameters
    ----------
    found : dict
        What ``batches/network_layers.py`` wrote.
    n_photographs, batch : int
    keep : bool

    Returns
    -------
    list of str
    """
    held = min(batch, n_photographs)
    chosen = {entry["run"] for entry in found["chosen"].values()}
    rows = [("", "layer", "kind", "shape", "units", f"MB for {held}")]
    for row in found["layers"]:
        mark = "*" if row["layer"] in chosen else ""
        shape = " x ".join(map(str, row["shape"])) or "1"
        size = [shape, str(row["units"]), f"{4 * row['units'] * held / 1e6:.1f}"]
        rows.append((mark, row["layer"], row["kind"], *(["-"] * 3 if row["problem"] else size)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    notes = ["", *(row["problem"] for row in found["layers"])]
    lines = [
        "  ".join([*map(str.ljust, row, widths), note]).rstrip()
        for row, note in zip(rows, notes, strict=True)
    ]
    memory = needed_mb(found, n_photographs, batch, keep)
    names = ", ".join(
        layer + (f" ({entry['problem']})" if entry["problem"] else "")
        for layer, entry in found["chosen"].items()
    )
    return [
        f"Network {found['network']}: layers in order of execution, * those that are measured",
        *lines,
        f"Measured: {names}",
        f"Memory for {n_photographs} photographs, {held} at a time: {memory} MB, of which "
        f"{found['weights_mb']:.0f} MB are weights.",
        "",
    ]


def listing(paths, n_photographs, batch, keep):
    """What ``snakemake layers`` prints of some networks.

    Parameters
    ----------
    paths : list of str
        Files that ``batches/network_layers.py`` wrote.
    n_photographs, batch : int
    keep : bool

    Returns
    -------
    str
    """
    lines = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            lines += listed(json.load(file), n_photographs, batch, keep)
    return "\n".join(lines)
