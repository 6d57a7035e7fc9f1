"""Similarity and sparseness of every layer of a network, from one forward pass."""

import numpy as np
import torch

from neuralcode.analysis.similarity import UndefinedSimilarityError
from neuralcode.networks.layers import gini, standardised
from neuralcode.networks.pretrained import PAPER_LAYERS


class NotFiniteLayerError(ValueError):
    """The activity of a layer is not finite, for weights that are not or because it overflows."""

    def __init__(self, layer, tensors):
        self.layer, self.tensors = layer, tensors
        reason = (
            f"these {len(tensors)} tensors of the weights, up to that layer, are NaN or infinite: "
            f"{', '.join(tensors)}"
            if tensors
            else "though all of the weights up to it are finite"
        )
        super().__init__(
            f"The activity of layer {layer!r} is NaN or infinite: {reason}. Give whole weights, or "
            "name as `layers` of the network just those before it."
        )


class _Recorder:
    """Measures layers as a forward pass comes by them, and lets go of their activity.

    Just where there is more than one batch the activity of earlier ones stays, standardised, to
    be compared with later ones.
    """

    def __init__(self, n_images, keep):
        self.n_images, self.keep = n_images, keep
        self.similarity, self.gini, self.n_units, self.activity = {}, {}, {}, {}
        self.earlier, self.used, self.calls = {}, {}, {}
        self.batch = slice(0, 0)

    def start(self, batch):
        self.batch, self.used, self.before, self.calls = batch, {}, self.calls, {}

    def stop(self):
        for layer, calls in self.before.items():
            if self.calls.get(layer) != calls:
                raise ValueError(f"The layer {layer} does not run as often for all of the images.")

    def note(self, name, module, *, all_within):
        """Note the tensors that the pass has come to: a module's own, or all within it."""
        for tensors in (module.named_parameters, module.named_buffers):
            self.used.update(tensors(prefix=name, recurse=all_within))

    def result(self, layer, parts):
        """Measures of a layer: of several activities in a pass the last one counts."""
        return {part: getattr(self, part)[layer, self.calls[layer]] for part in parts}

    def record(self, layer, activity):
        if not torch.isfinite(activity).all():
            tensors = [name for name, used in self.used.items() if not torch.isfinite(used).all()]
            raise NotFiniteLayerError(layer, tensors)
        # A module that runs again, as a rectifier that is shared, may have other units each time.
        self.calls[layer] = self.calls.get(layer, 0) + 1
        key = layer, self.calls[layer]
        patterns = activity.flatten(1).float().cpu().numpy()
        if key not in self.similarity:
            self.similarity[key] = np.full((self.n_images,) * 2, np.nan, np.float32)
            self.gini[key] = np.full(self.n_images, np.nan, np.float32)
            self.n_units[key] = patterns.shape[1]
            self.earlier[key] = []
            if self.keep:
                self.activity[key] = np.empty((self.n_images, patterns.shape[1]), np.float32)
        here = self.batch
        try:
            ours = standardised(patterns)
        except UndefinedSimilarityError as error:
            error.position = (here.start + error.position[0],)
            error.layer = layer
            raise
        self.gini[key][here] = gini(patterns)
        self.similarity[key][here, here] = np.clip(ours @ ours.T, -1, 1)
        for there, theirs in self.earlier[key]:
            block = np.clip(ours @ theirs.T.astype(np.float64), -1, 1)
            self.similarity[key][here, there] = block
            self.similarity[key][there, here] = block.T
        if here.stop < self.n_images:
            self.earlier[key].append((here, ours.astype(np.float32)))
        if self.keep:
            self.activity[key][here] = patterns


def _first_tensor(output):
    """The activity among what a module returns: of several tensors the first one."""
    while not isinstance(output, torch.Tensor):
        output = next(iter(output.values() if isinstance(output, dict) else output))
    return output


def measure_layers(model, images, n_images, layers, *, batch, device="cpu", keep=False):
    """Run a network over images once, and measure the layers as they come.

    Parameters
    ----------
    model : torch.nn.Module
    images : function
        From a range of numbers of images to a tensor of shape (image, channel, row, column).
    n_images : int
    layers : sequence of str
        Names of modules, ``input``, or names of `PAPER_LAYERS` that the model has not itself; of a
        module that runs more than once its last activity.
    batch : int
        Number of images in a forward pass.
    device : str or torch.device
    keep : bool
        Whether the activity is kept too.

    Returns
    -------
    dict of dict
        By layer: ``similarity``, ndarray of shape (image, image), float32, Pearson correlation
        over units; ``gini``, of shape (image,); ``n_units``; with `keep` also ``activity``, of
        shape (image, unit).

    Raises
    ------
    NotFiniteLayerError
        Names the layer, and the tensors that are NaN or infinite.
    ValueError
        If a layer does not run, or not as often in each batch.
    UndefinedSimilarityError
        If an image gives the same activity in all units of a layer; its position is the number of
        the image, and its `layer` the name of the layer.
    """
    modules = dict(model.named_modules())
    recorder = _Recorder(n_images, keep)
    hooks = []

    def hook_of(layer):
        def hook(_module, _inputs, output):
            activity = _first_tensor(output)
            if layer == "softmax" and layer not in modules:
                activity = activity.softmax(dim=-1)
            recorder.record(layer, activity)

        return hook

    def note(name, *, all_within):
        return lambda module, *_: recorder.note(name, module, all_within=all_within)

    model.to(device)
    try:
        for name, module in modules.items():
            # Within a module that is through all has been used, be it called or read.
            hooks.append(module.register_forward_pre_hook(note(name, all_within=False)))
            hooks.append(module.register_forward_hook(note(name, all_within=True)))
        shown = []
        for layer in layers:
            name = layer if layer in modules else PAPER_LAYERS.get(layer, layer)
            if name == "input":
                shown.append(layer)
            else:
                hooks.append(modules[name].register_forward_hook(hook_of(layer)))
        for start in range(0, n_images, batch):
            recorder.start(slice(start, min(start + batch, n_images)))
            with torch.inference_mode():
                x = images(range(recorder.batch.start, recorder.batch.stop)).to(device)
                for layer in shown:
                    recorder.record(layer, x)
                model(x)
                recorder.stop()
    finally:
        for hook in hooks:
            hook.remove()
    silent = [layer for layer in layers if layer not in recorder.calls]
    if silent:
        raise ValueError(f"The forward pass does not come by {', '.join(silent)}.")
    parts = ("similarity", "gini", "n_units", *(["activity"] if keep else []))
    return {layer: recorder.result(layer, parts) for layer in layers}
