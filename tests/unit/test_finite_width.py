import numpy as np
import pytest
from scipy.special import erf

from neuralcode.analysis.similarity import prototype_similarity
from neuralcode.analysis.smoothness import functional_smoothness, pair_sums
from neuralcode.coding.network import layer
from neuralcode.stimuli import make_items
from neuralcode.theory import finite_width, item_pairs
from neuralcode.theory.finite_width import Network, network_similarity
from neuralcode.theory.layer_law import layer_law
from neuralcode.theory.moments import ACTIVATIONS, moments
from neuralcode.theory.predictions import Items, predict

NOISE_SD = 0.05 * np.arange(20)
FUNCTIONS = {
    "tanh": np.tanh,
    "erf": erf,
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
}


def predicted_smoothness(network, depth, pairs):
    return item_pairs.smoothness(pairs, *network_similarity(network, depth, pairs))


def test_law_of_a_linear_layer_is_that_of_a_correlation():
    """Textbook moments of the sample correlation of a bivariate normal distribution."""
    c = np.linspace(-0.9, 0.9, 13)
    law = layer_law(moments("linear", c, 1.0).plain)
    np.testing.assert_allclose(law.mean_field, c)
    np.testing.assert_allclose(law.variance, (1 - c**2) ** 2, atol=1e-12)
    np.testing.assert_allclose(law.bias, -c * (1 - c**2) / 2, atol=1e-12)
    np.testing.assert_allclose(law.second_variance, 5.5 * c**2 * (1 - c**2) ** 2, atol=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("q", [0.3, 30.0])
def test_moments_agree_with_drawn_outputs(activation, q):
    rng, c = np.random.default_rng(0), 0.7
    u = rng.standard_normal((400, 5_000))
    v = c * u + np.sqrt(1 - c**2) * rng.standard_normal(u.shape)
    f, g = (FUNCTIONS[activation](np.sqrt(q) * x) for x in (u, v))
    found = moments(activation, np.array([c]), q)
    for part, centre in ((found.plain, 0.0), (found.central, f.mean())):
        scale = np.sqrt(((f - centre) ** 2).mean())
        a, b = (f - centre) / scale, (g - centre) / scale
        for name in ("m11", "m22", "m31", "m33", "m42", "m51", "m40", "m60"):
            blocks = (a ** int(name[1]) * b ** int(name[2])).mean(axis=1)
            error = blocks.std(ddof=1) / np.sqrt(len(blocks))
            assert np.squeeze(getattr(part, name)) == pytest.approx(
                blocks.mean(), abs=5 * error + 1e-9
            ), name


def test_moments_have_known_closed_forms():
    c = np.linspace(-0.95, 0.99, 9)
    # Williams 1997 (erf) and Cho & Saul 2009 (relu).
    q = 2.0
    scale = np.arcsin(2 * q / (1 + 2 * q))
    expected = np.arcsin(2 * q * c / (1 + 2 * q)) / scale
    np.testing.assert_allclose(moments("erf", c, q).plain.m11, expected, atol=1e-7)
    angle = np.arccos(c)
    expected = (np.sin(angle) + (np.pi - angle) * c) / np.pi
    np.testing.assert_allclose(moments("relu", c, q).plain.m11, expected, atol=1e-10)


def test_an_unknown_activation_is_named():
    with pytest.raises(ValueError, match="activation is 'sine'; allowed: tanh, relu, linear, erf"):
        moments("sine", np.array([0.5]), 1.0)


def simulated_chain(network, depth, rho, *, pairs, rng):
    """Networks without weights: inputs are drawn, given the Gram matrix of the layer below.

    Returns similarity of the items and of every layer, each (level, pair).
    """
    shape = (len(rho), pairs)
    rho = rho[:, None, None]
    x = rng.standard_normal((*shape, network.inputs))
    y = rho * x + np.sqrt(1 - rho**2) * rng.standard_normal(x.shape)
    f, g = ((a - a.mean(-1, keepdims=True)) / a.std(-1, keepdims=True) for a in (x, y))
    layers = [(f * g).mean(-1)]
    for _ in range(depth):
        scale, bias = network.weight_sd**2, network.bias_sd**2
        ff, gg, fg = (scale * (a * b).sum(-1) + bias for a, b in ((f, f), (g, g), (f, g)))
        c = np.clip(fg / np.sqrt(ff * gg), -1, 1)[..., None]
        u = rng.standard_normal((*shape, network.width))
        v = c * u + np.sqrt(1 - c**2) * rng.standard_normal(u.shape)
        function = FUNCTIONS[network.activation]
        f, g = function(np.sqrt(ff)[..., None] * u), function(np.sqrt(gg)[..., None] * v)
        a, b = (h - h.mean(-1, keepdims=True) for h in (f, g))
        layers.append((a * b).sum(-1) / np.sqrt((a * a).sum(-1) * (b * b).sum(-1)))
    return layers


@pytest.mark.parametrize(
    ("network", "tolerance"),
    [
        (Network("tanh", 1.0, 100, 100), 0.003),
        (Network("tanh", 0.12, 100, 100), 0.003),
        (Network("tanh", 1.0, 60, 60), 0.004),
        (Network("tanh", 1.0, 100, 60), 0.004),
        (Network("tanh", 0.3, 100, 100, bias_sd=1.0), 0.005),
        (Network("erf", 1.0, 100, 100), 0.003),
        (Network("linear", 1.0, 100, 100), 0.004),
        (Network("relu", np.sqrt(2 / 100), 100, 100), 0.006),
    ],
    ids=lambda value: (
        f"{value.activation}-{value.weight_sd:.2g}-{value.width}-{value.bias_sd:g}"
        if isinstance(value, Network)
        else ""
    ),
)
def test_smoothness_and_curve_agree_with_an_exact_chain(network, tolerance):
    """An oracle that shares neither the delta method nor the beta distribution.

    The tolerances are the largest errors of the theory that an independent program has measured,
    beside 4 standard errors of the simulation.
    """
    depth, count, rng = 9, 1050, np.random.default_rng(1)
    levels = NOISE_SD[[0, 1, 3, 6, 10, 14, 19]]
    x, *layers = simulated_chain(
        network, depth, 1 / np.sqrt(1 + levels[1:] ** 2), pairs=count, rng=rng
    )
    pairs = item_pairs.normal_pairs(levels, network.inputs)
    for number in (1, 2, 4, 9):
        y = layers[number - 1]
        blocks = 15
        sums = pair_sums(*(a.reshape(len(a), blocks, -1).swapaxes(0, 1) for a in (x, y)))
        simulated = functional_smoothness(sums.sum(axis=0))
        left_out = functional_smoothness(sums.sum(axis=0) - sums)  # jackknife
        error = np.sqrt((blocks - 1) / blocks * ((left_out - left_out.mean()) ** 2).sum())
        predicted = predicted_smoothness(network, number, pairs)
        assert predicted == pytest.approx(simulated, abs=tolerance + 4 * error), number
        mean = pairs.mean(network_similarity(network, number, pairs)[0])
        assert mean[0] == pytest.approx(1, abs=1e-6)
        error = y.std(axis=1, ddof=1) / np.sqrt(count)
        np.testing.assert_array_less(np.abs(mean[1:] - y.mean(axis=1)), tolerance + 4 * error)


def test_prediction_agrees_with_simulated_networks():
    units, seeds, categories = 80, 30, 30
    x, y = [], []
    for seed in range(seeds):
        items = make_items(5, seed, categories=categories, units=units, noise_sd=NOISE_SD)
        rng, h = np.random.default_rng(seed), items
        for _ in range(4):
            h = layer(h, rng, weight_sd=1.0)
        x.append(prototype_similarity(items[None])[0, :, 1:])
        y.append(prototype_similarity(h[None])[0, :, 1:])
    sums = pair_sums(np.array(x), np.array(y))
    left_out = functional_smoothness(sums.sum(axis=0) - sums)
    error = np.sqrt((seeds - 1) / seeds * ((left_out - left_out.mean()) ** 2).sum())
    items = Items("text", NOISE_SD, units, np.random.default_rng(0))
    predicted = predict("depth-4", items, {"weight_sd": 1.0}).smoothness
    assert predicted == pytest.approx(
        functional_smoothness(sums.sum(axis=0)), abs=0.003 + 4 * error
    )


def test_a_wide_network_becomes_the_mean_field():
    from neuralcode.theory.mean_field import network_correlation

    width, rho = 4000, 1 / np.sqrt(1 + NOISE_SD**2)
    network = Network("tanh", 10 / np.sqrt(width), width, width)
    pairs = item_pairs.normal_pairs(NOISE_SD, width)
    for depth in (1, 3, 8):
        expected = network_correlation(
            rho, depth=depth, input_variance=100.0, weight_variance=100.0
        )
        mean = pairs.mean(network_similarity(network, depth, pairs)[0])
        # The finite width lifts by some 0.034 at 100 units, in proportion to 1 / units.
        np.testing.assert_allclose(mean, expected, atol=2 * 0.034 * 100 / width)


def test_beta_quantiles_have_the_mean_and_variance_asked_for():
    mean, variance = np.array([-0.3, 0.0, 0.9]), np.array([0.02, 0.01, 0.001])
    drawn = finite_width.beta_quantiles(mean, variance)
    weights = finite_width.QUANTILE_WEIGHTS
    np.testing.assert_allclose(drawn @ weights, mean, atol=1e-5)
    np.testing.assert_allclose((drawn - mean[:, None]) ** 2 @ weights, variance, rtol=0.01)
    # No variance is a point, also at the end of the range.
    np.testing.assert_array_equal(finite_width.beta_quantiles(np.ones(1), np.zeros(1)), 1)


def test_pairs_of_items_have_the_moments_of_items():
    levels = NOISE_SD[[0, 4, 19]]
    items = make_items(1, 0, categories=4000, units=50, noise_sd=levels)[None]
    similarity = prototype_similarity(items)[0]
    pairs = item_pairs.normal_pairs(levels, 50)
    error = similarity.std(axis=0, ddof=1) / np.sqrt(len(similarity))
    assert (np.abs(pairs.mean(pairs.similarity) - similarity.mean(axis=0)) < 4 * error + 1e-6).all()
    spread = np.sqrt(pairs.mean(pairs.similarity**2) - pairs.mean(pairs.similarity) ** 2)
    np.testing.assert_allclose(spread, similarity.std(axis=0), rtol=0.06, atol=1e-6)


def test_mapped_pairs_do_not_depend_on_their_seed():
    noise_sd = np.array([0.0001, 0.5, 0.95])
    one, other = (
        item_pairs.mapped_pairs(noise_sd, 100, np.random.default_rng(seed), pairs=4000)
        for seed in (1, 2)
    )
    assert one.mean(one.overlap)[0] == pytest.approx(1, abs=1e-6)
    for name in ("similarity", "overlap", "mean_square"):
        first, second = getattr(one, name), getattr(other, name)
        error = np.sqrt(2) * first.std(axis=1) / np.sqrt(4000)
        assert (np.abs(one.mean(first) - other.mean(second)) < 5 * error + 1e-9).all(), name


def test_predictions_of_simple_codes():
    items = Items("text", NOISE_SD, 100, np.random.default_rng(0))
    c = 1 / np.sqrt(1 + NOISE_SD**2)
    vector = predict("vector", items, {})
    np.testing.assert_array_equal(vector.similarity, c)
    assert vector.smoothness == 1
    assert predict("hash", items, {}).smoothness == 0
    missing = predict("rate", items, {})  # a code in time
    assert np.isnan(missing.similarity).all()
    assert np.isnan(missing.smoothness)
    few = Items("text", NOISE_SD, 10, np.random.default_rng(0))
    assert np.isnan(predict("depth-2", few, {"weight_sd": 1.0}).smoothness)
    # Measured in 100 seeds of 100 categories: 0.9865 and 0.401, with standard errors of 0.0001 and
    # 0.002. Both theories are of the first order in 1 / units.
    assert predict("gain", items, {}).smoothness == pytest.approx(0.9865, abs=0.0005)
    assert predict("factorial", items, {}).smoothness == pytest.approx(0.401, abs=0.008)
