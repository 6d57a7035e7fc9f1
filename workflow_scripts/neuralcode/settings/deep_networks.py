"""Settings of the experiments with deep networks: their defaults and what is allowed."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from neuralcode.parameters import Count, Range, Several

Depth = Annotated[int, Range(minimum=0)]
HierarchyNetwork = Literal["trained", "untrained", "autoencoder", "chaotic"]
Sd = Annotated[float, Range(minimum=1e-3, maximum=1e3)]
Branches = Annotated[int, Range(minimum=2, maximum=100)]


@dataclass(frozen=True, kw_only=True)
class Categories:
    """How the tree of categories branches.

    Attributes
    ----------
    superordinate : int
        Number of superordinate categories.
    basic_per_superordinate : int
        Number of basic categories in each superordinate one.
    subordinate_per_basic : int
        Number of subordinate categories in each basic one.
    """

    superordinate: Branches = 2
    basic_per_superordinate: Branches = 2
    subordinate_per_basic: Branches = 2


@dataclass(frozen=True, kw_only=True)
class PrototypeSd:
    """Standard deviation of a value around the parent in the tree.

    With 1, 1, 1 and e, items correlate by 3, 2 and 1 over 3 + e^2 within subordinate, basic and
    superordinate categories, and by 0 between.

    Attributes
    ----------
    superordinate : float
        Of a superordinate prototype, around 0.
    basic : float
        Of a basic prototype, around its superordinate prototype.
    subordinate : float
        Of a subordinate prototype, around its basic prototype.
    exemplar : float
        Of an exemplar, around its subordinate prototype.
    """

    superordinate: Sd = 1.0
    basic: Sd = 1.0
    subordinate: Sd = 1.0
    exemplar: Sd = 0.7


@dataclass(frozen=True, kw_only=True)
class Exemplars:
    """Number of exemplars of each subordinate category.

    Attributes
    ----------
    training : int
        To train on.
    new : int
        Never trained on. Similarity, Gini coefficient and accuracy are theirs.
    held_out : int
        Never trained on. Their loss tells when training ends.
    """

    training: Count = 50
    new: Annotated[int, Range(minimum=2)] = 10
    held_out: Count = 10


@dataclass(frozen=True, kw_only=True)
class Network:
    """The networks, all of one size, and their training.

    Attributes
    ----------
    layers : int
        Number of tanh layers.
    units : int
        Number of values in an exemplar, and of units in a layer.
    weight_gain : float
        Standard deviation of an initial weight, times the square root of the number of units.
    steps : int
        Most training steps, in whole intervals of checks. Training ends earlier where the loss
        on held-out exemplars no longer improves, and the best weights of each seed are kept.
    check_interval : int
        Number of training steps between two looks at the held-out loss.
    patience : int
        Number of looks without an improvement, of at least 0.1 % of the loss before training,
        after which training ends.
    batch : int
        Number of exemplars in a training step; all that there are to train on, where they are
        fewer.
    learning_rate : float
        Learning rate of Adam.
    device : str
        Where networks are trained. auto takes a GPU where there is one.
    """

    layers: Annotated[int, Range(minimum=1, maximum=1000)] = 8
    units: Annotated[int, Range(minimum=3, maximum=10_000)] = 100
    weight_gain: Annotated[float, Range(minimum=1e-3, maximum=1e3)] = 1.0
    steps: Count = 1500
    check_interval: Count = 100
    patience: Count = 2
    batch: Count = 32
    learning_rate: Annotated[float, Range(above=0, maximum=1)] = 0.002
    device: Literal["auto", "cpu", "cuda"] = "auto"


@dataclass(frozen=True, kw_only=True)
class Hierarchy:
    """Deep networks trained on a hierarchy of categories (Figure 4, without photographs).

    Attributes
    ----------
    networks : list
        Networks that are compared. trained: to name the subordinate category. untrained: its
        twin with the same initial weights. chaotic: untrained too, with the weights times 10, as
        the random networks of Figure 2 have them. autoencoder: its twin trained without labels, to
        give back its input. An empty list leaves the experiment out.
    scanners : list
        Scanners of the configuration that measure each layer, showing all new exemplars. An
        empty list leaves them out.
    seeds : int
        Number of seeds, each with its own categories, exemplars and weights.
    seeds_per_batch : int
        Number of seeds that one job trains together; all where there are fewer.
    figure_layers : list
        A middle and a late layer, whose similarity matrices are drawn; from 0, the items. Left
        out, the middle one and the last.
    """

    networks: Annotated[tuple[HierarchyNetwork, ...], Several()] = (
        "trained",
        "untrained",
        "autoencoder",
        "chaotic",
    )
    scanners: Annotated[tuple[str, ...], Several()] = ("3t", "7t")
    seeds: Count = 20
    seeds_per_batch: Count = 20
    categories: Categories
    prototype_sd: PrototypeSd
    exemplars: Exemplars
    network: Network
    figure_layers: tuple[Depth, Depth] | None = None


@dataclass(frozen=True, kw_only=True)
class PhotographCategory:
    """A subordinate category, and where it stands in the hierarchy.

    Attributes
    ----------
    subordinate : str
        Name of the subordinate category, and of its folder.
    basic : str
        Name of its basic category.
    superordinate : str
        Name of its superordinate category.
    """

    subordinate: str
    basic: str
    superordinate: str


@dataclass(frozen=True, kw_only=True)
class PretrainedNetwork:
    """A network that the photographs are shown to.

    Attributes
    ----------
    name : str
        inception_v3_2015 (the network of the paper), the name of a model of torchvision (such as
        inception_v3), such a name with the suffix _untrained (random weights from the study's
        seed), or any name where there is a `function`.
    function : str
        package.module:function or package.module:Class.method that returns a torch.nn.Module,
        in the working folder or installed. Empty for the networks that are known by name.
    arguments : dict
        Keyword arguments of the function, such as {pretrained: true}.
    weights : str
        State dict: a path or an https address; for a model of torchvision also the name of its
        weights, such as IMAGENET1K_V1. Empty takes the default weights of torchvision, or a
        function's module as it is.
    sha256 : str
        SHA-256 of the weights, or its first digits. Needed with an address, unless the file's
        name ends in them, as in name-0123abcd.pth.
    layers : list
        Layers, in the order of depth: names of modules, as `snakemake layers` prints them;
        NAME:2 for the second run of a module that runs more than once, of which NAME is the
        last run; `input` and `output` for what the network is given and returns; patterns such
        as layer* or features.*, in which ** matches dots too; and for Inception v3 the paper's
        names Mul, mixed, mixed_1 to mixed_10, pool_3 and softmax. Empty takes those of the
        paper for Inception v3, and for other networks the modules right below the network, or
        their parts where they are few.
    figure_layers : list
        A middle and a late layer, whose similarity matrices are drawn. Empty takes mixed_7 and
        pool_3 where they are among the layers, and else the middle and the last one.
    transforms : str
        package.module:function from an RGB image of Pillow to the tensor (channel, row, column)
        that the network is shown; an array or a batch of one will do. Empty takes that of the
        paper for inception_v3_2015, that of the weights for a model of torchvision, and for a
        function's module torchvision's usual one for ImageNet (224 pixels).
    """

    name: str
    function: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)
    weights: str = ""
    sha256: str = ""
    layers: Annotated[tuple[str, ...], Several()] = ()
    figure_layers: Annotated[tuple[str, ...], Several(0, 2, distinct=False)] = ()
    transforms: str = ""


@dataclass(frozen=True, kw_only=True)
class Photographs:
    """Pre-trained networks on photographs (Figure 4 of the paper).

    Attributes
    ----------
    folder : str
        Folder of the photographs, a folder for each subordinate category in it. Those of the
        paper that are missing there are fetched. Every format that Pillow opens will do; hidden
        files are left out. Pictures are shown upright, in 8-bit RGB, transparent parts white.
    categories : list
        The hierarchy, one row for each subordinate category in the order of the figure.
    networks : list
        Networks to look into. Where there is one, the photographs are part of the default
        target too. config/photographs.yaml has the three of the paper's figure.
    batch : int
        Number of photographs in a forward pass. Memory follows it, see `snakemake layers`.
        With more photographs than that, the activity of earlier batches stays in memory until
        their last comparison, for Inception v3 some 11 MB per photograph.
    keep_activations : bool
        Whether the activity of every layer is written too, to
        results/photographs/activations/NETWORK.nc.
    device : str
        Where networks are computed. auto takes a GPU where there is one.
    scanners : list
        Scanners of the configuration that measure each layer, showing all photographs. An empty
        list leaves them out. A topographic map is fitted to every second photograph of a category,
        and the others are scanned.
    seeds : int
        Number of simulated subjects, who have the same units and see the same photographs: each has
        a layout, an order of photographs and noise of his own.
    seeds_per_batch : int
        Number of subjects that one job scans; all where there are fewer.
    units : int
        Most units of a layer on the sheet. A random sample stands for a layer that has more, and
        the results say how well. 2,500 units take 56 cm2 of cortex at 1.5 mm, and are the most of a
        topographic map.
    rdms : str
        Measured dissimilarity matrices of the photographs that all layers are compared with: a
        square table, .csv or .tsv, an array of (item, item) or (subject, item, item), .npy, or a
        file of rsatoolbox, .hdf5. Names of items, where there are some, are category/file in the
        order of the photographs. Empty leaves it out.
    """

    folder: str = "photographs"
    categories: Annotated[tuple[PhotographCategory, ...], Several(1, distinct=False)] = (
        {"subordinate": "lion", "basic": "mammal", "superordinate": "animate"},
        {"subordinate": "tiger", "basic": "mammal", "superordinate": "animate"},
        {"subordinate": "robin", "basic": "bird", "superordinate": "animate"},
        {"subordinate": "partridge", "basic": "bird", "superordinate": "animate"},
        {"subordinate": "sportscar", "basic": "vehicle", "superordinate": "inanimate"},
        {"subordinate": "moped", "basic": "vehicle", "superordinate": "inanimate"},
        {"subordinate": "guitar", "basic": "musical instrument", "superordinate": "inanimate"},
        {"subordinate": "banjo", "basic": "musical instrument", "superordinate": "inanimate"},
    )
    networks: Annotated[tuple[PretrainedNetwork, ...], Several(distinct=False)] = ()
    batch: Count = 40
    keep_activations: bool = False
    device: Literal["auto", "cpu", "cuda"] = "auto"
    scanners: Annotated[tuple[str, ...], Several()] = ()
    seeds: Count = 10
    seeds_per_batch: Count = 5
    units: Annotated[int, Range(minimum=3, maximum=10_000_000)] = 2500
    rdms: str = ""
