"""Predictions for the combinations of a similarity dataset."""

from neuralcode.names import block_name
from neuralcode.randomness import generator
from neuralcode.theory.predictions import Items, predict


class Predictions:
    """What theory says of each scheme, for the code's units.

    Parameters
    ----------
    dataset : xarray.Dataset
        ``results/datasets/similarity.nc``.
    study_seed, units : int
    parameters : dict of dict
        Parameters of the schemes, by the name that all layers share.
    """

    def __init__(self, dataset, *, study_seed, units, parameters):
        self.parameters = parameters
        # Shared by the schemes of a recipe, since drawing the items takes as long as a prediction.
        self.items = {
            recipe: Items(
                recipe,
                dataset["noise_sd"].sel(recipe=recipe).values,
                units,
                generator(study_seed, 0, "theory", "overlap"),
            )
            for recipe in dataset["recipe"].values.tolist()
        }

    def of(self, recipe, scheme):
        """The `neuralcode.theory.predictions.Prediction` for a scheme in a recipe."""
        return predict(scheme, self.items[recipe], self.parameters[block_name(scheme)])
