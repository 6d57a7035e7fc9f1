"""A small network of one's own with photographs for it, which no test has to fetch."""

import numpy as np
from PIL import Image

NETWORK = """
import numpy as np
import torch


def net():
    torch.manual_seed(3)
    return torch.nn.Sequential(
        torch.nn.Conv2d(3, 6, 3, stride=2), torch.nn.Tanh(), torch.nn.Flatten(),
        torch.nn.Linear(6 * 7 * 7, 20),
    )


def shown(image):
    pixels = np.asarray(image.resize((16, 16)), np.float32).transpose(2, 0, 1)
    return torch.from_numpy(pixels / 255)
"""
MINE = {
    "name": "mine",
    "function": "my_networks:net",
    "transforms": "my_networks:shown",
    "layers": ["input", "1", "3"],
}
CATEGORIES = [
    {"subordinate": "lion", "basic": "mammal", "superordinate": "animate"},
    {"subordinate": "tiger", "basic": "mammal", "superordinate": "animate"},
    {"subordinate": "moped", "basic": "vehicle", "superordinate": "inanimate"},
]


def paint(folder, n=3):
    """Photographs of each category, with colours of their own."""
    rng = np.random.default_rng(0)
    for row in CATEGORIES:
        (folder / row["subordinate"]).mkdir(parents=True)
        for number in range(n):
            pixels = rng.integers(0, 256, size=(20, 30, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / row["subordinate"] / f"{number}.png")
