"""The two recipes of Guest & Love 2017: what the text says, and what the released code does."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """How a study departs from the other one.

    Attributes
    ----------
    prototype_noise_sd : float
        Standard deviation of the noise on the prototype itself (level 0), in units of the
        standard deviation of the prototype's values.
    maps_to_range : bool
        Whether an item is mapped linearly to [-1, 1] before it is encoded.
    unmapped_schemes : frozenset of str
        Schemes that take the item without that mapping all the same.
    """

    prototype_noise_sd: float
    maps_to_range: bool
    unmapped_schemes: frozenset = frozenset()

    def prepare(self, items, scheme):
        """Give the items as `scheme` takes them in this recipe.

        Parameters
        ----------
        items : ndarray of shape (..., unit)
            Centred and scaled items.
        scheme : str
            Name of the coding scheme.

        Returns
        -------
        ndarray of shape (..., unit)
        """
        if self.maps_to_range and scheme not in self.unmapped_schemes:
            return map_to_range(items)
        return items


def map_to_range(items):
    """Map each item linearly to [-1, 1] by its own minimum and maximum.

    Parameters
    ----------
    items : ndarray of shape (..., unit)

    Returns
    -------
    ndarray of shape (..., unit)
        An item's mean is then no longer 0; with 100 normal values its mean square is about 0.18.
    """
    low = items.min(axis=-1, keepdims=True)
    high = items.max(axis=-1, keepdims=True)
    return (2 * items - (low + high)) / (high - low)


RECIPES = {
    "text": Recipe(prototype_noise_sd=0.0, maps_to_range=False),
    "released": Recipe(
        prototype_noise_sd=0.0001, maps_to_range=True, unmapped_schemes=frozenset({"gain"})
    ),
}


def recipe_of(name):
    """The recipe of a name; items of a data set are centred and scaled, and no more, as in `text`.

    Parameters
    ----------
    name : str
        Of a recipe or a data set.

    Returns
    -------
    Recipe
    """
    return RECIPES.get(name, RECIPES["text"])
