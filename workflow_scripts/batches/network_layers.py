"""Find the layers of a pre-trained network, their shapes and its memory, without its weights."""

import json
import os
import sys

import numpy as np
import torch
from PIL import Image

from neuralcode.networks import layer_names, pretrained, runs
from neuralcode.networks.live_memory import live_bytes
from neuralcode.networks.shown import batch_of, show
from storage.files import written


def noise_pictures(n):
    """Pictures of noise: what layers there are does not depend on what is shown."""
    rng = np.random.default_rng(0)
    return [Image.fromarray(rng.integers(0, 256, (240, 320, 3), np.uint8)) for _ in range(n)]


def run(path, threads, *, network):
    torch.set_num_threads(threads)
    sys.path.append(os.getcwd())  # where a package.module:function may lie
    with pretrained.named(network["name"]):
        model, transform, transforms = pretrained.of_configuration(network, load=False)
        pictures = [f"picture {number} of noise" for number in range(3)]
        images = batch_of(
            [
                show(transform, transforms, picture, name)
                for picture, name in zip(noise_pictures(3), pictures, strict=True)
            ],
            transforms,
            pictures,
        )
        probed = runs.probe(model, images)
        chosen = layer_names.choose(model, probed, network["layers"])
        found = {
            "network": network["name"],
            "layers": [
                {
                    "layer": run.layer,
                    "kind": run.kind,
                    "shape": run.shape,
                    "units": run.units,
                    "problem": run.problem,
                }
                for run in probed
            ],
            "chosen": {
                layer: {"run": run.layer, "problem": run.problem} for layer, run in chosen.items()
            },
            "units": [run.units for run in chosen.values()],
            "weights_mb": sum(t.numel() * t.element_size() for t in model.state_dict().values())
            / 1e6,
            "image_mb": live_bytes(model, images[:2]) / 2 / 1e6,
        }
    with written(path) as partial, open(partial, "w", encoding="utf-8") as file:
        json.dump(found, file, indent=1)
