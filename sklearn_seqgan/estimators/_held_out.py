"""Labelled rows that are held out of training to judge it."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.model_selection import train_test_split

__all__ = ["held_out_rows"]


def held_out_rows(targets, fraction, seed):
    """Numbers of a share of the labelled rows, of each class in proportion.

    Parameters
    ----------
    targets : ndarray of shape (n,), int64
        Negative if there is no label.
    fraction : float in (0, 1)
    seed : int

    Returns
    -------
    ndarray of int64

    Raises
    ------
    ValueError
        If there are too few labels to have one of each class on both sides.
    """
    labeled = np.flatnonzero(targets >= 0)
    try:
        _, held = train_test_split(labeled, test_size=fraction, stratify=targets[labeled], random_state=seed)
    except ValueError as error:
        raise ValueError(
            f"early_stopping cannot hold out validation_fraction={fraction} of {len(labeled)} labels in "
            f"{len(np.unique(targets[labeled]))} classes: {error} Raise validation_fraction, or set "
            "early_stopping=False."
        ) from error
    return np.sort(held)
