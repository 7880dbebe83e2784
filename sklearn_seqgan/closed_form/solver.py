"""Solving for a linear encoder on fixed features: the information term by alternating maximisation.

E is linear on features φ(x), and its loss is a squared error,

    min_{E, c}  λ_S Σ_labelled ‖E(x) − y‖² + λ_R Σ_unlabelled ‖E(x) − c(x)‖² + λ_E Σ_c,z ‖E(G(c, z)) − c‖²

over E and over the codes c(x) of unlabelled rows, whose frequencies are p(c). For given codes E
is a ridge regression; for given E the codes are chosen by margin (`self_training`). This is done
with the inner product of φ and with one in which nuisance counts for less (`nuisance`).
Both results, and the fit to the labels alone, are added.
"""
# SPDX-License-Identifier: BSD-3-Clause

import math
import warnings
from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain
from typing import NamedTuple, Protocol

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, pad

from sklearn_seqgan.closed_form.groups import center, has_two, moment_between
from sklearn_seqgan.closed_form.nuisance import CHANGES, moment_of_changes, whitening
from sklearn_seqgan.closed_form.ridge import Linear
from sklearn_seqgan.closed_form.self_training import Rows, cluster, fit_fixed, self_train

__all__ = [
    "N_LANDMARKS",
    "N_ROWS",
    "Features",
    "Solution",
    "Weights",
    "by_parts",
    "landmarks",
    "solve",
    "spread",
]

N_LANDMARKS = 1_000
"""Sequences that span the space in which the encoder is solved; exact up to as many."""

N_ROWS = 6_000
"""Sequences that the encoder is solved on: all with a label, and others up to so many.

A fit on a file of any size then takes less than 1 GB; more costs 12 KB a row and copy, 300 KB a landmark.
"""

N_CHANGED = 500
"""Changed sequences by which nuisance is measured."""

LABELS_ALONE = 0.5
"""Share of the fit to the labels alone, where each of the two others counts 1."""

TEMPERATURES = torch.logspace(math.log10(0.7), math.log10(2), 11, dtype=torch.float64)
"""Factors from scores of unit deviation to logits: the smallest where labels are few."""

DOUBT = 1.05
"""By which a loss of the few labels may grow with groups before these are held to do harm."""

SMALLEST_SHARE = 1e-7
"""Of the largest eigenvalue: a direction with less is rounding, and left out."""

SMALLEST = 1e-12
"""Of what is divided by: an eigenvalue, and the deviation of scores."""

SPAN, CLUSTERS, ROWS = 1, 2, 3
"""Added to the seed: what is drawn for one purpose does not depend on what is drawn for another."""

_ROWS_OF_A_PART, _COLUMNS_OF_A_PART = 64, 4096

_LESS_LIKELY = (
    "center_groups=True makes the given labels less likely: persons (groups) seem to do different classes, "
    "which centring takes for what makes persons differ. Use center_groups='auto'."
)


class Features(Protocol):
    """The n sequences that are solved on, known by the features that they have."""

    device: torch.device

    def __len__(self) -> int: ...

    def of(self, rows: Tensor) -> Tensor:
        """φ of some sequences, shape (len(rows), width)."""

    def changed(self, rows: Tensor, change: Callable, rng: torch.Generator) -> Tensor:
        """φ of the same after one of `CHANGES`."""


class Weights(NamedTuple):
    """What a row counts in the loss, and how strongly nuisance is discounted.

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
    """An encoder and what it makes of the rows that it was solved on.

    Attributes
    ----------
    encoder : Linear
        From φ, weight (width, n_codes), to logits.
    components : Tensor of shape (width, n_components)
        Principal axes of φ; zero where there are fewer.
    rows : Tensor of shape (n_rows,), int64
        Which sequences it was solved on.
    codes : Tensor of shape (n_rows,), int64
        Their codes where a label fixed them, else negative.
    scores : Tensor of shape (n_rows, n_codes)
        Their logits.
    middle : Tensor of shape (n_codes,)
        The logits of the mean of all rows, around which `center` moves those of a group.
    centered : bool
        Whether rows were centred on their groups.
    """

    encoder: Linear
    components: Tensor
    rows: Tensor
    codes: Tensor
    scores: Tensor
    middle: Tensor
    centered: bool


def landmarks(n: int, rng: torch.Generator) -> Tensor:
    """Up to `N_LANDMARKS` of n rows at random, on the CPU."""
    return torch.randperm(n, generator=rng)[:N_LANDMARKS]


def solve(
    features: Features,
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
) -> Solution:
    """Fit codes and encoder.

    Parameters
    ----------
    features : Features
    targets : Tensor of shape (n,), int64
        Codes of labelled rows, negative where there is no label.
    weights : Weights
    code_prior : Tensor of shape (n_codes,)
        p(c), in which proportion unlabelled rows get codes.
    n_rounds : int
        Of self-training.
    n_components : int
        Principal axes that are wanted.
    seed : int
    so_far : callable, default=None
        Where some code has no labelled row: scores (len(rows), n_codes) of some rows to start from, so
        that a code keeps its meaning. None: clusters.
    generated : tuple of Tensor (m, width), Tensor (m,) and float, default=None
        Features and codes of generated sequences, and what each of them counts, λ_E.
    groups : Tensor of shape (n,), int64, default=None
        Persons, negative where one is not known: what makes their means differ is nuisance as well, unless
        the labels get less likely by it.
    center_groups : bool or "auto", default=False
        Whether rows are centred on their person's mean. "auto": unless the labels get less likely by it.

    Returns
    -------
    Solution
    """
    basis, differences = _measure(features, seed)
    rows_solved_on = _choose(targets, seed)
    real = _weigh(targets[rows_solved_on], weights, _in_basis(features, rows_solved_on, basis))
    moment, middle = moment_of_changes(differences), real.features.mean(0)
    found = Prepared(real, whitening(moment, weights.nuisance), False)
    if groups is not None and has_two(groups[rows_solved_on]):
        found = _know_groups(found, moment, groups[rows_solved_on], center_groups, weights, len(code_prior))
    real, white, centered = found
    rows = real if generated is None else _append(real, *generated, basis)
    start = _start(so_far, rows_solved_on, len(code_prior), seed)
    head = _fit(rows, len(rows_solved_on), white, code_prior.double(), n_rounds, start)
    axes = _principal_axes(real.features, white, n_components)
    encoder = Linear(basis @ head.weight.to(basis), head.bias)
    components = basis @ axes.to(basis)
    return Solution(
        encoder, components, rows_solved_on, real.codes, head(real.features), head(middle), centered
    )


def by_parts(function: Callable[[Tensor], Tensor], rows: Tensor) -> Tensor:
    """What a function gives for some rows, float64, evaluated for a few of them at one time."""
    return _stack((function(some) for some in rows.split(_ROWS_OF_A_PART)), len(rows))


def spread(scores: Tensor) -> Tensor:
    """Standard deviation of scores around their mean in each row."""
    return (scores - scores.mean(1, keepdim=True)).square().mean().sqrt().clamp(min=SMALLEST)


def _measure(features, seed):
    """An orthonormal basis of landmarks and nuisance, (width, m), and the nuisance in it, float64.

    The basis is float32, as features are.
    """
    spanning, n_landmarks = _span(features, torch.Generator().manual_seed(seed + SPAN))
    inner = spanning @ spanning.T
    eigenvalues, vectors = torch.linalg.eigh(inner)
    kept = eigenvalues > SMALLEST_SHARE * eigenvalues[-1]
    kept[-1] = True
    axes = vectors[:, kept] / eigenvalues[kept].clamp(min=SMALLEST).sqrt()
    basis = spanning.new_empty(spanning.shape[1], axes.shape[1], dtype=torch.float32)
    columns = spanning.split(_COLUMNS_OF_A_PART, dim=1)
    for part, some in zip(basis.split(_COLUMNS_OF_A_PART), columns, strict=True):
        part.copy_(some.T @ axes)
    return basis, inner[n_landmarks:] @ axes


def _span(features, rng):
    """Features of n landmarks, then differences that changes make to them, (m, width); and n."""
    chosen = landmarks(len(features), rng).to(features.device)
    n, per_change, picked = len(chosen), min(len(chosen), N_CHANGED // len(CHANGES)), []

    def changed():
        for change in CHANGES:
            picked.append(torch.randint(n, (per_change,), generator=rng).to(features.device))
            yield features.changed(chosen[picked[-1]], change, rng)

    parts = chain((features.of(some) for some in chosen.split(_ROWS_OF_A_PART)), changed())
    spanning = _stack(parts, n + len(CHANGES) * per_change)  # 300 MB at 25,000 features
    spanning[n:] -= spanning[torch.cat(picked)]
    return spanning, n


def _choose(targets, seed):
    """Rows in order: all with a label, and others up to `N_ROWS`."""
    rng = torch.Generator().manual_seed(seed + ROWS)
    rows = torch.randperm(len(targets), generator=rng).to(targets.device)
    unlabeled_last = (targets[rows] < 0).byte().argsort(stable=True)
    n_labeled = int((targets >= 0).sum())
    return rows[unlabeled_last][: max(N_ROWS, n_labeled)].sort().values


def _in_basis(features, rows, basis):
    return by_parts(lambda some: features.of(some) @ basis, rows)


def _weigh(codes, weights, features):
    """Rows of real sequences; labels without weight count as none."""
    codes = codes if weights.labeled > 0 else torch.full_like(codes, -1)
    each = torch.where(codes >= 0, weights.labeled, weights.unlabeled).double()
    return Rows(features, codes, each)


class Prepared(NamedTuple):
    """Rows, the inner product that they are compared by, and whether they are centred on their groups."""

    rows: Rows
    white: Tensor
    centered: bool


def _know_groups(plain, moment, groups, center_groups, weights, n_codes):
    """What `plain` is where groups are known. The labels, each left out, decide whether that helps.

    Where persons do different classes, what their means differ by tells the classes.
    """
    features = plain.rows.features
    white = whitening(moment + moment_between(features, groups), weights.nuisance)
    labels_decide = len(plain.rows.codes[plain.rows.fixed].unique()) == n_codes
    centered = bool(center_groups) and (center_groups is True or labels_decide)
    rows = plain.rows
    if centered:
        rows = rows._replace(features=center(features, groups, features.mean(0)))
    known = Prepared(rows, white, centered)
    if not labels_decide:
        return known
    losses = zip(_losses_of_labels(known, n_codes), _losses_of_labels(plain, n_codes), strict=True)
    harmless = all(with_groups <= DOUBT * without for with_groups, without in losses)
    if center_groups is True and not harmless:
        warnings.warn(_LESS_LIKELY, stacklevel=2)
    return known if harmless or center_groups is True else plain


def _losses_of_labels(found, n_codes):
    """Of the labels by the fit to them alone, each left out: cross-entropy at the best temperature, error².

    With one label a class the error tells nothing; with many it is the surer of the two.
    """
    rows = found.rows._replace(features=found.rows.features @ found.white)
    ridge = fit_fixed(_balanced(rows, n_codes), n_codes)
    entropy = _left_out_losses(ridge, ridge(rows.features), len(ridge.targets)).min()
    return float(entropy), float((ridge.left_out - ridge.targets).square().mean())


def _append(rows, features, codes, weight, basis):
    """The rows, followed by generated ones, of which each counts `weight`."""
    each = torch.full((len(codes),), weight).to(rows.weights)
    added = Rows((features @ basis).double(), codes, each)
    return Rows(*(torch.cat(parts) for parts in zip(rows, added, strict=True)))


def _start(so_far, rows_solved_on, n_codes, seed):
    """Function of the rows that gives scores, for where some code has no row."""
    if so_far is not None:
        return lambda rows: by_parts(so_far, rows_solved_on)
    return partial(cluster, n_codes=n_codes, rng=torch.Generator().manual_seed(seed + CLUSTERS))


def _fit(rows, n_real, white, code_prior, n_rounds, start):
    """E as one linear map of the basis' coordinates, scaled to logits."""
    n_codes, whitened = len(code_prior), rows._replace(features=rows.features @ white)
    parts, temperature = [], TEMPERATURES[0].to(white.device)
    if len(rows.codes[rows.fixed].unique()) == n_codes:
        labels_alone = fit_fixed(_balanced(whitened, n_codes), n_codes)
        scores = labels_alone(whitened.features)
        temperature = _temperature(labels_alone, scores, int((rows.fixed < n_real).sum()))
        parts.append((LABELS_ALONE, labels_alone.linear.after(white)))
    else:
        scores = start(whitened)
    plain = self_train(rows, scores, code_prior, n_rounds)
    turned = self_train(whitened, scores, code_prior, n_rounds)
    parts += [(1.0, plain.linear), (1.0, turned.linear.after(white))]
    scales = [share / spread(part(rows.features[:n_real])) for share, part in parts]
    total = _sum([part.times(scale) for scale, (_, part) in zip(scales, parts, strict=True)])
    return total.times(temperature)


def _balanced(rows, n_codes):
    """The rows, those with a fixed code weighted so that each code counts the same.

    Leave-one-out may shrink a fit to few labels to its bias, which would then decide all codes.
    """
    codes = rows.codes[rows.fixed]
    each = len(codes) / (n_codes * torch.bincount(codes, minlength=n_codes).double())
    return rows._replace(
        weights=rows.weights.index_put((rows.fixed,), rows.weights[rows.fixed] * each[codes])
    )


def _sum(maps):
    """One linear map that gives the sum of what several give."""
    return Linear(sum(m.weight for m in maps), sum(m.bias for m in maps))


def _temperature(ridge, scores, n_labels):
    """The likeliest of `TEMPERATURES` for the labels, each scored by the fit without it.

    Only the fit to the labels alone can be left out of honestly: pseudo-labels remember the
    label. As that fit is less accurate than all three together, this is cautious.
    """
    if n_labels == 0:
        return TEMPERATURES[0].to(scores.device)
    losses = _left_out_losses(ridge, scores, n_labels)
    return TEMPERATURES.to(scores.device)[losses.argmin()]


def _left_out_losses(ridge, scores, n_labels):
    """Cross-entropy of the labels at each of `TEMPERATURES`."""
    left_out = (2 + LABELS_ALONE) * ridge.left_out[:n_labels] / spread(scores)
    codes = ridge.targets[:n_labels].argmax(1)
    return torch.stack([cross_entropy(t * left_out, codes) for t in TEMPERATURES.to(scores.device)])


def _principal_axes(features, white, n_components):
    """The first axes of the whitened features; zero where there are fewer."""
    _, vectors = torch.linalg.eigh(white @ (features.T @ features) @ white)
    axes = white @ vectors.flip(1)[:, :n_components]
    return pad(axes, (0, n_components - axes.shape[1]))


def _stack(parts: Iterable[Tensor], n_rows: int) -> Tensor:
    """Parts one below the other in float64, in one piece of memory: many small ones would leave holes."""
    whole, start = None, 0
    for part in parts:
        if whole is None:
            whole = part.new_empty(n_rows, part.shape[1], dtype=torch.float64)
        whole[start : start + len(part)] = part
        start += len(part)
    return whole
