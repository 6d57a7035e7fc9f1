"""Pre-trained networks: the graph of the paper against its published matrices, and any other."""

import sys

import numpy as np
import pytest
import torch
from conftest import reference_material
from PIL import Image

from batches import photograph_layers
from neuralcode.analysis.similarity import UndefinedSimilarityError
from neuralcode.networks import pretrained
from neuralcode.networks.hierarchy import mean_by_relation
from neuralcode.networks.layer_measures import NotFiniteLayerError, measure_layers
from neuralcode.networks.layers import gini

PAPER_LAYERS = list(pretrained.PAPER_LAYERS)
IMAGES = torch.from_numpy(np.random.default_rng(0).normal(size=(7, 3, 8, 8)).astype(np.float32))


def small():
    """A network with random weights that has what real ones have."""
    torch.manual_seed(0)
    return torch.nn.Sequential(
        torch.nn.Conv2d(3, 4, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(144, 5)
    ).eval()


def measure(model, layers, **settings):
    return measure_layers(
        model, lambda numbers: IMAGES[list(numbers)], 7, layers, **{"batch": 7} | settings
    )


@pytest.mark.parametrize("batch", [1, 3, 7])
def test_measures_are_those_of_the_activity_whatever_the_batch(batch):
    model = small()
    with torch.inference_mode():
        expected = {"input": IMAGES, "0": model[0](IMAGES), "3": model(IMAGES)}
    ours = measure(model, list(expected), batch=batch, keep=True)
    for layer, activity in expected.items():
        patterns = activity.flatten(1).numpy()
        np.testing.assert_allclose(ours[layer]["similarity"], np.corrcoef(patterns), atol=1e-5)
        np.testing.assert_allclose(ours[layer]["gini"], gini(patterns), atol=1e-5)
        np.testing.assert_allclose(ours[layer]["activity"], patterns, atol=1e-5)
        assert ours[layer]["n_units"] == patterns.shape[1]


def test_activity_is_kept_just_where_it_is_asked_for():
    assert set(measure(small(), ["0"])["0"]) == {"similarity", "gini", "n_units"}


def test_a_layer_behind_nan_weights_is_an_error_that_names_both():
    model = small()
    model[3].weight.data[2, 1] = np.nan
    assert np.isfinite(measure(model, ["input", "0", "1"])["1"]["similarity"]).all()
    with pytest.raises(NotFiniteLayerError, match=r"layer '3' .* up to that layer.*: 3\.weight\."):
        measure(model, ["0", "3"])


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
    with pytest.raises(NotFiniteLayerError) as caught:
        measure(model, ["attention", "behind"])
    # What is behind the layer has no part in it.
    assert caught.value.tensors == [tensor]


@pytest.mark.parametrize("batch", [3, 7])
def test_of_a_module_that_runs_again_the_last_activity_counts(batch):
    shared = torch.nn.Tanh()
    model = torch.nn.Sequential(
        shared, torch.nn.Flatten(), torch.nn.Linear(IMAGES[0].numel(), 5), shared
    )
    with torch.inference_mode():
        expected = model(IMAGES).numpy()
    ours = measure(model, ["0"], batch=batch, keep=True)["0"]
    assert ours["n_units"] == 5
    np.testing.assert_allclose(ours["activity"], expected, atol=1e-5)
    np.testing.assert_allclose(ours["similarity"], np.corrcoef(expected), atol=1e-5)


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
    with pytest.raises(NotFiniteLayerError) as caught:
        measure(model, ["encoder"])
    assert caught.value.tensors == [key]


def test_a_layer_that_does_not_always_run_as_often_is_an_error():
    with pytest.raises(ValueError, match="relu does not run as often for all"):
        measure(Twice(odd=[3]).eval(), ["relu"], batch=3)


def test_a_layer_that_does_not_run_is_an_error():
    model = Twice()
    model.unused = torch.nn.Linear(2, 2)
    with pytest.raises(ValueError, match="does not come by unused"):
        measure(model.eval(), ["relu", "unused"])


@pytest.mark.parametrize(
    "name", ["fcn_resnet50_untrained", "fasterrcnn_resnet50_fpn", "quantized_resnet50", "r3d_18"]
)
def test_just_models_of_image_classification_are_taken_from_torchvision(name):
    with pytest.raises(ValueError, match="for classification"):
        pretrained.build(name)


@pytest.mark.parametrize("content", [b"damaged", b""])
def test_damaged_weights_of_torchvision_are_an_error_with_their_path(tmp_path, content):
    path = tmp_path / "weights.pth"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"weights\.pth (is damaged|has no state dict)"):
        pretrained.build("squeezenet1_0", weights_path=str(path))


def test_weights_put_in_place_must_be_those_of_torchvision(tmp_path):
    network = {"name": "squeezenet1_0", "weights": "", "weights_name": "", "sha256": ""}
    network["function"] = ""
    path = tmp_path / "squeezenet1_0.pth"
    path.write_bytes(b"others")
    with pytest.raises(ValueError, match=r"squeezenet1_0\.pth is not the file.*not b66bff10"):
        photograph_layers.check_weights(path, network)
    # A file of one's own, named by its path, may be any.
    photograph_layers.check_weights(path, network | {"weights": "own/weights.pth"})


def test_an_overflow_is_an_error_too():
    model = small()
    model[0].weight.data *= 1e25
    model[3].weight.data *= 1e25
    with pytest.raises(NotFiniteLayerError, match=r"'3'.*all of the weights up to it are finite"):
        measure(model, ["3"])


def test_a_silent_layer_is_an_error_that_names_layer_and_image():
    model = small()
    images = IMAGES.clone()
    images[5] = 0
    model[0].bias.data[:] = 0
    with pytest.raises(UndefinedSimilarityError) as caught:
        measure_layers(model, lambda numbers: images[list(numbers)], 7, ["0"], batch=3)
    assert (caught.value.layer, caught.value.position) == ("0", (5,))


def test_unknown_layers_are_an_error_that_lists_those_there_are():
    with pytest.raises(ValueError, match=r"no layer 'conv'\. There are: input, 0, 1, 2, 3\."):
        pretrained.chosen_layers(small(), ["conv", "0"], "mine")
    with pytest.raises(ValueError, match=r"needs the names of its `layers`.*input, 0, 1, 2, 3\."):
        pretrained.chosen_layers(small(), [], "mine")


def test_the_default_layers_of_inception_are_those_of_the_paper():
    model = pretrained.inception_v3_2015()
    assert pretrained.chosen_layers(model, [], "inception_v3_2015") == PAPER_LAYERS
    assert pretrained.chosen_layers(model, ["Mixed_5b.branch1x1"], "it") == ["Mixed_5b.branch1x1"]


def test_unknown_networks_and_weights_are_errors_that_list_what_there_is():
    with pytest.raises(
        ValueError,
        match="inception_v3_2015 and, of torchvision's networks for classification, alexnet",
    ):
        pretrained.build("inceptoin_v3")
    with pytest.raises(ValueError, match="it has IMAGENET1K_V1"):
        pretrained.torchvision_weights("inception_v3", "IMAGENET1K_V7")
    with pytest.raises(ImportError, match="nowhere:at_all"):
        pretrained.build("mine", function="nowhere:at_all")


def test_an_untrained_network_is_seeded():
    one, other, third = (
        pretrained.build("squeezenet1_0_untrained", seed=seed)[0].state_dict() for seed in (1, 1, 2)
    )
    key = "features.0.weight"
    assert torch.equal(one[key], other[key])
    assert not torch.equal(one[key], third[key])


def test_torchvision_takes_a_file_as_its_weights(tmp_path):
    model, _ = pretrained.build("squeezenet1_0_untrained", seed=5)
    torch.save(model.state_dict(), tmp_path / "weights.pth")
    loaded, transform = pretrained.build(
        "squeezenet1_0", weights_path=str(tmp_path / "weights.pth")
    )
    for key, tensor in model.state_dict().items():
        assert torch.equal(tensor, loaded.state_dict()[key])
    assert transform(Image.new("RGB", (300, 400))).shape == (3, 224, 224)


def test_a_function_of_ones_own(tmp_path, monkeypatch):
    (tmp_path / "my_networks.py").write_text(
        "import torch\n\ndef net():\n    return torch.nn.Sequential(torch.nn.Linear(3, 2))\n\n"
        "def none():\n    return 1\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    torch.save({"0.weight": torch.ones(2, 3), "0.bias": torch.zeros(2)}, tmp_path / "w.pth")
    model, _ = pretrained.build(
        "mine", function="my_networks:net", weights_path=str(tmp_path / "w.pth")
    )
    assert torch.equal(model[0].weight, torch.ones(2, 3))
    with pytest.raises(TypeError, match="my_networks:none returns a int"):
        pretrained.build("mine", function="my_networks:none")
    torch.save({"1.weight": torch.ones(2, 3)}, tmp_path / "w.pth")
    with pytest.raises(ValueError, match="no state dict of this network"):
        pretrained.build("mine", function="my_networks:net", weights_path=str(tmp_path / "w.pth"))
    sys.modules.pop("my_networks")


def slow_resize(image, size):
    """ResizeBilinear of TensorFlow 1, pixel by pixel."""
    rows, columns, _ = image.shape
    out = np.empty((size, size, image.shape[2]))
    for i in range(size):
        for j in range(size):
            y, x = i * rows / size, j * columns / size
            top, left = int(y), int(x)
            below, right = min(top + 1, rows - 1), min(left + 1, columns - 1)
            dy, dx = y - top, x - left
            out[i, j] = (1 - dy) * ((1 - dx) * image[top, left] + dx * image[top, right]) + dy * (
                (1 - dx) * image[below, left] + dx * image[below, right]
            )
    return out


@pytest.mark.parametrize("shape", [(9, 14, 3), (40, 31, 3), (20, 20, 1)])
def test_resizing_is_that_of_tensorflow_1(shape):
    image = np.random.default_rng(0).integers(0, 256, size=shape)
    ours = pretrained.resize_bilinear(image, 20)
    # A place computed in single precision is off by 40 * 2^-24; the slope is at most 255.
    np.testing.assert_allclose(ours, slow_resize(image, 20), atol=2e-3)


@pytest.mark.parametrize(
    ("name", "channels"),
    [("Mixed_5b", 192), ("Mixed_6e", 768), ("Mixed_7b", 1280), ("Mixed_7c", 2048)],
)
def test_the_poolings_of_the_branches_are_those_of_the_released_graph(name, channels):
    block = pretrained.inception_v3_2015().eval().get_submodule(name)
    seen = []
    block.branch_pool.conv.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    x = torch.randn(1, channels, 8, 8, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        block(x)
    # A corner sees 4 places of the image and 5 of the padding, the middle 9 places.
    for place, corner in (((0, 0), x[0, :, :2, :2]), ((4, 4), x[0, :, 3:6, 3:6])):
        expected = corner.amax((1, 2)) if name == "Mixed_7c" else corner.mean((1, 2))
        torch.testing.assert_close(seen[0][0, :, *place], expected)


@pytest.fixture(scope="module")
def paper():
    """The network of the paper up to mixed_8, the published matrices, and the images in order."""
    import xarray as xr

    folder = reference_material()
    published = xr.load_dataset(folder / "published_similarity.nc")
    model, transform = pretrained.build(
        "inception_v3_2015", weights_path=folder / "inception-2015-12-05-to-mixed_8.pth"
    )
    files = [folder / "photographs" / name for name in published["image"].values]

    def images(numbers):
        return torch.stack([transform(Image.open(files[n]).convert("RGB")) for n in numbers])

    return model, images, published


@pytest.fixture(scope="module")
def measured(paper):
    model, images, _ = paper
    return measure_layers(model, images, 40, PAPER_LAYERS[:10], batch=40)


@pytest.mark.parametrize("layer", PAPER_LAYERS[:6])
def test_the_published_similarities_are_reproduced(paper, measured, layer):
    published = paper[2]["similarity"].sel(layer=layer).values
    # Read off the published figures to 0.004, and as much again for another decoder of JPEG.
    np.testing.assert_allclose(measured[layer]["similarity"], published, atol=0.008)


def test_the_published_means_by_category_are_reproduced(paper, measured):
    import pandas as pd

    published = pd.read_csv(reference_material() / "published_similarity_summary.csv")
    published = published.set_index("layer")
    labels = np.stack(
        [paper[2][level].values for level in ("superordinate", "basic", "subordinate")], axis=1
    )
    for layer in PAPER_LAYERS[:10]:
        ours = mean_by_relation(measured[layer]["similarity"], labels)
        # Means of many values, of which each is off by at most 0.008; rounded to 3 digits.
        np.testing.assert_allclose(ours, published.loc[layer], atol=0.0025)


def test_the_gini_coefficient_of_mixed_7_is_that_of_the_paper(measured):
    assert measured["mixed_7"]["gini"].mean() == pytest.approx(0.947, abs=0.0005)


def test_layers_that_the_file_does_not_have_are_an_error(paper):
    model, images, _ = paper
    with pytest.raises(NotFiniteLayerError, match="layer 'mixed_9'") as caught:
        measure_layers(model, images, 2, ["mixed_8", "mixed_9"], batch=2)
    assert "Mixed_7b.branch1x1.conv.weight" in str(caught.value)
    assert not any("Mixed_7a" in tensor or "fc" in tensor for tensor in caught.value.tensors)
    with pytest.raises(NotFiniteLayerError, match=r"layer 'softmax'.*fc\.weight"):
        measure_layers(model, images, 2, ["softmax"], batch=2)


@pytest.mark.parametrize(
    ("given", "known"),
    [("", "0cc3c7bd"), ("0cc3", "0cc3c7bd"), ("0cc3c7bd" + 56 * "0", "0cc3c7bd" + 56 * "0")],
)
def test_most_digits_of_the_hash_of_weights_are_checked(given, known):
    address = pretrained.torchvision_weights("inception_v3").url
    assert pretrained.torchvision_sha256(address, given) == known
