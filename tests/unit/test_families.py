"""Families of random networks: layers, their theory, and what is refused before a job."""

import math

import numpy as np
import pytest
from scipy.special import erf

from neuralcode.analysis.similarity import prototype_similarity
from neuralcode.analysis.smoothness import functional_smoothness, pair_sums
from neuralcode.coding.encoding import encode
from neuralcode.coding.network import ACTIVATIONS, layer, layer_of_family
from neuralcode.names import layers_of
from neuralcode.randomness import generator
from neuralcode.stimuli import make_items
from neuralcode.theory import moments
from neuralcode.theory.mean_field import biased_correlation, network_correlation
from neuralcode.theory.predictions import Items, predict
from rules.configuration import check, default_study
from rules.messages import ConfigurationError

NOISE_SD = 0.05 * np.arange(20)
HE = math.sqrt(2)


def encoded(items, scheme, parameters, seed):
    """Layers up to the last, by name."""
    found, code = {}, items
    for name in layers_of(scheme):
        settings = dict(recipe="text", study_seed=1, seeds=[seed], parameters=parameters)
        code = found[name] = encode(code, scheme=name, **settings)["none"]
    return found


def test_depth_is_the_family_with_the_weights_of_the_paper():
    items = make_items(1, 0, categories=2, units=30, noise_sd=NOISE_SD[:3])
    one = layer(items, np.random.default_rng(0), weight_sd=0.7)
    other = layer_of_family(items, np.random.default_rng(0), weight_sd=0.7, activation="tanh")
    np.testing.assert_array_equal(one, other)
    # The gain of 30 inputs that gives the same weights.
    other = layer_of_family(items, np.random.default_rng(0), sigma_w=0.7 * math.sqrt(30))
    np.testing.assert_allclose(one, other, atol=1e-6)


@pytest.mark.parametrize(
    ("activation", "function"),
    [("tanh", np.tanh), ("relu", lambda u: u * (u > 0)), ("linear", np.array), ("erf", erf)],
)
def test_a_layer_is_the_activation_of_weighted_sums_and_biases(activation, function):
    items = make_items(1, 4, categories=3, units=20, noise_sd=NOISE_SD[:4])[None]
    block = {"activation": activation, "sigma_w": 2.0, "bias": 0.5, "width": 12}
    found = encoded(items, "mine-2", block, 4)
    below, inputs = items[0], 20
    for name in ("mine-1", "mine-2"):
        rng = generator(1, 4, "encode", name)
        weights = 2.0 / math.sqrt(inputs) * rng.standard_normal((inputs, 12))
        below = function(below @ weights + 0.5 * rng.standard_normal(12))
        np.testing.assert_allclose(found[name][0], below, atol=3e-6, rtol=1e-5)
        inputs = 12


def test_theory_and_simulation_have_the_same_activations():
    assert set(ACTIVATIONS) == set(moments.ACTIVATIONS)


@pytest.mark.parametrize(
    ("block", "depth", "tolerance"),
    [
        ({"activation": "relu", "sigma_w": HE}, 4, 0.006),
        ({"activation": "relu", "sigma_w": HE, "width": 60}, 3, 0.006),
        ({"activation": "linear", "sigma_w": 1.0}, 6, 0.004),
        ({"activation": "erf", "weight_sd": 0.5}, 4, 0.004),
        ({"activation": "tanh", "sigma_w": 3.0, "bias": 1.0}, 4, 0.005),
        ({"activation": "tanh", "sigma_w": 10.0, "width": 200}, 4, 0.004),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else "",
)
def test_prediction_agrees_with_simulated_networks(block, depth, tolerance):
    """Beside 4 standard errors, the largest errors of the theory (see test_finite_width)."""
    units, seeds, categories, scheme = 80, 30, 20, f"mine-{depth}"
    x, y = [], []
    for seed in range(seeds):
        items = make_items(1, seed, categories=categories, units=units, noise_sd=NOISE_SD)[None]
        x.append(prototype_similarity(items)[0, :, 1:])
        y.append(prototype_similarity(encoded(items, scheme, block, seed)[scheme])[0, :, 1:])
    sums, curves = pair_sums(np.array(x), np.array(y)), np.array(y).mean(axis=1)
    left_out = functional_smoothness(sums.sum(axis=0) - sums)  # jackknife
    error = np.sqrt((seeds - 1) / seeds * ((left_out - left_out.mean()) ** 2).sum())
    items = Items("text", NOISE_SD, units, np.random.default_rng(0))
    predicted = predict(scheme, items, block)
    simulated = functional_smoothness(sums.sum(axis=0))
    assert predicted.smoothness == pytest.approx(simulated, abs=tolerance + 4 * error)
    error = curves.std(axis=0, ddof=1) / np.sqrt(seeds)
    difference = np.abs(predicted.similarity[1:] - curves.mean(axis=0))
    np.testing.assert_array_less(difference, tolerance + 4 * error)


@pytest.mark.parametrize(
    ("activation", "sigma_w", "values"),
    [
        # Of an independent program (simulations within 0.002 for these depths).
        ("relu", HE, {1: 0.930, 4: 0.770, 8: 0.624}),
        ("linear", 1.0, {1: 0.961, 4: 0.864, 8: 0.769}),
        ("tanh", 10.0, {1: 0.908, 4: 0.647, 8: 0.262}),
    ],
)
def test_theory_says_what_an_independent_program_has_measured(activation, sigma_w, values):
    items = Items("text", NOISE_SD, 100, np.random.default_rng(0))
    for depth, value in values.items():
        block = {"activation": activation, "sigma_w": sigma_w, "bias": 0.0}
        assert predict(f"mine-{depth}", items, block).smoothness == pytest.approx(value, abs=0.001)


def test_few_units_have_no_theory():
    items = Items("text", NOISE_SD, 100, np.random.default_rng(0))
    assert np.isnan(predict("mine-2", items, {"sigma_w": 1.0, "width": 10}).smoothness)


def test_correlation_with_biases_is_that_of_mean_field_theory_without_them():
    limit = biased_correlation(
        0.8,
        activation="tanh",
        depth=5,
        first_weight_variance=4.0,
        weight_variance=4.0,
        bias_variance=0.0,
    )
    expected = network_correlation(np.array(0.8), depth=5, input_variance=4.0, weight_variance=4.0)
    assert limit == pytest.approx(float(expected), abs=1e-6)


def with_family(block, *schemes, name="mine"):
    config = default_study()
    config["families"] = {name: block}
    config["studies"] = [{"recipe": "text", "schemes": list(schemes), "scanners": ["none"]}]
    config["hierarchy"]["networks"] = []
    return config


def test_a_family_is_a_block_of_the_configuration():
    config = check(with_family({"activation": "relu", "sigma_w": "1.5"}, "mine-1", "mine-12"))
    assert config["families"]["mine"] == {"activation": "relu", "bias": 0.0, "sigma_w": 1.5}
    assert check(config) == config


@pytest.mark.parametrize(
    ("block", "scheme", "message"),
    [
        ({}, "mine-1", r"'families.mine.sigma_w'.*\n.*nothing\n.*one of the two is needed"),
        ({"sigma_w": 1, "weight_sd": 1}, "mine-1", "'families.mine.weight_sd'.*\n.*\n.*left out"),
        ({"sigma_w": 1, "activation": "sine"}, "mine-1", "one of tanh, relu, linear, erf"),
        ({"sigma_w": 1, "width": 2}, "mine-1", "'families.mine.width'"),
        ({"sigma_w": 1, "gain": 2}, "mine-1", "'families.mine.gain' is not a key"),
        ({"sigma_w": 1}, "mine", r"'studies\[0\].schemes\[0\]'(.*\n)*.*mine-1, mine-2, ..."),
        ({"sigma_w": 1}, "mine-0", r"'studies\[0\].schemes\[0\]'"),
        ({"sigma_w": 1}, "other-1", r"'studies\[0\].schemes\[0\]'"),
        ({"sigma_w": 1}, "vector-1", r"'studies\[0\].schemes\[0\]'"),
        ({"sigma_w": 1e-5}, "mine-9", "'families.mine.sigma_w'.*\n.*\n.*vanishes"),
        ({"activation": "relu", "sigma_w": 100}, "mine-9", "grows without bound"),
        ({"activation": "relu", "sigma_w": 1.4, "width": 15}, "mine-1", "may be silent"),
        ({"sigma_w": 300, "width": 10}, "mine-1", "may saturate alike"),
        ({"sigma_w": 0.5, "bias": 1}, "mine-9", "'families.mine.bias'(.*\n)*.*would be alike"),
    ],
)
def test_what_can_only_fail_or_say_nothing_is_refused(block, scheme, message):
    with pytest.raises(ConfigurationError, match=message):
        check(with_family(block, scheme))


def test_a_bias_just_small_enough_is_taken():
    with pytest.raises(ConfigurationError) as caught:
        check(with_family({"sigma_w": 0.5, "bias": 1}, "mine-9"))
    better = float(str(caught.value).split("bias: ")[1].split()[0].rstrip(",}"))
    check(with_family({"sigma_w": 0.5, "bias": better}, "mine-9"))


@pytest.mark.parametrize("name", ["depth", "relu-2", "Relu", "-relu"])
def test_names_that_a_family_cannot_have(name):
    with pytest.raises(ConfigurationError, match="families"):
        check(with_family({"sigma_w": 1}, "vector", name=name))
