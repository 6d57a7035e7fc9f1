"""Deep networks through the whole workflow: the hierarchy experiment, and photographs."""

import hashlib
import http.server
import json
import re
import threading

import numpy as np
import pandas as pd
import pytest
import xarray as xr
import yaml
from conftest import REPOSITORY, SMALL, Workflow, reference_material
from own_network import CATEGORIES, MINE, NETWORK, paint
from scipy.stats import pearsonr

from audit import of_photographs
from audit.claims import examine
from neuralcode.networks.hierarchy import RELATIONS
from rules.claims import read_claims

TASKS = ["trained", "untrained", "autoencoder", "chaotic"]
FIGURES = (
    "results/figures/figure-4-hierarchy.png",
    "results/figures/figure-4-hierarchy-layers.png",
    "results/figures/figure-4-hierarchy-scanners.png",
)
SCANNERS = {
    "7t": {"field_strength": 7, "voxel_size": 1.5, "point_spread": 1.02, "runs": 2},
    # Every unit has a voxel of its own, and there is no noise.
    "silent": {"voxel_size": 1.5, "point_spread": 0.0, "noise": 0.0, "runs": 2},
}
HIERARCHY = {
    "scanners": ["silent", "7t"],
    "seeds": 3,
    "seeds_per_batch": 2,
    "exemplars": {"training": 8, "new": 3},
    "network": {"layers": 2, "units": 20, "steps": 30, "batch": 16, "device": "cpu"},
    "figure_layers": [1, 2],
}
TARGETS = ["results/tables/hierarchy.csv", "results/tables/layer_similarity.csv", *FIGURES]


def configured(place, /, hierarchy=HIERARCHY, **photographs):
    """A copy of the repository with a small hierarchy experiment."""
    changes = {"photographs": photographs} if photographs else {}
    scanned = {"hierarchy": hierarchy, "scanners": SCANNERS}
    return Workflow(place).configure(**SMALL | scanned | changes)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    study = configured(tmp_path_factory.mktemp("hierarchy") / "workflow")
    study.run(*TARGETS)
    return study


@pytest.fixture(scope="module")
def dataset(study):
    with xr.open_dataset(study / "results/datasets/hierarchy.nc") as dataset:
        yield dataset


def test_the_dataset_has_every_network_seed_and_layer(dataset):
    similarity = dataset["similarity"]
    places = ("seed", "layer", "exemplar", "other_exemplar")
    assert similarity.dims == ("network", "scanner", *places)
    assert similarity.shape == (len(TASKS), 3, 3, 3, 24, 24)
    assert dataset["scanner"].values.tolist() == ["none", "silent", "7t"]
    assert dataset["network"].values.tolist() == TASKS
    assert dataset["layer"].values.tolist() == ["items", "layer 1", "layer 2"]
    assert np.isfinite(similarity).all()
    units = similarity.sel(scanner="none")
    np.testing.assert_allclose(np.diagonal(units, axis1=-2, axis2=-1), 1, atol=1e-6)
    # In a scanner the diagonal is the reliability.
    assert np.diagonal(similarity.sel(scanner="7t"), axis1=-2, axis2=-1).mean() < 0.9
    across = dataset["similarity_across_runs"].sel(scanner="7t").values
    both = (across + across.swapaxes(-1, -2)) / 2
    np.testing.assert_allclose(similarity.sel(scanner="7t"), both, atol=1e-6)
    assert dataset["subordinate"].values.tolist() == np.repeat(np.arange(8), 3).tolist()
    for name in [*dataset.data_vars, *dataset.coords]:
        assert dataset[name].attrs["long_name"], name
    assert dataset.attrs["commit"]
    assert yaml.safe_load(dataset.attrs["configuration"])["hierarchy"]["seeds"] == 3


def test_twins_have_the_same_items_and_differ_behind(dataset):
    units = dataset["similarity"].sel(scanner="none")
    items = units.sel(layer="items")
    for task in TASKS[1:]:
        np.testing.assert_array_equal(items.sel(network=task), items.sel(network="trained"))
    last = units.sel(layer="layer 2")
    for task in TASKS[1:]:
        assert abs(last.sel(network=task) - last.sel(network="trained")).max() > 0.1


def test_the_tables_follow_from_the_dataset(study, dataset):
    rows = pd.read_csv(study / "results/tables/hierarchy.csv")
    measures = {*RELATIONS, "gini", "accuracy"} | {
        f"functional_smoothness_{what}" for what in ("items", "hierarchy", "beyond_label")
    }
    measures |= {"readout_accuracy", "recovered_similarity", "reliability"}
    assert set(rows["measure"]) == measures
    # Three seeds are too few for an interval.
    assert rows[["ci_low", "ci_high", "corrected_ci_low"]].isna().all(axis=None)
    assert rows["note"].str.contains("fewer than 5 seeds").all()
    rows = rows[rows["scanner"] == "none"].set_index(["network", "layer", "measure"])
    one = dataset["similarity"].sel(network="trained", scanner="none").values
    upper = np.triu_indices(24, 1)
    items, last = one[:, 0][:, *upper], one[:, 2][:, *upper]
    expected = pearsonr(items.ravel(), last.ravel())[0]
    row = rows.loc["trained", "layer 2", "functional_smoothness_items"]
    assert row["mean"] == pytest.approx(expected, abs=1e-5)
    label = np.repeat(np.arange(8), 3)
    other = (label[upper[0]] != label[upper[1]]).nonzero()[0]
    expected = pearsonr(items[:, other].ravel(), last[:, other].ravel())[0]
    row = rows.loc["trained", "layer 2", "functional_smoothness_beyond_label"]
    assert row["mean"] == pytest.approx(expected, abs=1e-5)
    table = pd.read_csv(study / "results/tables/layer_similarity.csv")
    columns = ["network", "layer", "depth", "n_units", *RELATIONS, "gini"]
    assert table.columns.tolist()[: len(columns)] == columns
    assert (table["interval_over"] == "seeds").all()
    assert table["note"].eq("fewer than 5 seeds").all()
    for line in table.itertuples():
        key = line.network.removeprefix("hierarchy_"), line.layer
        for measure in (*RELATIONS, "gini"):
            value = getattr(line, measure)
            assert value == pytest.approx(rows.loc[*key, measure]["mean"], abs=1e-5)
        value = rows.loc[*key, "functional_smoothness_items"]["mean"]
        assert line.functional_smoothness_input == pytest.approx(value, abs=1e-5)
    assert (table["n_units"] == 20).all()


def test_a_voxel_for_each_unit_and_no_noise_give_the_similarity_of_the_units(study, dataset):
    similarity = dataset["similarity"]
    np.testing.assert_allclose(
        similarity.sel(scanner="silent"), similarity.sel(scanner="none"), atol=2e-5
    )
    rows = pd.read_csv(study / "results/tables/hierarchy.csv").query("scanner == 'silent'")
    recovered = rows[rows["measure"] == "recovered_similarity"]
    assert len(recovered) == 3 * len(TASKS)
    np.testing.assert_allclose(recovered["mean"], 1, atol=1e-5)
    np.testing.assert_allclose(recovered["corrected"], 1, atol=1e-4)
    relations = rows[rows["measure"].isin(RELATIONS)]
    np.testing.assert_allclose(relations["corrected"], relations["mean"], atol=1e-4)


def test_what_a_scanner_recovers_is_the_correlation_with_the_similarity_of_the_units(
    study, dataset
):
    rows = pd.read_csv(study / "results/tables/hierarchy.csv")
    rows = rows.set_index(["network", "scanner", "layer", "measure"])
    upper = np.triu_indices(24, 1)
    for network in TASKS:
        for layer in dataset["layer"].values:
            units, voxels = (
                dataset["similarity"].sel(network=network, layer=layer, scanner=scanner).values
                for scanner in ("none", "7t")
            )
            expected = pearsonr(units[:, *upper].ravel(), voxels[:, *upper].ravel())[0]
            row = rows.loc[network, "7t", layer, "recovered_similarity"]
            assert row["mean"] == pytest.approx(expected, abs=1e-5)
            assert expected < 0.95
    # Noise of one's own in each layer and network: no scan is another's.
    items = dataset["similarity"].sel(layer="items", scanner="7t")
    assert abs(items.sel(network="trained") - items.sel(network="untrained")).max() > 0.1


@pytest.mark.parametrize("task", ["trained", "autoencoder"])
def test_the_layers_are_the_same_bits_whatever_the_batch(study, tmp_path, task):
    other = Workflow(tmp_path / "workflow").configure(
        **SMALL | {"hierarchy": HIERARCHY | {"seeds_per_batch": 3}, "scanners": SCANNERS}
    )
    folders = (f"results/hierarchy/{task}", f"results/measurements/hierarchy/{task}/7t")
    other.run(*(f"{folder}/00000-00002.nc" for folder in folders), cores=1)
    for folder in folders:
        with (
            xr.open_dataset(study / f"{folder}/00000-00001.nc") as first,
            xr.open_dataset(study / f"{folder}/00002-00002.nc") as second,
            xr.open_dataset(other / f"{folder}/00000-00002.nc") as one,
        ):
            for name in [name for name in one.variables if "seed" in one[name].dims]:
                two = np.concatenate([first[name], second[name]])
                np.testing.assert_array_equal(one[name], two)


def test_without_networks_there_is_no_experiment(tmp_path):
    plan = Workflow(tmp_path / "workflow").configure(**SMALL).run("--dry-run").output
    # Job statistics: a line for each rule.
    assert not re.search(r"^(hierarchy|layer|figure_4)\w* +\d+$", plan, re.M)
    assert re.search(r"^encode +\d+$", plan, re.M)


def test_photographs_without_a_network_are_an_error_with_the_yaml_to_paste(tmp_path):
    failed = configured(tmp_path / "workflow").run("photographs", check=False)
    assert failed.returncode != 0
    assert "names no network" in failed.output
    assert "- {name: inception_v3_2015, weights: path/to/weights.pth}" in failed.output


ONE_NETWORK = HIERARCHY | {"networks": ["trained"], "seeds": 1, "seeds_per_batch": 1}
# What photographs leave behind does not depend on the hierarchy.
NO_NETWORK = HIERARCHY | {"networks": []}


# A network of one's own: it lies in the working folder, and is named in the configuration.
def with_photographs(place, /, network=MINE, hierarchy=ONE_NETWORK, **photographs):
    """A copy of the repository with a network of one's own, and just one of the hierarchy."""
    study = configured(
        place,
        hierarchy=hierarchy,
        categories=CATEGORIES,
        networks=[network],
        **photographs,
    )
    (study / "my_networks.py").write_text(NETWORK, encoding="utf-8")
    return study


def test_photographs_of_ones_own_and_a_network_of_ones_own(tmp_path):
    study = with_photographs(tmp_path / "workflow", batch=4, keep_activations=True)
    paint(study / "photographs")
    (study / "photographs/lion/.hidden.png").write_bytes(b"no picture")
    (study / "photographs/lion/notes.txt").write_text("no picture", encoding="utf-8")
    (study / "photographs/dog").mkdir()
    printed = study.run("photographs").output
    assert "Not among the photographs, in photographs: dog/, lion/notes.txt\n" in printed
    with xr.open_dataset(study / "results/datasets/photographs.nc") as dataset:
        assert dataset["layer"].values.tolist() == ["input", "1", "3"]
        assert dataset["image"].values[3] == "tiger/0.png"
        assert dataset["basic"].values.tolist() == ["mammal"] * 6 + ["vehicle"] * 3
        ours = dataset["similarity"].sel(network="mine", layer="3").values
        (origin,) = json.loads(dataset.attrs["networks"])
    assert origin["function"] == "my_networks:net"
    assert origin["transforms"] == "my_networks:shown"
    assert set(json.loads(origin["versions"])) == {"numpy", "pillow", "torch", "torchvision"}
    with xr.open_dataset(study / "results/photographs/activations/mine.nc") as kept:
        np.testing.assert_allclose(ours, np.corrcoef(kept["activity_3"]), atol=1e-5)
    table = pd.read_csv(study / "results/tables/photographs.csv")
    assert table["network"].tolist() == ["mine"] * 3
    assert table["n_units"].tolist() == [3 * 16 * 16, 6 * 7 * 7, 20]
    expected = np.mean(
        [ours[3 * k + i, 3 * k + j] for k in range(3) for i in range(3) for j in range(i)]
    )
    assert table["within_subordinate"].iloc[2] == pytest.approx(expected, abs=1e-5)
    assert table["within_superordinate"].isna().all()
    for name in ("figure-4", "figure-4-layers"):
        assert (study / f"results/figures/{name}.png").stat().st_size > 5000
    # They wait for no training.
    assert not (study / "results/hierarchy").exists()
    # What changed is noticed, and no more runs.
    assert "Nothing to be done" in study.run("photographs").output
    (study / "my_parts.py").write_text("SEED = 3\n", encoding="utf-8")
    text = NETWORK.replace("manual_seed(3)", "manual_seed(my_parts.SEED)")
    (study / "my_networks.py").write_text(f"import my_parts\n{text}", encoding="utf-8")
    study.run("photographs")
    (study / "my_parts.py").write_text("SEED = 4\n", encoding="utf-8")
    plan = study.run("photographs", "--dry-run").output
    assert re.search(r"^photograph_layers +1$", plan, re.M)
    assert not re.search(r"^(hierarchy|fetch)\w* +\d+$", plan, re.M)


def test_the_datasets_of_photographs_and_hierarchy_are_one_too(tmp_path):
    study = with_photographs(tmp_path / "workflow")
    paint(study / "photographs")
    study.run("results/tables/layer_similarity.csv")
    with xr.open_dataset(study / "results/datasets/layer_similarity.nc") as dataset:
        assert dataset["hierarchy_similarity"].shape == (1, 3, 24, 24)
        assert dataset["similarity"].shape == (1, 3, 9, 9)
    table = pd.read_csv(study / "results/tables/layer_similarity.csv")
    assert table["network"].unique().tolist() == ["mine", "hierarchy_trained"]


def test_a_layer_without_a_similarity_does_not_cost_the_others_theirs(tmp_path):
    study = with_photographs(
        tmp_path / "workflow", MINE | {"function": "my_networks:odd", "layers": ["a/b", "1", "2"]}
    )
    paint(study / "photographs")
    odd = """

class Loud(torch.nn.Module):
    def forward(self, x):
        return x + float("nan")


def odd():
    model = net()
    return torch.nn.Sequential(OrderedDict(
        [("a/b", torch.nn.Sequential(*model[:3])), ("1", model[3]), ("2", Loud())]
    ))
"""
    text = f"from collections import OrderedDict\n{NETWORK}{odd}"
    (study / "my_networks.py").write_text(text, encoding="utf-8")
    printed = study.run("photographs").output
    assert "Network mine: layer 2 has no similarity: it is NaN or infinite" in printed
    table = pd.read_csv(study / "results/tables/photographs.csv").set_index("layer")
    assert np.isfinite(table.loc[["a/b", "1"], "within_subordinate"]).all()
    assert np.isnan(table.loc["2", "within_subordinate"])
    assert "NaN or infinite" in table.loc["2", "problem"]
    for name in ("figure-4", "figure-4-layers"):
        assert (study / f"results/figures/{name}.png").stat().st_size > 5000


def test_layers_are_listed_without_photographs_and_weights(tmp_path):
    study = with_photographs(tmp_path / "workflow", MINE | {"layers": ["1", "?"]})
    printed = study.run("layers").stdout
    assert re.search(r"^\* +1 +Tanh +6 x 7 x 7 +294 ", printed, re.M)
    assert re.search(r"^ +input +Tensor +3 x 16 x 16 +768 ", printed, re.M)
    assert re.search(r"^Memory for 0 photographs|^Memory for \d+ photographs", printed, re.M)
    assert not (study / "results/photographs/photographs.csv").exists()
    assert not (study / "results/weights").exists()


@pytest.mark.parametrize(
    ("network", "problem"),
    [
        ({"layers": ["conv"]}, "Network mine: There is no layer 'conv'. There are: input, 0, 1"),
        ({"transforms": "my_networks:list"}, "a function of my_networks.py, which has net, np,"),
        ({"function": "my_networks.deep:net"}, "my_networks.deep is not"),
        ({"function": "no_such:net"}, "There is no 'no_such:net' to import"),
    ],
)
def test_what_is_wrong_stops_before_weights_are_fetched(tmp_path, network, problem):
    address = "https://127.0.0.1:9/weights-0123abcd.pth"
    study = with_photographs(tmp_path / "workflow", MINE | {"weights": address} | network)
    paint(study / "photographs")
    failed = study.run("photographs", check=False)
    assert failed.returncode != 0
    assert problem in failed.output
    assert "cannot be fetched" not in failed.output
    assert not list((study / "results").glob("weights/*"))


def test_pictures_that_cannot_be_read_are_all_named_before_anything_else(tmp_path):
    address = "https://127.0.0.1:9/weights-0123abcd.pth"
    study = with_photographs(tmp_path / "workflow", MINE | {"weights": address})
    paint(study / "photographs")
    for name in ("lion/1.png", "moped/0.png"):
        whole = (study / "photographs" / name).read_bytes()
        (study / "photographs" / name).write_bytes(whole[: len(whole) // 2])
    failed = study.run("photographs", check=False)
    assert "2 of 9 photographs are missing or wrong" in failed.output
    for name in ("lion/1.png", "moped/0.png"):
        assert re.search(rf"{name}\n +cannot be read as a picture: \w", failed.output)
    assert "weights-0123abcd" not in failed.output


def test_the_networks_of_the_readme_are_planned(tmp_path):
    study = configured(tmp_path / "workflow")
    plan = study.run("photographs", "--dry-run", "--configfile", "config/photographs.yaml").output
    planned = {"fetch_photographs": 1, "network_layers": 3, "fetch_weights": 2}
    for rule, jobs in (planned | {"photograph_layers": 3}).items():
        assert re.search(rf"^{rule} +{jobs}$", plan, re.M), rule


def test_a_network_of_torchvision_by_its_name(tmp_path):
    layers = ["input", "layer1", "avgpool"]
    network = {"name": "resnet18_untrained", "layers": ["input", "layer[1]", "avgpool"]}
    study = with_photographs(tmp_path / "workflow", network, NO_NETWORK)
    paint(study / "photographs")
    study.run("photographs")
    table = pd.read_csv(study / "results/tables/photographs.csv")
    found = table[table["network"] == "resnet18_untrained"]
    assert found["layer"].tolist() == layers
    assert found["n_units"].tolist() == [3 * 224 * 224, 64 * 56 * 56, 512]


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture
def server(tmp_path):
    """A server of the folder ``served``, on loopback."""
    (tmp_path / "served").mkdir()

    def handler(*arguments):
        return Silent(*arguments, directory=tmp_path / "served")

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def write_manifest(study, folder, address):
    lines = ["file,sha256,address"]
    for path in sorted(folder.rglob("*.png")):
        name = path.relative_to(folder).as_posix()
        lines.append(f"{name},{hashlib.sha256(path.read_bytes()).hexdigest()},{address}/{name}")
    (study / "resources" / "photographs.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_missing_photographs_are_fetched_and_wrong_ones_named(tmp_path, server):
    study = with_photographs(tmp_path / "workflow")
    paint(tmp_path / "served")
    write_manifest(study, tmp_path / "served", server)
    target = "results/photographs/photographs.csv"
    (tmp_path / "served/tiger/1.png").rename(tmp_path / "away.png")
    (study / "photographs/lion").mkdir(parents=True)
    (study / "photographs/lion/0.png").write_bytes(b"another")
    failed = study.run(target, check=False)
    assert failed.returncode != 0
    assert "9 of 9 photographs are missing or wrong" in failed.output
    assert re.search(r"photographs/tiger/1\.png\s+not asked for: others are wrong", failed.output)
    assert re.search(r"photographs/lion/0\.png\s+is another file", failed.output)
    assert not (study / target).exists()
    (study / "photographs/lion/0.png").unlink()
    failed = study.run(target, check=False)
    assert "1 of 9 photographs are missing or wrong" in failed.output
    assert re.search(r"photographs/tiger/1\.png\s.*404", failed.output)
    (tmp_path / "away.png").rename(tmp_path / "served/tiger/1.png")
    study.run(target)
    table = pd.read_csv(study / target)
    assert len(table) == 9
    for name in table["file"]:
        found = (study / "photographs" / name).read_bytes()
        assert found == (tmp_path / "served" / name).read_bytes()
    # Now they are there: the list is the same, so nothing runs again.
    assert "Nothing to be done" in study.run(target).output


def test_without_a_network_the_error_says_which_photographs_and_where(tmp_path):
    study = with_photographs(tmp_path / "workflow")
    paint(tmp_path / "served", n=1)
    write_manifest(study, tmp_path / "served", "http://127.0.0.1:9")
    failed = study.run("results/photographs/photographs.csv", check=False)
    assert "3 of 3 photographs are missing" in failed.output
    for name in ("lion/0.png", "tiger/0.png", "moped/0.png"):
        assert f"photographs/{name}" in failed.output
    assert "Put them there" in failed.output


def test_without_a_network_the_error_says_where_to_put_the_weights(tmp_path):
    address = "https://127.0.0.1:9/weights-0123abcd.pth"
    study = with_photographs(tmp_path / "workflow", network=MINE | {"weights": address})
    paint(study / "photographs")
    failed = study.run("results/weights/mine.pth", check=False)
    assert failed.returncode != 0
    assert "The weights of mine are missing" in failed.output
    assert address in failed.output
    assert "Put that file to results/weights/mine.pth" in failed.output
    # Put there it is not fetched, but checked.
    (study / "results/weights").mkdir(parents=True, exist_ok=True)
    (study / "results/weights/mine.pth").write_bytes(b"weights")
    failed = study.run("results/photographs/mine.nc", check=False)
    assert "fetch_weights" not in failed.output
    assert "mine.pth is not the file that the configuration means" in failed.output
    assert "not 0123abcd" in failed.output


def test_the_manifest_lists_the_photographs_of_the_paper():
    folder = reference_material() / "photographs"
    manifest = pd.read_csv("resources/photographs.csv").set_index("file")
    there = {path.relative_to(folder).as_posix() for path in folder.glob("*/*")}
    assert set(manifest.index) == there
    assert len(there) == 40
    for name, row in manifest.iterrows():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == row["sha256"]
        assert "/90aa47c3e0c998b133c49d82fc4b66d2824863f6/inception-v3/img/" in row["address"]


def test_the_network_of_the_paper_on_its_photographs(tmp_path):
    folder = reference_material()
    network = {
        "name": "inception_v3_2015",
        "weights": str(folder / "inception-2015-12-05-to-mixed_8.pth"),
        "sha256": "260fe2272e9e1dc818fb531d63f58d25b48e7fa3f4980f3c649f82308abe31ec",
        "layers": ["Mul", "mixed_4", "mixed_7", "mixed_8", "mixed_9"],
        "figure_layers": ["mixed_7", "mixed_8"],
    }
    photographs = {"folder": str(folder / "photographs"), "networks": [network]}
    study = configured(tmp_path / "workflow", NO_NETWORK, **photographs)
    printed = study.run("photographs").output
    with xr.open_dataset(study / "results/datasets/photographs.nc") as dataset:
        ours = dataset["similarity"].sel(network="inception_v3_2015", layer="mixed_4").values
        images = dataset["image"].values.tolist()
    with xr.open_dataset(folder / "published_similarity.nc") as published:
        assert images == published["image"].values.tolist()
        np.testing.assert_allclose(ours, published["similarity"].sel(layer="mixed_4"), atol=0.008)
    table = pd.read_csv(study / "results/tables/photographs.csv").set_index("layer")
    assert table.loc["mixed_7", "gini"] == pytest.approx(0.947, abs=0.0005)
    resources = REPOSITORY / "resources"
    found = of_photographs.read(
        {
            "photographs": study / "results/datasets/photographs.nc",
            "published_figure_4": resources / "published_figure_4.csv",
            "published_categories": resources / "published_category_similarity.csv",
        }
    )
    audited = {
        claim["id"]: examine(claim, found, simulated=[], confidence=0.95)[0]
        for claim in read_claims()
    }
    assert audited["gini-middle-layer"]["verdict"] == "reproduced"
    # Structure within basic categories exceeds the sampling error of 40 photographs, and that
    # within superordinate ones does not.
    middle = audited["middle-layer-has-the-hierarchy"]
    assert middle["verdict"] == "undecided"
    # Those of the study stand beside the released ones, and agree with them to reading precision.
    assert "more photographs: 2 of 2 intervals" in middle["missing"]
    relations = found["photograph_relations"].sel(layer="mixed_7").mean("sample")
    ours, released = (
        relations.sel(network=name)
        for name in ("inception_v3_2015", "inception_v3_2015 (published)")
    )
    np.testing.assert_allclose(ours, released, atol=0.004)
    layer = table.loc["mixed_7"]
    for relation in ours["relation"].values:
        assert float(ours.sel(relation=relation)) == pytest.approx(layer[relation], abs=0.0006)
    # The file has no late layer: its sparseness is not run, its similarity is the released one.
    assert audited["gini-late-layer"]["verdict"] == "not run"
    missing = audited["gini-late-layer"]["missing"]
    assert "the layer pool_3 of inception_v3_2015" in missing
    assert audited["mopeds-and-robins"]["verdict"] == "undecided"
    log = (study / "results/logs/photograph_layers/inception_v3_2015.log").read_text(
        encoding="utf-8"
    )
    assert int(re.search(r"peak memory (\d+) MB", log)[1]) < 2000
    # The file ends at mixed_8.
    assert "layer mixed_9 has no similarity: it is NaN or infinite, as are" in printed
    problem = table.loc["mixed_9", "problem"]
    assert "Mixed_7b.branch1x1.conv.weight" in problem
    assert "Mixed_7a" not in problem
