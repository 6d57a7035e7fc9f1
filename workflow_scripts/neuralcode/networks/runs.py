"""What the modules of a network return, and which axis of it holds the images.

Networks don't say where their images are. Two probe passes, with two images and with three, tell:
the axis whose length follows the number of images holds them. A third pass, with the first two of
them, tells whether the activity to an image depends on the images beside it.
"""

import dataclasses

import numpy as np
import torch

from neuralcode.networks.watching import INPUT, forward, names_of, tensor_of, watched

# Values of a run that are kept to compare two passes.
SAMPLE = 1 << 16


@dataclasses.dataclass(frozen=True)
class Run:
    """One run of a module in a forward pass.

    Attributes
    ----------
    name : str
        Of the module, or `INPUT`, or `OUTPUT`.
    kind : str
        Class of the module.
    number, runs : int
        Which run of the module this is, from 1 on, and how often the module runs in a pass.
    others : tuple of int
        Shape of what it returns, without the axis of the images.
    axis : int
        Axis of the images.
    folded : int
        Entries on that axis per image: more than 1 where windows or tokens are folded into it.
    image_first : bool
        Whether the entries of one image lie side by side on that axis.
    problem : str
        Why there is no pattern per image; empty where there is one.
    """

    name: str
    kind: str
    number: int
    runs: int = 1
    others: tuple = ()
    axis: int = 0
    folded: int = 1
    image_first: bool = True
    problem: str = ""

    @property
    def layer(self):
        """Name of the layer: that of the module, and the number of the run if it has several."""
        return self.name if self.runs == 1 else f"{self.name}:{self.number}"

    @property
    def shape(self):
        """Shape of the activity to one image."""
        return self.others if self.folded == 1 else (self.folded, *self.others)

    @property
    def units(self):
        return 0 if self.problem else int(np.prod(self.shape))

    def patterns(self, activity, n):
        """Bring the activity to `n` images into the shape (image, unit).

        Raises
        ------
        ValueError
            If its shape is not that of the probe passes.
        """
        shape = list(self.others)
        shape.insert(self.axis, n * self.folded)
        # A network that squeezes its output drops the axis of a single image.
        is_squeezed = n == 1 and activity.numel() == np.prod(shape)
        if list(activity.shape) != shape and not is_squeezed:
            raise ValueError(
                f"its shape for {n} images is {tuple(activity.shape)}, not {tuple(shape)} as the "
                "first images have it"
            )
        rows = activity.reshape(shape).movedim(self.axis, 0)
        if self.image_first:
            return rows.reshape(n, -1)
        return rows.reshape(self.folded, n, -1).movedim(1, 0).reshape(n, -1)


def probe(model, images):
    """Find out what each module of a network returns to an image.

    Parameters
    ----------
    model : torch.nn.Module
    images : torch.Tensor of shape (3, ...)

    Returns
    -------
    list of Run
        In the order in which the modules end: the `INPUT` first, and the `OUTPUT` last.

    Raises
    ------
    ForwardError
        If the network cannot be run on two images, or on three.

    Examples
    --------
    >>> tokens_first = torch.nn.TransformerEncoderLayer(8, 2)
    >>> class Attending(torch.nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.attend = tokens_first
    ...     def forward(self, x):
    ...         return self.attend(x.movedim(1, 0)).movedim(0, 1)
    >>> for run in probe(Attending().eval(), torch.randn(3, 5, 8))[-2:]:
    ...     print(run.layer, run.axis, run.shape)
    attend 1 (5, 8)
    output 0 (5, 8)
    """
    shapes, runs, samples = {}, {}, {}

    def note_shape(name, _module, number, output):
        tensor = tensor_of(output)
        shapes[name, number] = None if tensor is None else tuple(tensor.shape)

    def note_run(name, module, number, output):
        tensor = tensor_of(output)
        key = name, number
        kind = getattr(module, "original_name", type(module).__name__)
        found = _explained(shapes.get(key), tensor, output)
        runs[key] = Run(name, kind, number, **found)
        if not runs[key].problem:
            samples[key] = _sample(tensor, runs[key].axis)

    def compare(name, _module, number, output):
        key = name, number
        if key in samples and (tensor := tensor_of(output)) is not None:
            run = runs[key]
            two = _sample(tensor, run.axis, like=samples[key])
            runs[key] = dataclasses.replace(run, **_order(two, samples.pop(key), run.folded))

    for note, n in ((note_shape, 2), (note_run, 3), (compare, 2)):
        given = images[:n]
        if INPUT not in names_of(model):
            note(INPUT, given, 1, given)
        with watched(model, note):
            forward(model, given)
    for key in samples:  # not seen again
        runs[key] = dataclasses.replace(runs[key], problem="it runs in some forward passes only")
    counts = {name: number for name, number in runs}
    return [dataclasses.replace(run, runs=counts[run.name]) for run in runs.values()]


def _explained(two, three, output):
    """Where the images are, from the shapes for two and for three of them, or why nowhere."""
    if three is None:
        return {"problem": f"it returns {type(output).__name__}, without a tensor in it"}
    if three.is_complex():
        return {"problem": "it returns complex numbers"}
    if two is None:
        return {"problem": "it runs in some forward passes only"}
    three = tuple(three.shape)
    shapes = f"its shape is {two} for two images and {three} for three"
    changed = [axis for axis in range(len(three)) if two[axis : axis + 1] != three[axis : axis + 1]]
    if len(two) != len(three) or len(changed) != 1:
        why = "no axis" if not changed else "more than one axis"
        return {"problem": f"{why} follows the number of images: {shapes}"}
    axis = changed[0]
    if two[axis] * 3 != three[axis] * 2:
        return {"problem": f"no axis is as long as there are images: {shapes}"}
    others = three[:axis] + three[axis + 1 :]
    if not np.prod(others):
        return {"problem": f"it has no units: {shapes}"}
    return {"axis": axis, "folded": three[axis] // 3, "others": others}


def _sample(tensor, axis, like=None):
    """Some of the units, as rows of the axis of the images."""
    rows = tensor.movedim(axis, 0).flatten(1) if tensor.ndim > 1 else tensor[:, None]
    step = max(1, rows.numel() // SAMPLE)
    if like is not None:
        step = -(-rows.shape[1] // like.shape[1])
    # A copy, for the next module may work in place.
    return rows[:, ::step].float().cpu().clone()


def _order(two, three, folded):
    """How the entries of the images lie, from activity to two and to the same two of three."""
    if _alike(two, three[: 2 * folded]):
        return {"image_first": True}
    interleaved = three.reshape(folded, 3, -1)[:, :2].reshape(two.shape)
    if _alike(two, interleaved):
        return {"image_first": False}
    return {
        "problem": "the activity to an image depends on other images of the batch, or on chance"
    }


def _alike(one, other):
    """Whether activity is the same but for rounding, which differs between sizes of a batch."""
    finite = torch.isfinite(one) & torch.isfinite(other)
    one, other = one[finite].double(), other[finite].double()
    if not one.numel():
        return True
    tolerance = max(0.01 * float(one.std(correction=0)), 1e-6 * float(one.abs().max()))
    return bool((one - other).abs().max() <= tolerance)
