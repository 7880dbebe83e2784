"""Solves for a linear encoder on fixed features: the information term by alternating maximisation.

E is linear in the features φ(x). Its loss is a squared error,

    min_{E, c}  λ_S Σ_labelled ‖E(x) − y‖² + λ_R Σ_unlabelled ‖E(x) − c(x)‖² + λ_E Σ_c,z ‖E(G(c, z)) − c‖²

minimised over E and over the codes c(x) of unlabelled rows, whose frequencies are p(c). For given codes, E is
a ridge regression. For given E, the codes are chosen by margin (`self_training`). This is done twice: with
the plain inner product of φ, and with one that discounts nuisance (`nuisance`). Both results and the fit to
the labels alone are added.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import pad

from sklearn_seqgan.closed_form.frequencies import estimate_frequencies
from sklearn_seqgan.closed_form.labels_alone import (
    SHARE,
    TEMPERATURES,
    fit_labels,
    spread,
    temperature,
    unit_logits,
)
from sklearn_seqgan.closed_form.nuisance import whitening
from sklearn_seqgan.closed_form.observed import Observed, by_parts
from sklearn_seqgan.closed_form.persons import Prepared, know_groups
from sklearn_seqgan.closed_form.ridge import Linear
from sklearn_seqgan.closed_form.self_training import Rows, cluster, self_train
from sklearn_seqgan.closed_form.tall import joined, squares, sum_of

__all__ = ["N_ROWS", "Solution", "Weights", "embed", "solve"]

N_ROWS = 6_000
"""Number of sequences that the encoder is solved on by default: all labelled ones, then others up to it.

A fit on a file of any size then takes less than 1 GB. More sequences cost 12 KB per row and copy, and 300 KB
per landmark.
"""

CLUSTERS, ROWS = 2, 3
"""Added to the seed, so that draws for different purposes are independent."""


class Weights(NamedTuple):
    """Weights of rows in the loss, and the strength with which nuisance is discounted.

    Attributes
    ----------
    labeled, unlabeled : float
        λ_S and λ_R.
    nuisance : float
        λ_N of `whitening`.
    """

    labeled: float
    unlabeled: float
    nuisance: float


class Solution(NamedTuple):
    """An encoder, and its results for the rows that it was solved on.

    Attributes
    ----------
    encoder : Linear
        From φ to logits, with weight (width, n_codes).
    components : Tensor of shape (width, n_components)
        Principal axes of φ; zero columns if there are fewer.
    rows : Tensor of shape (n_rows,), int64
        Which sequences it was solved on.
    codes : Tensor of shape (n_rows,), int64
        Codes that are fixed by a label; negative for the others.
    scores : Tensor of shape (n_rows, n_codes)
        Their logits.
    middle : Tensor of shape (n_codes,)
        Logits of the mean of all rows, to which `center` moves each group.
    centered : bool
        Whether rows were centred on their groups.
    code_prior : Tensor of shape (n_codes,), float64
        p(c), given or estimated.
    """

    encoder: Linear
    components: Tensor
    rows: Tensor
    codes: Tensor
    scores: Tensor
    middle: Tensor
    centered: bool
    code_prior: Tensor


def solve(
    observed: Observed,
    targets: Tensor,
    weights: Weights,
    code_prior: Tensor,
    n_rounds: int,
    n_components: int,
    seed: int,
    so_far: Callable[[Tensor], Tensor] | None = None,
    generated: tuple[Tensor, Tensor, float] | None = None,
    groups: Tensor | None = None,
    center_groups: bool | str = False,
    counts: Tensor | None = None,
    code_weights: Tensor | None = None,
    max_rows: int = N_ROWS,
    estimate_prior: bool = False,
) -> Solution:
    """Fit codes and encoder.

    Parameters
    ----------
    observed : Observed
    targets : Tensor of shape (n,), int64
        Codes of labelled rows, negative where there is no label.
    weights : Weights
    code_prior : Tensor of shape (n_codes,)
        p(c); unlabelled rows get codes in this proportion.
    n_rounds : int
        Rounds of self-training.
    n_components : int
        Number of principal axes.
    seed : int
    so_far : callable, default=None
        Used if some code has no labelled row. Maps rows to initial scores (len(rows), n_codes), so that a
        code keeps its meaning. None: clusters.
    generated : tuple of Tensor (m, width), Tensor (m,) and float, default=None
        Features and codes of generated sequences, and the weight λ_E of each.
    groups : Tensor of shape (n,), int64, default=None
        Persons; negative where the person is not known. Differences between their means are nuisance as well,
        unless that makes the labels less likely.
    center_groups : bool or "auto", default=False
        Whether rows are centred on their person's mean. "auto": unless that makes the labels less likely.
    counts : Tensor of shape (n,), float64, default=None
        Number of labels that each label stands for. Positive; not used for rows without a label.
    code_weights : Tensor of shape (n_codes,), float64, default=None
        Factor of the weight of each row with that code, whether labelled or not. It does not change how many
        rows get the code; p(c) decides that.
    max_rows : int
        Number of sequences that the encoder is solved on: all labelled ones, then others up to this number.
    estimate_prior : bool, default=False
        Whether `code_prior` only holds for the labels, and p(c) is estimated from the other rows. That needs
        a label of each code; without, p(c) is `code_prior`.

    Returns
    -------
    Solution
    """
    chosen = _choose(targets, seed, max_rows)
    counts = None if counts is None else counts[chosen]
    real = _weigh(targets[chosen], weights, observed.coordinates(chosen), counts, code_weights)
    middle, n_codes = real.features.mean(0), len(code_prior)
    moved = None if counts is None else sum_of(real.counts, real.features) / real.counts.sum() - middle
    if moved is not None:  # b assumes centred features, and copies move their mean
        real = real._replace(features=real.features - moved)
        middle = middle - moved
    found = Prepared(real, whitening(observed.moment, weights.nuisance), False)
    if groups is not None:
        found = know_groups(found, observed.moment, groups[chosen], center_groups, weights.nuisance, n_codes)
    real, white, centered = found
    basis = observed.basis
    rows = real if generated is None else _append(real, *generated, basis, moved)
    start = _start(so_far, chosen, n_codes, seed)
    head, code_prior = _fit(rows, len(chosen), white, code_prior.double(), n_rounds, start, estimate_prior)
    axes = _principal_axes(real.features if moved is None else real.features + moved, white, n_components)
    of_coordinates = head if moved is None else head.moved_by(moved)
    encoder = Linear(basis @ head.weight.to(basis), of_coordinates.bias)
    components = basis @ axes.to(basis)
    scores = head(real.features)
    return Solution(encoder, components, chosen, real.codes, scores, head(middle), centered, code_prior)


def embed(
    observed: Observed, nuisance: float, n_components: int, seed: int, max_rows: int = N_ROWS
) -> Tensor:
    """Principal components of all sequences, with nuisance discounted; labels are not used.

    Parameters
    ----------
    observed : Observed
    nuisance : float
        λ_N of `whitening`.
    n_components : int
    seed : int
    max_rows : int
        Number of sequences that the components are computed on.

    Returns
    -------
    Tensor of shape (n, n_components), float64
        Columns beyond the dimension of the features are zero.
    """
    every = torch.arange(len(observed), device=observed.basis.device)
    some = _choose(torch.full_like(every, -1), seed, max_rows)
    axes = _principal_axes(observed.coordinates(some), whitening(observed.moment, nuisance), n_components)
    if len(some) == len(every):
        return observed.coordinates(every) @ axes
    components = observed.basis @ axes.to(observed.basis)
    return by_parts(lambda rows: observed.features.of(rows) @ components, every)


def _choose(targets, seed, max_rows):
    """Sorted numbers of rows: all labelled ones, then random others up to `max_rows`."""
    rng = torch.Generator().manual_seed(seed + ROWS)
    rows = torch.randperm(len(targets), generator=rng).to(targets.device)
    unlabeled_last = (targets[rows] < 0).byte().argsort(stable=True)
    n_labeled = int((targets >= 0).sum())
    return rows[unlabeled_last][: max(max_rows, n_labeled)].sort().values


def _weigh(codes, weights, features, counts, code_weights):
    """Rows of real sequences; if labels have no weight, they are dropped."""
    codes = codes if weights.labeled > 0 else torch.full_like(codes, -1)
    each = torch.where(codes >= 0, weights.labeled, weights.unlabeled).double()
    counts = None if counts is None else torch.where(codes >= 0, counts, 1.0)
    return Rows(features, codes, each, counts, code_weights)


def _append(rows, features, codes, weight, basis, moved):
    """The rows, followed by generated ones with the given weight."""
    each = torch.full((len(codes),), weight).to(rows.weights)
    coordinates = (features @ basis).double()
    coordinates = coordinates if moved is None else coordinates - moved
    return rows._replace(
        features=joined(rows.features, coordinates),
        codes=torch.cat([rows.codes, codes]),
        weights=torch.cat([rows.weights, each]),
        counts=None if rows.counts is None else torch.cat([rows.counts, torch.ones_like(each)]),
    )


def _start(so_far, rows_solved_on, n_codes, seed):
    """Function from rows to initial scores, for the case that some code has no row."""
    if so_far is not None:
        return lambda rows: by_parts(so_far, rows_solved_on)
    return partial(cluster, n_codes=n_codes, rng=torch.Generator().manual_seed(seed + CLUSTERS))


def _fit(rows, n_real, white, code_prior, n_rounds, start, estimate_prior):
    """E as one linear map from the basis' coordinates, scaled to logits; and p(c)."""
    n_codes, whitened = len(code_prior), rows._replace(features=rows.features @ white)
    parts, sureness = [], TEMPERATURES[0].to(white.device)
    if len(rows.codes[rows.fixed].unique()) == n_codes:
        labels_alone = fit_labels(whitened, n_codes)
        scores = labels_alone(whitened.features)
        counts = None if rows.counts is None else rows.counts[rows.fixed]
        sureness = temperature(labels_alone, scores, int((rows.fixed < n_real).sum()), counts)
        parts.append((SHARE, labels_alone.linear.after(white)))
        if estimate_prior:
            code_prior = estimate_frequencies(sureness * unit_logits(scores)[rows.free], code_prior)
    else:
        scores = start(whitened)
    plain = self_train(rows, scores, code_prior, n_rounds)
    turned = self_train(whitened, scores, code_prior, n_rounds)
    parts += [(1.0, plain.linear), (1.0, turned.linear.after(white))]
    scales = [share / spread(part(rows.features[:n_real])) for share, part in parts]
    total = _sum([part.times(scale) for scale, (_, part) in zip(scales, parts, strict=True)])
    return total.times(sureness), code_prior


def _sum(maps):
    """The sum of several linear maps."""
    return Linear(sum(m.weight for m in maps), sum(m.bias for m in maps))


def _principal_axes(features, white, n_components):
    """The first principal axes of the whitened features; zero columns if there are fewer."""
    _, vectors = torch.linalg.eigh(white @ squares(features) @ white)
    axes = white @ vectors.flip(1)[:, :n_components]
    return pad(axes, (0, n_components - axes.shape[1]))
