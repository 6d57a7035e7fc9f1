"""Networks trained with torch: many seeds in one go, and each as if it were alone."""

import os
import subprocess
import sys

import numpy as np
import pytest
import torch

from neuralcode.networks import forward, training
from neuralcode.networks.early_stopping import EarlyStopping
from neuralcode.networks.hierarchy import make_exemplars

CATEGORIES = {"superordinate": 2, "basic_per_superordinate": 2, "subordinate_per_basic": 2}
SD = {"superordinate": 1.0, "basic": 1.0, "subordinate": 1.0, "exemplar": 0.7}
UNITS, STEPS = 30, 15


def problem(seeds, task):
    training.pick_device("cpu")
    items = np.stack(
        [
            make_exemplars(1, seed, categories=CATEGORIES, sd=SD, units=UNITS, training=10, new=2)[
                0
            ]
            for seed in seeds
        ]
    ).reshape(len(seeds), 80, UNITS)
    outputs = UNITS if task == "autoencoder" else 8
    weights = training.initial_weights(
        1, seeds, layers=3, units=UNITS, weight_gain=1.0, outputs=outputs
    )
    order = training.minibatches(1, seeds, items=80, batch=20, steps=STEPS)
    return (
        torch.from_numpy(items),
        torch.arange(8).repeat_interleave(10),
        [torch.from_numpy(weight) for weight in weights],
        torch.from_numpy(order),
    )


def trained(seeds, task):
    return training.train(*problem(seeds, task), task=task, learning_rate=0.003)


@pytest.mark.parametrize("task", ["trained", "autoencoder"])
def test_a_seed_gets_the_same_bits_beside_others_and_alone(task):
    together = trained([0, 1, 2], task)
    again = trained([0, 1, 2], task)
    alone = trained([1], task)
    for many, more, one in zip(together, again, alone, strict=True):
        assert torch.equal(many, more)
        assert torch.equal(many[1], one[0])
        assert not torch.equal(many[0], many[1])


def plain_adam(items, labels, weights, order, rate):
    """One seed, step by step, by the formulas: the oracle."""
    weights = [weight.double().requires_grad_() for weight in weights]
    first = [torch.zeros_like(weight) for weight in weights]
    second = [torch.zeros_like(weight) for weight in weights]
    for step, chosen in enumerate(order, 1):
        activity = items[chosen].double()
        for weight in weights[:-1]:
            activity = torch.tanh(activity @ weight)
        logits = activity @ weights[-1]
        right = logits[torch.arange(len(chosen)), labels[chosen]]
        loss = (torch.logsumexp(logits, dim=1) - right).mean()
        for place, gradient in enumerate(torch.autograd.grad(loss, weights)):
            first[place] = 0.9 * first[place] + 0.1 * gradient
            second[place] = 0.999 * second[place] + 0.001 * gradient**2
            mean = first[place] / (1 - 0.9**step)
            spread = second[place] / (1 - 0.999**step)
            with torch.no_grad():
                weights[place] -= rate * mean / (spread.sqrt() + 1e-8)
    return [weight.detach() for weight in weights]


def test_training_is_adam_on_the_cross_entropy_of_each_seed():
    items, labels, weights, order = problem([3, 4], "trained")
    ours = training.train(items, labels, weights, order, task="trained", learning_rate=0.003)
    for seed in range(2):
        expected = plain_adam(
            items[seed], labels, [weight[seed] for weight in weights], order[:, seed], 0.003
        )
        for one, other in zip(ours, expected, strict=True):
            # Single precision, through Adam's division of small numbers by small ones.
            np.testing.assert_allclose(one[seed], other, atol=2e-4)


def loss_of_autoencoder(weights, items):
    return float(((forward.answers(items, weights) - items) ** 2).mean())


def test_the_autoencoder_learns_to_give_back_its_input_and_sees_no_label():
    items, labels, weights, order = problem([0], "autoencoder")
    order = order.repeat(20, 1, 1)
    ours = training.train(items, labels, weights, order, task="autoencoder", learning_rate=0.003)
    assert loss_of_autoencoder(ours, items) < 0.5 * loss_of_autoencoder(weights, items)
    other = training.train(
        items, labels.flip(0), weights, order, task="autoencoder", learning_rate=0.003
    )
    for one, same in zip(ours, other, strict=True):
        assert torch.equal(one, same)


def test_twins_start_from_the_same_weights_of_the_layers():
    named = problem([0], "trained")[2]
    given_back = problem([0], "autoencoder")[2]
    for one, other in zip(named[:-1], given_back[:-1], strict=True):
        assert torch.equal(one, other)
    assert named[-1].shape[-1] == 8
    assert given_back[-1].shape[-1] == UNITS


@pytest.mark.parametrize("task", ["trained", "untrained", "autoencoder"])
def test_each_task_trains_its_network_or_leaves_it_as_it_starts(task):
    items, labels, weights, order = problem([0, 1], task)
    networks = training.networks(
        items,
        labels,
        task=task,
        study_seed=1,
        seeds=[0, 1],
        categories=8,
        layers=3,
        weight_gain=1.0,
        steps=STEPS,
        batch=20,
        learning_rate=0.003,
    )
    if task != "untrained":
        weights = training.train(items, labels, weights, order, task=task, learning_rate=0.003)
    for one, other in zip(networks, weights, strict=True):
        assert torch.equal(one, other)


def test_the_chaotic_twin_has_the_same_weights_at_the_gain_of_figure_2():
    items, labels, weights, _ = problem([0], "untrained")
    settings = {"study_seed": 1, "seeds": [0], "categories": 8, "layers": 3, "weight_gain": 1.0}
    settings |= {"steps": STEPS, "batch": 20, "learning_rate": 0.003}
    chaotic = training.networks(items, labels, task="chaotic", **settings)
    for one, other in zip(chaotic, weights, strict=True):
        torch.testing.assert_close(one, 10 * other)


def test_losses_are_those_of_the_formulas():
    items, labels, weights, _ = problem([0, 1], "autoencoder")
    with torch.no_grad():
        output = forward.answers(items, weights)
    ours = training.losses(items, labels, weights, "autoencoder")
    np.testing.assert_allclose(ours, ((output - items) ** 2).mean((1, 2)), rtol=1e-5)
    items, labels, weights, _ = problem([0, 1], "trained")
    with torch.no_grad():
        output = forward.answers(items, weights)
    expected = [torch.nn.functional.cross_entropy(output[seed], labels).item() for seed in range(2)]
    np.testing.assert_allclose(
        training.losses(items, labels, weights, "trained"), expected, rtol=1e-5
    )


def followed(courses, patience=2):
    """What early stopping makes of courses of held-out loss, one per seed."""
    courses = np.asarray(courses, float)
    stopping = EarlyStopping(
        lambda weights: np.stack([courses[:, int(weights[0][0, 0])]] * 2, axis=1),
        lambda weights: courses[:, int(weights[0][0, 0])],
        interval=10,
        patience=patience,
    )
    for look in range(courses.shape[1]):
        weights = [torch.full((len(courses), 3), float(look))]
        assert not stopping(10 * look + 5, weights)  # between two looks
        if stopping(10 * look, weights):
            break
    return stopping


def test_training_ends_where_each_seed_no_longer_improves_and_keeps_its_best():
    courses = [[9, 5, 4, 4.5, 4.2, 1, 1, 1], [9, 8, 7, 6, 5, 5, 6, 7], [9, 9, 9, 9, 9, 9, 9, 9]]
    stopping = followed(courses)
    # The first seed waits for two looks, and what comes later is not its own any more.
    assert stopping.best_step.tolist() == [20, 40, 0]
    assert stopping.best[0][:, 0].tolist() == [2, 4, 0]
    assert stopping.steps == [0, 10, 20, 30, 40, 50, 60]
    held_out = np.array(stopping.history)[:, :, 1].T
    np.testing.assert_array_equal(np.isfinite(held_out).sum(axis=1), [5, 7, 3])
    # What a seed gets does not depend on the others.
    for seed, course in enumerate(courses):
        alone = followed([course])
        assert alone.best_step.tolist() == [stopping.best_step[seed]]


def test_an_improvement_below_the_tolerance_is_none():
    assert followed([[100, 50, 49.95, 49.92, 49.91, 40]]).best_step.tolist() == [10]


def test_activity_and_answers_are_those_of_each_seed_by_itself():
    items, labels, weights, _ = problem([0, 1], "trained")
    activity = forward.activity_by_layer(items, weights)
    accuracy = forward.readout_accuracy(items, labels, weights)
    assert activity.shape == (2, 4, 80, UNITS)
    for seed in range(2):
        expected = items[seed].numpy()
        np.testing.assert_array_equal(activity[seed, 0], expected)
        for layer, weight in enumerate(weights[:-1], 1):
            expected = np.tanh(expected @ weight[seed].numpy())
            np.testing.assert_allclose(activity[seed, layer], expected, atol=1e-5)
        named = (expected @ weights[-1][seed].numpy()).argmax(axis=1)
        assert accuracy[seed] == np.mean(named == labels.numpy())
    assert set(accuracy) - {0, 1}


def test_initial_weights_have_the_gain_asked_for():
    weights = training.initial_weights(
        1, range(20), layers=2, units=100, weight_gain=1.5, outputs=8
    )
    n = weights[0].size
    assert weights[0].std() == pytest.approx(0.15, rel=4 / np.sqrt(2 * n))
    assert not np.array_equal(weights[0], weights[1])


def test_minibatches_show_every_item_once_an_epoch():
    order = training.minibatches(1, [0, 1], items=10, batch=3, steps=7)
    assert order.shape == (7, 2, 3)
    for seed in range(2):
        for epoch in (order[:3, seed], order[3:6, seed]):
            assert len(set(epoch.ravel())) == 9
    assert not np.array_equal(order[:, 0], order[:, 1])


def test_the_same_bits_are_asked_for_without_the_import_of_a_compiler():
    """torch.use_deterministic_algorithms imports it: a second for each job."""
    code = """
import sys
import torch
from neuralcode.networks.training import pick_device

pick_device("cpu")
assert torch.are_deterministic_algorithms_enabled()
assert not torch.is_deterministic_algorithms_warn_only_enabled()
assert not {"torch._dynamo", "torch._inductor"} & set(sys.modules)
"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


def test_a_gpu_that_is_not_there_is_an_error():
    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    with pytest.raises(RuntimeError, match="'cuda'"):
        training.pick_device("cuda")
