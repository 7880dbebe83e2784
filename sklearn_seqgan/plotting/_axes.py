"""Axes for a display: the user's, or those of a new figure; matplotlib is imported when they are made."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

__all__ = ["axes_grid", "pyplot", "single_axes"]


def pyplot():
    """`matplotlib.pyplot`.

    Raises
    ------
    ImportError
        If matplotlib is missing; the message says how to install it.
    """
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        message = "Pictures need matplotlib, the extra `plot`: pip install 'sklearn_seqgan[plot]'."
        raise ImportError(message) from error
    return plt


def single_axes(ax, size, layout="constrained"):
    """The user's axes, or those of a new figure of `size` in inches (None: matplotlib's)."""
    plt = pyplot()
    return plt.subplots(figsize=size, layout=layout)[1] if ax is None else ax


def axes_grid(axes, n_rows, n_columns, size, **subplots):
    """The user's axes as an array (n_rows, n_columns), or new ones of `size` in inches each.

    Raises
    ------
    ValueError
        If the number of axes is wrong.
    """
    plt = pyplot()
    if axes is None:
        whole = (size[0] * n_columns, size[1] * n_rows)
        layout = {"figsize": whole, "squeeze": False, "layout": "constrained"}
        return plt.subplots(n_rows, n_columns, **layout | subplots)[1]
    axes = np.array(axes, dtype=object)
    if axes.size != n_rows * n_columns:
        raise ValueError(f"axes holds {axes.size}, but {n_rows} rows of {n_columns} are needed.")
    return axes.reshape(n_rows, n_columns)
