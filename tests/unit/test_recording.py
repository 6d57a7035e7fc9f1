"""Layers of a network, measured as a forward pass comes by them."""

import numpy as np
import pytest
import torch

from neuralcode.networks import pretrained
from neuralcode.networks.layer_names import LayerError
from neuralcode.networks.layers import gini
from neuralcode.networks.recording import UndefinedLayersError, measure_layers

IMAGES = torch.from_numpy(np.random.default_rng(0).normal(size=(7, 3, 8, 8)).astype(np.float32))


def small():
    """A network with random weights that has what real ones have."""
    torch.manual_seed(0)
    return torch.nn.Sequential(
        torch.nn.Conv2d(3, 4, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(144, 5)
    ).eval()


def measure(model, layers, images=IMAGES, **settings):
    return measure_layers(
        model, lambda numbers: images[list(numbers)], 7, layers, **{"batch": 7} | settings
    )


def problem(model, layer, **settings):
    """Why a layer is undefined, beside one that is not."""
    measured = measure(model, ["input", layer], **settings)
    assert not measured["input"]["problem"]
    assert np.isfinite(measured["input"]["similarity"]).all()
    for part in ("similarity", "gini"):
        assert np.isnan(measured[layer][part]).all()
    return measured[layer]["problem"]


@pytest.mark.parametrize("batch", [1, 3, 7])
def test_measures_are_those_of_the_activity_whatever_the_batch(batch):
    model = small()
    with torch.inference_mode():
        expected = {"input": IMAGES, "0": model[0](IMAGES), "output": model(IMAGES)}
    ours = measure(model, list(expected), batch=batch, keep=True)
    for layer, activity in expected.items():
        patterns = activity.flatten(1).numpy()
        np.testing.assert_allclose(ours[layer]["similarity"], np.corrcoef(patterns), atol=1e-5)
        np.testing.assert_allclose(ours[layer]["gini"], gini(patterns), atol=1e-5)
        np.testing.assert_allclose(ours[layer]["mean"], patterns.mean(axis=1), atol=1e-5)
        deviation = patterns - patterns.mean(axis=1, keepdims=True)
        norm = np.linalg.norm(deviation, axis=1)
        np.testing.assert_allclose(ours[layer]["norm"], norm, rtol=1e-5)
        np.testing.assert_allclose(ours[layer]["activity"], patterns, atol=1e-5)
        assert ours[layer]["n_units"] == patterns.shape[1]


def test_activity_is_kept_just_where_it_is_asked_for():
    kept = {"similarity", "gini", "mean", "norm", "n_units", "problem"}
    measured = measure(small(), ["0"])
    assert set(measured["0"]) == kept
    assert list(measured) == ["0"]


def test_a_sample_of_the_units_and_layers_beside_those_asked_for():
    model = small()
    measured = measure(
        model,
        ["0"],
        also=["input", "0"],
        sample=lambda layer, units: np.array([1, units - 1]),
        batch=3,
    )
    assert list(measured) == ["0", "input"]
    with torch.inference_mode():
        patterns = model[0](IMAGES)
    np.testing.assert_allclose(measured["0"]["sampled"], patterns.flatten(1)[:, [1, -1]], atol=1e-5)
    assert tuple(measured["0"]["shape"]) == tuple(patterns.shape[1:])
    assert "sampled" not in measured["input"]
    assert np.isfinite(measured["input"]["similarity"]).all()


def test_units_beyond_a_chunk_count_too(monkeypatch):
    monkeypatch.setattr("neuralcode.networks.recording.CHUNK", 50)
    expected = np.corrcoef(IMAGES.flatten(1))
    for batch in (2, 7):
        ours = measure(small(), ["input"], batch=batch)["input"]["similarity"]
        np.testing.assert_allclose(ours, expected, atol=1e-5)


@pytest.mark.parametrize("batch", [1, 2, 7])
def test_similarity_is_between_images_not_between_tokens(batch):
    """As many tokens as images, behind a module that takes tokens first."""

    class Attending(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.attend = torch.nn.TransformerEncoderLayer(8, 2)

        def forward(self, x):
            return self.attend(x.movedim(1, 0)).mean(0)

    torch.manual_seed(0)
    model, images = Attending().eval(), torch.randn(7, 7, 8)
    with torch.no_grad():
        tokens = model.attend(images.movedim(1, 0)).movedim(1, 0).flatten(1)
    ours = measure(model, ["attend"], images=images, batch=batch)["attend"]["similarity"]
    np.testing.assert_allclose(ours, np.corrcoef(tokens), atol=1e-5)


def test_a_layer_behind_nan_weights_is_undefined_and_names_them():
    model = small()
    model[3].weight.data[2, 1] = np.nan
    assert problem(model, "3") == (
        "it is NaN or infinite, as are these 1 tensors of the weights up to it: 3.weight"
    )


class Attending(torch.nn.Module):
    """Has weights of its own, and a part that reads weights without calling their module."""

    def __init__(self):
        super().__init__()
        self.scale = torch.nn.Parameter(torch.ones(1))
        self.attention = torch.nn.MultiheadAttention(3, 1, batch_first=True)
        self.behind = torch.nn.Linear(3, 2)

    def forward(self, x):
        x = self.scale * x.mean(dim=-1).transpose(1, 2)
        return self.behind(self.attention(x, x, x)[0])


@pytest.mark.parametrize("tensor", ["scale", "attention.in_proj_weight", "attention.out_proj.bias"])
def test_nan_weights_are_named_wherever_they_lie(tensor):
    model = Attending().eval()
    for name in (tensor, "behind.weight"):
        model.get_parameter(name).data[0] = np.nan
    # What is behind the layer has no part in it.
    assert problem(model, "attention").endswith(f"up to it: {tensor}")


@pytest.mark.parametrize(
    "key",
    [
        "class_token",
        "encoder.pos_embedding",
        "encoder.layers.encoder_layer_0.self_attention.in_proj_weight",
        "encoder.layers.encoder_layer_0.self_attention.out_proj.bias",
        "encoder.ln.weight",
    ],
)
def test_a_nan_is_found_in_what_has_children_too(key):
    tiny = pretrained.torchvision.models.VisionTransformer
    model = tiny(8, 4, 1, 2, 8, 8, num_classes=3).eval()
    model.get_parameter(key).data[:] = np.nan
    model.heads.head.weight.data[:] = np.nan  # runs later
    assert problem(model, "encoder").endswith(f"up to it: {key}")


def test_an_overflow_is_undefined_too():
    model = small()
    model[0].weight.data *= 1e25
    model[3].weight.data *= 1e25
    assert problem(model, "3") == "it is NaN or infinite, though all weights up to it are finite"


def test_a_silent_layer_names_the_image():
    model = small()
    images = IMAGES.clone()
    images[5] = 0
    model[0].bias.data[:] = 0
    images[5, 0, 0, 0] = -1e-30  # the input itself is not constant
    model[0].weight.data[:] = model[0].weight.data.abs()
    found = problem(model, "1", images=images, batch=3, names=[f"{n}.jpg" for n in range(7)])
    assert "every unit is 0 for 5.jpg" in found


@pytest.mark.parametrize("batch", [3, 7])
def test_of_a_module_that_runs_again_each_run_can_be_had(batch):
    shared = torch.nn.Tanh()
    model = torch.nn.Sequential(
        shared, torch.nn.Flatten(), torch.nn.Linear(IMAGES[0].numel(), 5), shared
    )
    with torch.inference_mode():
        expected = {"0": model(IMAGES), "0:2": model(IMAGES), "0:1": IMAGES.tanh()}
    ours = measure(model, list(expected), batch=batch, keep=True)
    for layer, activity in expected.items():
        patterns = activity.flatten(1).numpy()
        np.testing.assert_allclose(ours[layer]["activity"], patterns, atol=1e-5)
        np.testing.assert_allclose(ours[layer]["similarity"], np.corrcoef(patterns), atol=1e-5)


class Twice(torch.nn.Module):
    """One ReLU behind layers of different size; and for batches of some sizes once more."""

    def __init__(self, odd=()):
        super().__init__()
        torch.manual_seed(0)
        self.one, self.two = torch.nn.Linear(192, 50), torch.nn.Linear(50, 30)
        self.relu, self.odd = torch.nn.ReLU(), odd

    def forward(self, x):
        x = self.relu(self.two(self.relu(self.one(x.flatten(1)))))
        return self.relu(x) if len(x) in self.odd else x


def test_a_layer_that_does_not_always_run_as_often_is_undefined():
    assert (
        problem(Twice(odd=[7]).eval(), "relu") == "it does not run as often for all of the images"
    )


def test_an_image_with_other_units_is_named_in_the_reason():
    def forward(x):
        return x[..., : 4 if len(x) == 7 else 8]

    model = torch.nn.Sequential(torch.nn.Identity())
    model[0].forward = forward
    assert "its shape for 7 images is (7, 3, 8, 4), not (7, 3, 8, 8)" in problem(model, "0")


def test_where_no_layer_is_defined_the_error_has_all_reasons():
    model = Twice()
    model.unused = torch.nn.Linear(2, 2)
    model.one.weight.data[0] = np.nan
    with pytest.raises(
        UndefinedLayersError, match=r"(?s)relu: it is NaN.*unused: the forward pass"
    ):
        measure(model.eval(), ["relu", "unused"])


def test_a_layer_that_is_not_there_is_an_error():
    with pytest.raises(LayerError, match="no layer 'conv'"):
        measure(small(), ["conv"])


def test_hooks_are_gone_afterwards():
    model = small()
    measure(model, ["0"])
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())
