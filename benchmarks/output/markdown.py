"""Markdown tables, and the form of numbers and levels in them."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

__all__ = ["level_name", "markdown", "points"]


def markdown(header, lines):
    """A table; all cells are texts."""
    cells = [header, ["---"] * len(header), *lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def level_name(level):
    """A share of the labels, or a number of labels per class: 1.0 and 1 are different levels."""
    return f"{level} per class" if isinstance(level, int) else f"{100 * level:g} %"


def points(mean, half, signed=False):
    """A share in percent, ± half its interval if there is one."""
    if np.isnan(mean):
        return "not run"
    text = f"{100 * mean:{'+' if signed else ''}.1f}"
    return text if np.isnan(half) else f"{text} ± {100 * half:.1f}"
