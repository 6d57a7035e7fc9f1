"""Table 1 of the paper, a full factorial design, and what makes its rows orthogonal."""

import csv

import numpy as np

from neuralcode.coding.factorial import column_names, design_matrix

FACTORS_OF_TABLE_1 = 3
MOST_FACTORS = 10


def orthogonality(factors):
    """Largest product of two different rows, and of two different columns, of the design."""
    # Double precision adds up to 2^53 exactly, and is multiplied faster than integers.
    design = design_matrix(factors).astype(np.float64)
    products = [design @ design.T, design.T @ design]
    size = len(design)
    return [size, *(int(np.abs(product - size * np.eye(size)).max()) for product in products)]


def run(table_path, orthogonality_path):
    with open(table_path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column_names(FACTORS_OF_TABLE_1))
        writer.writerows(design_matrix(FACTORS_OF_TABLE_1).tolist())
    with open(orthogonality_path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["factors", "rows", "largest_row_product", "largest_column_product"])
        for factors in range(1, MOST_FACTORS + 1):
            writer.writerow([factors, *orthogonality(factors)])
