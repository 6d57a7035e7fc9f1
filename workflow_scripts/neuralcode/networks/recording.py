"""Similarity and sparseness of every layer of a network, from one forward pass."""

import numpy as np
import torch

from neuralcode.analysis.similarity import first_undefined
from neuralcode.networks import layer_names, runs, watching
from neuralcode.networks.layers import gini

# Units that are held in double precision at a time.
CHUNK = 1 << 16


class UndefinedLayersError(ValueError):
    """None of the layers that are asked for has a similarity."""


class _Layer:
    """Measures of one layer, batch by batch.

    Its activity goes as it comes. Only where there is more than one batch the activity of earlier
    ones stays, standardised, to be compared with later ones.
    """

    def __init__(self, run, n_images, keep, sample=None):
        self.run, self.n_images, self.problem = run, n_images, run.problem
        self.sample = sample
        self.sampled = None
        if sample is not None:
            self.sampled = np.full((n_images, len(sample)), np.nan, np.float32)
        self.similarity = np.full((n_images, n_images), np.nan, np.float32)
        self.gini = np.full(n_images, np.nan, np.float32)
        self.mean, self.norm = np.full((2, n_images), np.nan)
        self.activity = np.full((n_images, run.units), np.nan, np.float32) if keep else None
        self.earlier = []

    def record(self, activity, batch, names):
        """Measure the activity to the images of a batch, a range of numbers.

        Raises
        ------
        ValueError
            If there is no pattern per image, or one without a Pearson correlation.
        """
        patterns = self.run.patterns(activity, len(batch)).float().cpu().numpy()
        constant = first_undefined(patterns)
        if constant is not None:
            raise ValueError(
                f"every unit is {patterns[constant[0], 0]:g} for {names[batch[constant[0]]]}, and "
                "the Pearson correlation of a constant pattern is undefined"
            )
        here = slice(batch.start, batch.stop)
        mean = patterns.mean(axis=1, dtype=np.float64)
        norm = np.array(
            [np.linalg.norm(row - middle) for row, middle in zip(patterns, mean, strict=True)]
        )

        def standardised(units):
            return (patterns[:, units] - mean[:, None]) / norm[:, None]

        self.mean[here], self.norm[here] = mean, norm
        self.gini[here] = [gini(row) for row in patterns]
        blocks = [(here, standardised), *self.earlier]
        sums = [0.0] * len(blocks)
        for start in range(0, patterns.shape[1], CHUNK):
            units = slice(start, start + CHUNK)
            ours = standardised(units)
            for number, (_, theirs) in enumerate(blocks):
                sums[number] += ours @ theirs(units).T
        for (there, _), block in zip(blocks, sums, strict=True):
            self.similarity[here, there] = np.clip(block, -1, 1)
            self.similarity[there, here] = np.clip(block, -1, 1).T
        if batch.stop < self.n_images:
            kept = np.empty_like(patterns)
            for start in range(0, patterns.shape[1], CHUNK):
                units = slice(start, start + CHUNK)
                kept[:, units] = standardised(units)
            self.earlier.append((here, lambda units: kept[:, units].astype(np.float64)))
        if self.activity is not None:
            self.activity[here] = patterns
        if self.sampled is not None:
            self.sampled[here] = patterns[:, self.sample]

    def give_up(self, problem):
        self.problem, self.earlier = problem, []

    def result(self):
        if self.problem:
            for part in (self.similarity, self.gini, self.mean, self.norm, self.activity):
                if part is not None:
                    part[:] = np.nan
        parts = {
            "similarity": self.similarity,
            "gini": self.gini,
            "mean": self.mean,
            "norm": self.norm,
            "n_units": self.run.units,
            "problem": self.problem,
        }
        if self.sampled is not None and not self.problem:
            parts |= {"sampled": self.sampled, "sample": self.sample, "shape": self.run.shape}
        return parts if self.activity is None else parts | {"activity": self.activity}


class _Recorder:
    """Hands the activity that a forward pass comes by to the layers."""

    def __init__(self, model, layers, names):
        self.model, self.layers, self.names = model, layers, names
        self.by_run = {}
        for name, layer in layers.items():
            if not layer.problem:
                self.by_run.setdefault((layer.run.name, layer.run.number), []).append(name)
        self.softmax = layer_names.softmax_layers(model)

    def start(self, batch):
        self.batch, self.used, self.runs, self.missing = batch, {}, {}, dict(self.by_run)

    def _prefix(self, name, module):
        return "" if module is self.model else name

    def entered(self, name, module):
        """Note the weights that a module may read from now on."""
        for tensors in (module.named_parameters, module.named_buffers):
            self.used.update(tensors(prefix=self._prefix(name, module), recurse=False))

    def left(self, name, module, number, output):
        # Within a module that is through all weights have been used, called or read.
        for tensors in (module.named_parameters, module.named_buffers):
            self.used.update(tensors(prefix=self._prefix(name, module)))
        self.record(name, number, output)

    def record(self, name, number, output):
        self.runs[name] = number
        for layer in self.missing.pop((name, number), []):
            if self.layers[layer].problem:
                continue
            activity = watching.tensor_of(output)
            if activity is None:
                self.layers[layer].give_up("it does not return a tensor in each forward pass")
                continue
            if layer in self.softmax:
                activity = activity.softmax(dim=-1)
            if not torch.isfinite(activity).all():
                self.layers[layer].give_up(self._why_not_finite())
                continue
            try:
                self.layers[layer].record(activity, self.batch, self.names)
            except ValueError as error:
                self.layers[layer].give_up(str(error))

    def _why_not_finite(self):
        tensors = [name for name, used in self.used.items() if not torch.isfinite(used).all()]
        if not tensors:
            return "it is NaN or infinite, though all weights up to it are finite"
        return (
            f"it is NaN or infinite, as are these {len(tensors)} tensors of the weights up to it: "
            f"{', '.join(tensors)}"
        )

    def stop(self):
        for layer in self.layers.values():
            if not layer.problem and self.runs.get(layer.run.name) != layer.run.runs:
                layer.give_up("it does not run as often for all of the images")


def measure_layers(
    model,
    images,
    n_images,
    layers,
    *,
    batch,
    device="cpu",
    keep=False,
    names=None,
    sample=None,
    also=(),
):
    """Run a network over images once, and measure the layers as they come.

    A layer without a similarity doesn't cost the others theirs: its measures are NaN, and it says
    why.

    Parameters
    ----------
    model : torch.nn.Module
    images : function
        From a sequence of numbers of images to a tensor of shape (image, ...).
    n_images : int
    layers : sequence of str
        Names or patterns, see `neuralcode.networks.layer_names.choose`. Empty for the default
        layers.
    batch : int
        Number of images in a forward pass.
    device : str or torch.device
    keep : bool
        Whether the activity is kept too.
    names : sequence of str, optional
        Names of the images, for messages.
    sample : function, optional
        From a layer and its number of units to the numbers of those whose activity is kept.
    also : sequence of str
        Layers that are measured too, behind those of `layers`, where they are not among them.

    Returns
    -------
    dict of dict
        By layer: ``similarity``, ndarray of shape (image, image), float32, Pearson correlation
        over units; of shape (image,) ``gini``, ``mean`` over units, and ``norm`` of what lies
        around it; ``n_units``, 0 where unknown; ``problem``, why
        similarity is undefined, or empty; with `keep` also ``activity``, of shape (image, unit).
        With `sample`, of layers with a similarity: ``sampled``, of shape (image, sampled unit);
        their numbers ``sample``; and ``shape``, that of the layer.

    Raises
    ------
    neuralcode.networks.layer_names.LayerError
        If a layer is not there.
    neuralcode.networks.watching.ForwardError
        If the network can't be run on the images.
    UndefinedLayersError
        If no layer has a similarity. Says why, layer by layer.
    """
    names = names or [f"image {number}" for number in range(n_images)]
    model.to(device)
    probed = runs.probe(model, images([number % n_images for number in range(3)]).to(device))
    chosen = layer_names.choose(model, probed, layers)
    others = {
        layer: run
        for layer, run in (layer_names.choose(model, probed, also) if also else {}).items()
        if layer not in chosen
    }
    measured = {
        layer: _Layer(run, n_images, keep, sample(layer, run.units) if sample else None)
        for layer, run in chosen.items()
    } | {layer: _Layer(run, n_images, keep=False) for layer, run in others.items()}
    recorder = _Recorder(model, measured, names)
    for start in range(0, n_images, batch):
        numbers = range(start, min(start + batch, n_images))
        recorder.start(numbers)
        x = images(numbers).to(device)
        if watching.INPUT not in watching.names_of(model):
            recorder.record(watching.INPUT, 1, x)
        with watching.watched(model, recorder.left, recorder.entered):
            watching.forward(model, x)
        recorder.stop()
    if all(measured[layer].problem for layer in chosen):
        reasons = "\n".join(f"  {name}: {measured[name].problem}" for name in chosen)
        raise UndefinedLayersError(f"No layer has a similarity.\n{reasons}")
    return {name: layer.result() for name, layer in measured.items()}
