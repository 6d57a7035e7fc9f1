"""Which neural codes let fMRI see the similarity of stimuli?

Pure functions over arrays: nothing in this package reads a configuration or a clock, and no file
but the weights that `pretrained` loads. In the order of the data: `recipes`, `stimuli`, `coding`
(the schemes) and `encoding`, `scanner` (a simulated fMRI scanner), `similarity`, `smoothness`,
`rsa`; beside them `theory` for the predictions and `randomness` for every random number. Deep
networks: `hierarchy` (the categories), `training`, `pretrained`, `layers`, `layer_measures`.
"""
