"""Coding schemes are tried once before any job."""

from neuralcode.coding.contract import SchemeError
from neuralcode.coding.encoding import probe
from neuralcode.names import layer_below
from rules.messages import UserError


def check(study):
    """End with one message where a scheme fails, or returns something else than patterns.

    Parameters
    ----------
    study : rules.study.Study

    Raises
    ------
    rules.messages.UserError
    """
    schemes = {
        (part.name, scheme): (part, scheme, recipe)
        for part in study.parts
        for recipe, scheme, _ in part.combinations
        if layer_below(scheme) is None
    }
    for part, scheme, recipe in schemes.values():
        try:
            probe(
                scheme,
                recipe=recipe,
                study_seed=part.config["study_seed"],
                stimuli=part.config["stimuli"],
                parameters=part.parameters(scheme),
            )
        except SchemeError as error:
            raise UserError(str(error)) from error
        except Exception as error:
            kind = type(error).__name__
            raise UserError(
                f"The coding scheme {scheme} fails in seed 0: {kind}: {error}"
            ) from error
