"""Adapts rows and their inner product to known persons, if the labels show that this helps."""
# SPDX-License-Identifier: BSD-3-Clause

import warnings
from typing import NamedTuple

from torch import Tensor

from sklearn_seqgan.closed_form.groups import center, has_two, moment_between
from sklearn_seqgan.closed_form.labels_alone import losses_of_labels
from sklearn_seqgan.closed_form.nuisance import whitening
from sklearn_seqgan.closed_form.self_training import Rows

__all__ = ["Prepared", "know_groups"]

DOUBT = 1.05
"""Factor by which groups may increase a loss of the labels before they count as harmful."""

_LESS_LIKELY = (
    "center_groups=True makes the given labels less likely: different persons (groups) seem to do different "
    "classes, and centring removes differences between persons. Use center_groups='auto'."
)


class Prepared(NamedTuple):
    """Rows, the inner product that compares them, and whether they are centred on their groups."""

    rows: Rows
    white: Tensor
    centered: bool

    @property
    def compared(self) -> Rows:
        """The rows in coordinates in which the inner product is the standard one."""
        return self.rows._replace(features=self.rows.features @ self.white)


def know_groups(
    plain: Prepared,
    moment: Tensor,
    groups: Tensor,
    center_groups: bool | str,
    nuisance: float,
    n_codes: int,
) -> Prepared:
    """`plain` adapted to known groups, if the leave-one-out losses of the labels say that it does no harm.

    It does harm if persons perform different classes: then the differences between their means tell the
    classes.

    Parameters
    ----------
    plain : Prepared
        Without groups.
    moment : Tensor of shape (width, width)
        Second moment of the nuisance without groups.
    groups : Tensor of shape (n,), int64
        Negative where the group is not known.
    center_groups : bool or "auto"
    nuisance : float
        λ_N of `whitening`.
    n_codes : int
    """
    if not has_two(groups):
        return plain
    features = plain.rows.features
    white = whitening(moment + moment_between(features, groups), nuisance)
    labels_decide = len(plain.rows.codes[plain.rows.fixed].unique()) == n_codes
    centered = bool(center_groups) and (center_groups is True or labels_decide)
    rows = plain.rows
    if centered:
        rows = rows._replace(features=center(features, groups, features.mean(0)))
    known = Prepared(rows, white, centered)
    if not labels_decide:
        return known
    losses = zip(*(losses_of_labels(found.compared, n_codes) for found in (known, plain)), strict=True)
    harmless = all(with_groups <= DOUBT * without for with_groups, without in losses)
    if center_groups is True and not harmless:
        warnings.warn(_LESS_LIKELY, stacklevel=2)
    return known if harmless or center_groups is True else plain
