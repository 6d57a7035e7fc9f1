"""The hash in the params of a rule follows the code that the rule uses, and no other."""

import shutil
from pathlib import Path

import pytest
from conftest import REPOSITORY

from rules.study import STAGES, code, syntax


@pytest.fixture
def scripts(tmp_path, monkeypatch):
    """A copy of the scripts to edit, and `code` pointed at it."""
    copy = tmp_path / "workflow_scripts"
    shutil.copytree(REPOSITORY / "workflow_scripts", copy)
    monkeypatch.setattr(code, "SCRIPTS", copy)
    forget()
    yield copy
    forget()


def forget():
    for function in ("_syntax", "_imported", "modules_of", "code_of"):
        getattr(code, function).cache_clear()


def hashes():
    forget()
    found = {
        f"{module.partition('.')[2]}.py": code.code_of(module, env="arrays")
        for module in {stage.module for stage in STAGES.values()}
    }
    for scheme in ("vector", "gain", "matmul", "depth"):
        module = code.module_of_scheme(scheme)
        found[scheme] = code.code_of("batches.encode", module, env="arrays")
    return found


def changed_by(path, edit):
    before = hashes()
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    after = hashes()
    return {name for name in before if before[name] != after[name]}


def append(text):
    return text + "\nADDED = 1\n"


def test_an_edit_changes_its_users_only(scripts):
    science = scripts / "neuralcode"
    deep_networks = {"hierarchy_layers.py", "hierarchy_dataset.py", "photograph_layers.py"}
    # Accuracy is corrected for chance as that of the deep networks.
    decoders = {"audit.py", "generalisation.py", "item_decoding.py"}
    users = {"similarity.py", "measure.py", "picture_maps.py", "layouts_table.py"}
    users |= {"smoothness_by_width.py", "code_properties.py"}
    users |= {"photograph_scans.py", "photograph_scan_table.py"}
    users |= {"decode.py"} | deep_networks | decoders
    assert changed_by(science / "analysis" / "similarity.py", append) == users
    assert changed_by(science / "networks" / "training.py", append) == deep_networks - {
        "hierarchy_dataset.py"
    }
    assert changed_by(science / "coding" / "hashing.py", append).isdisjoint(deep_networks)
    assert changed_by(science / "coding" / "network.py", append) == {
        "matmul",
        "depth",
        "picture_maps.py",
        # What theory says of a network follows from how its weights are drawn.
        "similarity_dataset.py",
    }
    assert changed_by(science / "coding" / "temporal.py", append) == {"time_course_figure.py"}
    assert changed_by(science / "coding" / "vector.py", append) == {"vector", "gain"}
    assert changed_by(science / "theory" / "finite_width.py", append) == {
        "similarity_dataset.py",
        "smoothness_by_width.py",
    }
    assert changed_by(scripts / "batches" / "encode.py", append) == {
        "encode.py",
        "vector",
        "gain",
        "matmul",
        "depth",
    }
    everything = {name for name in hashes() if name.endswith(".py")} | {"vector", "depth"}
    assert changed_by(scripts / "storage" / "log.py", append) >= everything


@pytest.mark.parametrize(
    "line",
    [
        "from .network import matmul",
        "from . import network",
        "from ..coding.network import matmul",
        "from neuralcode.coding import network",
    ],
)
def test_a_module_is_used_however_it_is_imported(scripts, line):
    coding = scripts / "neuralcode" / "coding"
    own = coding / "own.py"
    own.write_text(f"{line}\n", encoding="utf-8")
    forget()
    assert coding / "network.py" in code.modules_of(own)


def test_other_pins_are_another_code_and_a_comment_is_not(scripts, tmp_path, monkeypatch):
    (tmp_path / "envs").mkdir()
    path = tmp_path / "envs" / "own.yaml"
    monkeypatch.setattr(code, "ROOT", tmp_path)

    def hash_of(text):
        path.write_text(text, encoding="utf-8")
        code.pins_of.cache_clear()
        forget()
        return code.code_of("batches.encode", env="own")

    before = hash_of("dependencies: [numpy=2.4.6, python=3.11]")
    assert hash_of("# New.\ndependencies:\n  - python=3.11\n  - numpy=2.4.6\n") == before
    assert hash_of("dependencies: [numpy=2.4.7, python=3.11]") != before


def test_a_comment_a_docstring_or_a_touch_changes_nothing(scripts):
    path = scripts / "neuralcode" / "analysis" / "similarity.py"
    assert changed_by(path, lambda text: "# A comment.\n\n\n" + text) == set()
    assert changed_by(path, lambda text: text) == set()
    package = scripts / "neuralcode" / "__init__.py"
    described = package.read_text(encoding="utf-8").replace("fMRI", "functional MRI")
    assert described != package.read_text(encoding="utf-8")
    assert changed_by(package, lambda text: described) == set()


def test_a_package_is_part_of_what_lies_in_it(scripts):
    coding = {"encode.py", "vector", "gain", "matmul", "depth", "picture_maps.py", "table_1.py"}
    changed = changed_by(scripts / "neuralcode" / "coding" / "__init__.py", append)
    predicted = {"similarity_dataset.py", "spikes.py"}
    simulated = {"code_properties.py", "smoothness_by_width.py", "plan_power.py"}
    assert changed == coding | predicted | simulated | {"time_course_figure.py"}


def test_a_scheme_that_nobody_registered_is_an_error_that_says_what_to_write(scripts):
    with pytest.raises(LookupError, match=r'@scheme\("square"\)'):
        code.module_of_scheme("square")


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A working folder in which Snakemake has been, with what is remembered of files there."""
    monkeypatch.chdir(tmp_path)
    Path(".snakemake").mkdir()
    monkeypatch.setattr(syntax, "_NEW", {})

    def start():
        syntax._known.cache_clear()
        syntax._NEW.clear()

    start()
    yield start
    syntax._known.cache_clear()


def test_a_second_start_reads_no_file_again_that_is_as_it_was(kept, monkeypatch):
    path = Path("module.py")
    path.write_text("from a.b import c\nX = 1\n", encoding="utf-8")
    first = syntax.of(path)
    syntax._keep()
    kept()
    with monkeypatch.context() as patched:
        patched.setattr(syntax, "_read", None)
        again = syntax.of(path)
    assert again.digest == first.digest
    assert list(map(tuple, again.imports)) == first.imports == [(0, "a.b.c")]
    path.write_text("from a.b import c\nX = 2\n", encoding="utf-8")
    assert syntax.of(path).digest != first.digest


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_a_memory_that_is_damaged_is_as_none(kept, text):
    path = Path("module.py")
    path.write_text("X = 1\n", encoding="utf-8")
    first = syntax.of(path)
    syntax.MEMORY.write_text(text, encoding="utf-8")
    kept()
    assert syntax.of(path) == first
    syntax._keep()
    kept()
    assert syntax.of(path).digest == first.digest


def test_nothing_is_kept_where_snakemake_has_no_folder(kept):
    Path(".snakemake").rmdir()
    Path("module.py").write_text("X = 1\n", encoding="utf-8")
    syntax.of(Path("module.py"))
    syntax._keep()
    assert sorted(Path().iterdir()) == [Path("module.py")]
