"""Picture files."""
# SPDX-License-Identifier: BSD-3-Clause

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt

__all__ = ["save"]


def save(figure, path):
    """Write a figure of matplotlib to a PNG, and close it."""
    figure.savefig(path, dpi=110)
    plt.close(figure)
