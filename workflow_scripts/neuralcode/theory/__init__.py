"""What theory predicts for a code, without simulating it.

- `mean_field`: similarity in networks of infinitely many units
- `finite_width`: similarity and functional smoothness in networks of any width
- `layer_law`: what a layer of finitely many units does to the overlap of two patterns
- `moments`: of the outputs of two units, by activation function
- `item_pairs`: pairs of items, over which predictions are averaged
- `predictions`: the prediction for each coding scheme
"""
