"""What the tools here ask of the classifiers around which they go."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.labels import labeled_rows

__all__ = ["raise_if_marker_is_a_class"]


def raise_if_marker_is_a_class(estimator, y, unlabeled):
    """Refuse a classifier fitted with y that took the marker for a class.

    Raises
    ------
    ValueError
        Names the classifier and the marker.
    """
    labels = y[labeled_rows(y, unlabeled)]
    known = np.asarray(getattr(estimator, "classes_", [])).tolist()
    foreign = [k for k in known if k not in labels]
    if foreign and len(labels) < len(y):
        raise ValueError(
            f"{type(estimator).__name__} took {foreign[0]!r}, the marker for rows without a label, for a "
            "class. Give it the same marker (unlabeled=...), or wrap it into LabeledOnly if it knows none."
        )
