"""What is measured of each subject, from betas of several runs.

Crossnobis distances between all pairs of stimuli and the second moments of their patterns, centred
over stimuli, are one and the same. So is the whitened correlation of two dissimilarity matrices
(Diedrichsen et al. 2020, arXiv:2007.02789; rsatoolbox: ``corr_cov``) and the correlation of two
matrices of second moments from which the part is taken out that makes all distances equal. Here all
is computed from second moments, because that is many times faster.
"""

import numpy as np


def model(similarity):
    """A model of the dissimilarities of stimuli, as second moments.

    Parameters
    ----------
    similarity : ndarray of shape (..., stimulus, stimulus)
        The dissimilarity of two stimuli is that of a stimulus to itself, less it.

    Returns
    -------
    ndarray of shape (..., stimulus, stimulus)
        Centred, without the part that makes all distances equal, of norm 1; 0 where it has nothing
        else.
    """
    rows = similarity.mean(axis=-1, keepdims=True)
    centred = similarity - rows - rows.swapaxes(-1, -2) + rows.mean(axis=-2, keepdims=True)
    count = similarity.shape[-1]
    even = np.trace(centred, axis1=-2, axis2=-1)[..., None, None] / (count - 1)
    centred = centred - even * (np.eye(count) - 1 / count)
    norm = np.linalg.norm(centred, axis=(-2, -1), keepdims=True)
    size = np.abs(similarity).max(axis=(-2, -1), keepdims=True) * count
    return (centred / np.where(norm > 1e-6 * size, norm, np.inf)).astype(similarity.dtype)


def categories(count, levels):
    """The model in which stimuli of a category are alike, and all others equally far apart.

    Parameters
    ----------
    count : int
        Of categories.
    levels : int
        Stimuli of each.

    Returns
    -------
    ndarray of shape (stimulus, stimulus), float32
        See `model`.
    """
    return model(np.kron(np.eye(count), np.ones((levels, levels))).astype(np.float32))


class Moments:
    """Second moments that are unbiased by noise, of each subject.

    Parameters
    ----------
    total : ndarray of shape (subject, stimulus, voxel)
        Sum of the betas over runs, centred over stimuli.
    own : ndarray of shape (subject, stimulus, stimulus)
        Sum over runs of the second moments of the betas of each run.
    runs : int
        At least two.
    """

    def __init__(self, total, own, runs):
        # Products of betas of different runs alone: all products less those of a run with itself.
        found = total @ total.swapaxes(-1, -2)
        found -= own
        found /= runs * (runs - 1)
        count = found.shape[-1]
        self.flat = found.reshape(len(found), -1)
        self.even = np.trace(found, axis1=1, axis2=2) / np.sqrt(count - 1)
        square = np.einsum("sk,sk->s", self.flat, self.flat) - self.even**2
        self.norm = np.sqrt(np.maximum(square, np.finfo(np.float32).tiny))

    def agreement(self, models):
        """Correlation with a model.

        Parameters
        ----------
        models : ndarray of shape ([subject,] stimulus, stimulus)
            See `model`.

        Returns
        -------
        ndarray of shape (subject,)
        """
        if models.ndim == 2:
            return self.flat @ models.ravel() / self.norm
        return np.einsum("sk,sk->s", self.flat, models.reshape(self.flat.shape)) / self.norm

    def between(self, subjects):
        """Correlation of the matrices of any two subjects of a study.

        Parameters
        ----------
        subjects : int
            Of each study.

        Returns
        -------
        ndarray of shape (study, subject, subject)
        """
        flat = self.flat.reshape(-1, subjects, self.flat.shape[-1])
        even, norm = self.even.reshape(-1, subjects), self.norm.reshape(-1, subjects)
        products = flat @ flat.swapaxes(-1, -2) - even[:, :, None] * even[:, None]
        return products / (norm[:, :, None] * norm[:, None])


def decoding(odd, even, categories):
    """Share of stimuli whose category is decoded, less what chance gives.

    The decoder takes the nearest mean pattern of a category. It is trained on every other level in
    one half of the runs, and tested on the other levels in the other half: noise that stimuli of a
    run share, and a pattern that only one stimulus has, do not help it.

    Parameters
    ----------
    odd, even : ndarray of shape (subject, stimulus, voxel)
        Mean betas of two halves of the runs, by category and level; centred over stimuli in each
        run, voxels whitened.
    categories : int

    Returns
    -------
    ndarray of shape (subject,)
        Mean over the four ways of training and testing.
    """
    shape = (len(odd), categories, -1, odd.shape[-1])
    halves = odd.reshape(shape), even.reshape(shape)
    found = []
    for train, test in (halves, halves[::-1]):
        for first in (0, 1):
            centres = train[:, :, first::2].mean(axis=2)
            patterns = test[:, :, 1 - first :: 2]
            shown = patterns.reshape(len(patterns), -1, patterns.shape[-1])
            scores = shown @ centres.swapaxes(-1, -2)
            scores -= 0.5 * np.einsum("scv,scv->sc", centres, centres)[:, None]
            right = np.repeat(np.arange(categories), patterns.shape[2])
            found.append((scores.argmax(axis=-1) == right).mean(axis=-1))
    return np.mean(found, axis=0) - 1 / categories
