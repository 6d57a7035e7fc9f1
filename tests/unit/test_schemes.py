"""What the registry says of a coding scheme is what its function does."""

import numpy as np
import pytest

from neuralcode import names
from neuralcode.coding.registry import RegistrationError, families, find, scheme, schemes

PARAMETERS = {
    "matmul": {"weight_sd": 1.0},
    "depth": {"weight_sd": 1.0},
}


def encoded(name, units):
    items = np.random.default_rng(0).standard_normal((2, 3, units)).astype(np.float32)
    parameters = PARAMETERS.get(name, {})
    return find(name).function(items, np.random.default_rng(1), **parameters), parameters


@pytest.mark.parametrize("units", [3, 10, 100])
@pytest.mark.parametrize("name", sorted(schemes()))
def test_number_of_units_and_readouts(name, units):
    activity, parameters = encoded(name, units)
    activity = activity if isinstance(activity, dict) else {"none": activity}
    assert tuple(activity) == find(name).readouts
    for array in activity.values():
        assert array.shape == (2, 3, find(name).units(units, **parameters))


@pytest.mark.parametrize(
    ("parameters", "units"), [({"factors": 3}, 16), ({"factor_units": [0, 4]}, 8), ({}, 128)]
)
def test_number_of_units_of_a_factorial_code(parameters, units):
    items = np.random.default_rng(0).standard_normal((1, 2, 100))
    assert find("factorial").units(100, **parameters) == units
    assert find("factorial").function(items, None, **parameters).shape[-1] == units


@pytest.mark.parametrize("name", [name for name in sorted(schemes()) if schemes()[name].activity])
def test_mean_rate_of_a_code_in_time(name):
    parameters = {"rate": {"rates": (5.0, 35.0)}}.get(name, {"mean_rate": 20.0})
    values = np.random.default_rng(0).standard_normal(4000)
    activity = find(name).activity(values, np.random.default_rng(1), trials=2, **parameters)
    # Spikes in 2 s, over units and trials; drives of normal values are even around one half.
    rates = activity.sum(axis=-1).mean(axis=1) / 2.0
    error = rates.std() / np.sqrt(len(rates))
    assert abs(rates.mean() - find(name).mean_rate(**parameters)) < 4 * error


def test_a_layer_of_a_network_is_found_by_its_depth():
    assert find("depth-3") is find("depth")


@pytest.mark.parametrize("name", ["hash-3", "depth-0", "depth-01", "xyzzy"])
def test_a_name_that_means_nothing_is_no_scheme(name):
    with pytest.raises(LookupError, match=name):
        find(name)


def test_the_name_of_a_layer_cannot_be_registered():
    with pytest.raises(RegistrationError, match="'mine-2' would be layer 2 of a network 'mine'"):
        scheme("mine-2")


def test_names_of_layers():
    assert names.layers_of("relu-3") == ["relu-1", "relu-2", "relu-3"]
    assert names.layer_below("relu-1") is None
    assert names.layer_number("hash-item") is None
    assert find("relu-3") is families()
