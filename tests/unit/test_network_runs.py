"""What modules return: found by probe passes, named, chosen and measured in memory."""

import dataclasses

import numpy as np
import pytest
import torch
from torch import nn

from neuralcode.networks import layer_names, runs
from neuralcode.networks.live_memory import live_bytes
from neuralcode.networks.memory import needed_mb
from neuralcode.networks.watching import ForwardError, tensor_of
from neuralcode.networks.weights import torchvision

IMAGES = torch.from_numpy(np.random.default_rng(0).normal(size=(3, 4, 8)).astype(np.float32))


class Module(nn.Module):
    """A network from a function, with the parts that it uses."""

    def __init__(self, function, **parts):
        super().__init__()
        self.function = function
        for name, part in parts.items():
            self.add_module(name, part)

    def forward(self, x):
        return self.function(self, x)


def of(function, **parts):
    torch.manual_seed(0)
    return Module(function, **parts).eval()


def found(model, images=IMAGES):
    return {run.layer: run for run in runs.probe(model, images)}


@dataclasses.dataclass
class Answer:
    note: str
    logits: torch.Tensor


X = torch.ones(2)
LOOP = ["text"]
LOOP.append(LOOP)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (X, X),
        (("text", None, {"a": [3, X]}), X),
        (Answer("text", X), X),
        ("text", None),
        (None, None),
        ((), None),
        ({}, None),
        (iter([X]), None),
        (LOOP, None),
    ],
)
def test_the_first_tensor_is_found_however_deep(output, expected):
    assert tensor_of(output) is expected


def test_images_are_found_behind_the_tokens():
    # As many tokens as images: their axes have the same length.
    model = of(
        lambda m, x: m.attend(x.movedim(1, 0)).movedim(0, 1).mean(1),
        attend=nn.TransformerEncoderLayer(8, 2),
    )
    run = found(model, IMAGES[:, :3])["attend"]
    assert (run.axis, run.shape, run.problem) == (1, (3, 8), "")


def test_attention_between_images_is_a_problem():
    # What is given is (image, token, unit), what the module takes (token, image, unit).
    model = of(lambda m, x: m.attend(x), attend=nn.TransformerEncoderLayer(8, 2))
    assert "depends on other images" in found(model)["attend"].problem


@pytest.mark.parametrize("image_first", [True, False])
def test_windows_folded_into_the_axis_of_the_images(image_first):
    def folded(m, x):
        x = x if image_first else x.transpose(0, 1)
        return m.part(x.reshape(-1, 8))

    model = of(folded, part=nn.Linear(8, 5))
    run = found(model)["part"]
    assert (run.folded, run.image_first, run.shape) == (4, image_first, (4, 5))
    with torch.inference_mode():
        patterns = run.patterns(model(IMAGES), 3)
        np.testing.assert_allclose(patterns, model.part(IMAGES).flatten(1), rtol=1e-5)


def test_a_single_image_may_be_squeezed():
    model = of(lambda m, x: m.part(x.mean(1)), part=nn.Linear(8, 5))
    run = found(model)["part"]
    assert run.patterns(torch.zeros(5), 1).shape == (1, 5)
    with pytest.raises(ValueError, match=r"its shape for 2 images is \(2, 6\), not \(2, 5\)"):
        run.patterns(torch.zeros(2, 6), 2)


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (lambda x: "text", "it returns str, without a tensor"),
        (lambda x: x.mean(), "no axis follows the number of images"),
        (lambda x: x.flatten(1) @ x.flatten(1).T, "more than one axis follows"),
        (lambda x: x.flatten(1)[:-1], "no axis is as long as there are images"),
        (lambda x: x[..., :0], "it has no units"),
        (lambda x: x + 1j, "complex"),
        (lambda x: x - x.mean(0), "depends on other images"),
        (lambda x: torch.nn.functional.dropout(x), "depends on other images of the batch, or on"),
    ],
)
def test_what_is_no_pattern_per_image_has_a_reason(function, problem):
    model = of(
        lambda m, x: (m.odd(x), m.even(x))[1],
        odd=Module(lambda m, x: function(x)),
        even=nn.Linear(8, 2),
    )
    every = found(model)
    assert problem in every["odd"].problem
    assert not every["even"].problem


def test_a_module_that_works_in_place_leaves_the_layer_before_it_as_it_was():
    model = nn.Sequential(nn.Linear(8, 5), nn.ReLU(inplace=True)).eval()
    assert not any(run.problem for run in runs.probe(model, IMAGES))


def test_runs_are_in_order_and_numbered():
    model = of(lambda m, x: m.relu(m.two(m.relu(m.one(x)))), relu=nn.ReLU(), two=nn.Linear(6, 4),
               one=nn.Linear(8, 6))  # fmt: skip
    assert list(found(model)) == ["input", "one", "relu:1", "two", "relu:2", "output"]
    chosen = layer_names.choose(model, runs.probe(model, IMAGES), ["relu", "relu:1"])
    assert [run.units for run in chosen.values()] == [16, 24]


def test_a_module_has_all_of_its_names():
    model = of(lambda m, x: m.second(x), first=nn.Linear(8, 2))
    model.second = model.first
    chosen = layer_names.choose(model, runs.probe(model, IMAGES), ["second", "first"])
    assert chosen["first"] is chosen["second"]


def test_modules_named_input_and_output_and_with_a_slash_are_those_modules():
    parts = {"input": nn.Linear(8, 6), "a/b": nn.Linear(6, 5), "output": nn.Linear(5, 4)}
    model = of(lambda m, x: m.output(m.get_submodule("a/b")(m.input(x))), **parts)
    chosen = layer_names.choose(model, runs.probe(model, IMAGES), list(parts))
    assert [run.shape for run in chosen.values()] == [(4, 6), (4, 5), (4, 4)]


def test_what_is_compiled_is_seen_from_outside():
    inner = torch.jit.script(nn.Sequential(nn.Linear(8, 6), nn.ReLU()))
    model = nn.Sequential(inner, nn.Linear(6, 2)).eval()
    probed = runs.probe(model, IMAGES)
    assert [run.layer for run in probed] == ["input", "0", "1", "output"]
    chosen = layer_names.choose(model, probed, ["0", "0.1"])
    assert chosen["0"].shape == (4, 6)
    assert "lies within 0, which TorchScript compiled" in chosen["0.1"].problem
    for whole in (inner, torch.jit.trace(model, IMAGES)):
        assert [run.layer for run in runs.probe(whole, IMAGES)] == ["input", "output"]


def test_patterns_stop_at_a_dot():
    model = of(lambda m, x: m.head(m.layer2(m.layer1(x))), head=nn.Linear(8, 2),
               layer1=nn.Sequential(nn.Linear(8, 8), nn.ReLU()),
               layer2=nn.Sequential(nn.Linear(8, 8), nn.ReLU()))  # fmt: skip
    probed = runs.probe(model, IMAGES)

    def names(*wanted):
        return list(layer_names.choose(model, probed, wanted))

    assert names("layer*") == ["layer1", "layer2"]
    assert names("layer1.*", "input") == ["layer1.0", "layer1.1", "input"]
    assert names("**.0") == ["layer1.0", "layer2.0"]
    assert names("layer[!1]", "hea?") == ["layer2", "head"]
    with pytest.raises(layer_names.LayerError, match=r"no layer 'block\*'\. There are: input, "):
        names("block*")
    with pytest.raises(layer_names.LayerError, match=r"no layer 'haed'\. Did you mean head\?"):
        names("haed")


def test_a_wrong_name_in_a_network_of_many_modules_lists_the_outer_ones():
    blocks = [nn.Sequential(nn.Linear(8, 8), nn.ReLU()) for _ in range(20)]
    probed = runs.probe(nn.Sequential(*blocks), IMAGES)
    with pytest.raises(layer_names.LayerError) as error:
        layer_names.choose(nn.Sequential(*blocks), probed, ["conv", "coin"])
    assert "There are: input, 0, 1, 2" in str(error.value)
    assert "19, output, and 40 more (`snakemake layers`" in str(error.value)
    assert "19.0" not in str(error.value)


def test_a_layer_that_does_not_run_says_so():
    model = of(lambda m, x: m.used(x), used=nn.Linear(8, 2), unused=nn.Linear(8, 2))
    chosen = layer_names.choose(model, runs.probe(model, IMAGES), ["unused"])
    assert "does not come by it" in chosen["unused"].problem


@pytest.mark.parametrize(
    ("name", "some"),
    [
        ("alexnet", ["input", "features.0", "features.12", "avgpool", "classifier.6"]),
        ("resnet18", ["input", "conv1", "layer1", "layer4", "avgpool", "fc"]),
        ("squeezenet1_1", ["input", "features.0", "features.12", "classifier"]),
        ("vit_b_16", ["input", "conv_proj", "encoder.layers.encoder_layer_11", "heads"]),
        ("swin_t", ["features.0", "features.7", "head"]),
        ("mobilenet_v3_small", ["features.0", "features.12", "classifier.3"]),
    ],
)
def test_default_layers_go_from_the_input_to_the_output(name, some):
    torch.manual_seed(0)
    model = torchvision.models.get_model(name, weights=None).eval()
    side = 64 if name != "vit_b_16" else 224
    probed = runs.probe(model, torch.randn(3, 3, side, side))
    layers = layer_names.default_layers(model, probed)
    order = [run.name for run in probed]
    assert set(some) <= set(layers)
    assert layers == sorted(layers, key=order.index)
    assert 6 <= len(layers) <= 25


def test_a_network_that_fails_says_what_it_was_given():
    model = of(lambda m, x: m.part(x), part=nn.Linear(7, 2))
    with pytest.raises(ForwardError, match=r"cannot be run on 2 images of shape \(4, 8\): "):
        runs.probe(model, IMAGES)


def test_live_memory_is_that_of_the_largest_moment():
    # 8 -> 1000 -> 10 values, and what a layer is given lives until it is through.
    model = nn.Sequential(nn.Linear(8, 1000), nn.Linear(1000, 10), nn.Linear(10, 10))
    assert live_bytes(model, torch.zeros(5, 8)) == 4 * 5 * (8 + 1000 + 10)
    scripted = torch.jit.script(model)
    assert live_bytes(scripted, torch.zeros(5, 8)) >= 4 * 5 * 1000


def test_memory_follows_the_network_and_the_batch():
    found = {"weights_mb": 100.0, "image_mb": 10.0, "units": [100_000, 1000]}
    once = needed_mb(found, 40, 40)
    assert needed_mb(found | {"image_mb": 30.0}, 40, 40) - once == pytest.approx(
        1.5 * 40 * 20, abs=1
    )
    assert needed_mb(found, 40, 10) < once
    assert needed_mb(found, 20, 40) == needed_mb(found, 20, 20)
    # Activity of 40 photographs at 4 bytes, on its way into the file and in it.
    assert needed_mb(found, 40, 40, keep=True) - once == pytest.approx(2 * 40 * 0.404, abs=1)
