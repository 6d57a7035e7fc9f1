"""Which neural codes let fMRI see the similarity of stimuli?

Pure functions over arrays: nothing in this package reads a file, a configuration or a clock.
In the order of the data: `recipes`, `stimuli`, `coding` (the schemes) and `encoding`, `scanner` (a
simulated fMRI scanner), `similarity`, `smoothness`, `rsa`; beside them `theory` for the predictions
and `randomness` for every random number.
"""
