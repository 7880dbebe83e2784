"""Self-training: codes for rows without a label, round by round.

This is the information term in its hard form. The encoder is solved on `Rows`. A row's code is either fixed,
by a label or by the generator that made the row, or free. Free rows get codes in proportion to p(c), the most
confident first.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import torch
from torch import Tensor

from sklearn_seqgan.closed_form.ridge import Ridge, codes_to_targets, fit_ridge
from sklearn_seqgan.closed_form.tall import Tall, mine_of, one_row, sum_of

__all__ = ["Rows", "choose", "cluster", "fit_fixed", "self_train"]

LARGEST_SHARE = 0.9
"""Share of the free rows that have a code in the last round; the least confident tenth never gets one."""

N_STARTS, N_CLUSTER_ROUNDS = 10, 20

SMALLEST = 1e-12
"""Added to squared distances, which must not all be 0 to be drawn by."""


class Rows(NamedTuple):
    """Rows to solve the encoder on.

    Attributes
    ----------
    features : Tensor or Tall of shape (n, width), float64
    codes : Tensor of shape (n,), int64
        Negative where free.
    weights : Tensor of shape (n,), float64
        Weight of each row in the loss; for a free row, once it has a code.
    counts : Tensor of shape (n,), float64, or None
        Number of copies that each row stands for; None: one.
    code_weights : Tensor of shape (n_codes,), float64, or None
        Factor of the weight of each row with that code; None: 1.
    """

    features: Tensor | Tall
    codes: Tensor
    weights: Tensor
    counts: Tensor | None = None
    code_weights: Tensor | None = None

    @property
    def fixed(self) -> Tensor:
        return (self.codes >= 0).nonzero().flatten()

    @property
    def free(self) -> Tensor:
        return ((self.codes < 0) & (self.weights > 0)).nonzero().flatten()

    def fit(self, rows: Tensor, codes: Tensor, n_codes: int) -> Ridge:
        features, weights, targets = self.features[rows], self.weights[rows], codes_to_targets(codes, n_codes)
        counts = None if self.counts is None else self.counts[rows]
        if self.code_weights is None:
            return fit_ridge(features, targets, weights, counts)
        each = weights if counts is None else weights * counts
        weighted = each * self.code_weights[codes]
        moved = sum_of(weighted, features) / weighted.sum() - sum_of(each, features) / each.sum()
        return fit_ridge(features - moved, targets, weights * self.code_weights[codes], counts).moved_by(
            moved
        )


def fit_fixed(rows: Rows, n_codes: int) -> Ridge:
    """The ridge on the rows whose code is fixed."""
    return rows.fit(rows.fixed, rows.codes[rows.fixed], n_codes)


def self_train(rows: Rows, scores: Tensor, code_prior: Tensor, n_rounds: int) -> Ridge:
    """Alternate between the codes of free rows and the ridge that fits all codes.

    In round r of R, the share .9 r / R of the free rows gets a code (`choose`) by the scores of the previous
    round, and the ridge is fitted again. Its first rows are the fixed ones.

    Parameters
    ----------
    rows : Rows
    scores : Tensor of shape (n, K)
        Scores by which the first codes are chosen.
    code_prior : Tensor of shape (K,)
    n_rounds : int

    References
    ----------
    Zou et al. (2018), Unsupervised domain adaptation for semantic segmentation via
    class-balanced self-training. arXiv:1810.07911
    """
    fixed, free = rows.fixed, rows.free
    if len(free) == 0:
        return fit_fixed(rows, len(code_prior))
    before = ()
    for r in range(1, n_rounds + 1):
        quota = LARGEST_SHARE * r / n_rounds * len(free) * code_prior
        chosen, codes = choose(scores[free], quota)
        now = torch.cat([fixed, free[chosen]]), torch.cat([rows.codes[fixed], codes])
        if not (before and all(map(torch.equal, now, before))):  # of the same it would be the same
            ridge = rows.fit(*now, len(code_prior))
            scores = ridge(rows.features)
        before = now
    return ridge


def choose(scores: Tensor, quota: Tensor) -> tuple[Tensor, Tensor]:
    """For each code, the `quota` rows with the widest margin among those that score highest for it.

    Parameters
    ----------
    scores : Tensor of shape (n, K)
    quota : Tensor of shape (K,)
        Rounded to whole rows, at least one.

    Returns
    -------
    rows, codes : Tensors of shape (at most the sum of quotas,), int64
    """
    best, codes = scores.topk(min(2, scores.shape[1]), dim=1)
    codes = codes[:, 0]
    order = (best[:, -1] - best[:, 0]).argsort(stable=True)
    sizes = quota.round().clamp(min=1).long().tolist()
    rows = torch.cat([order[codes[order] == k][:size] for k, size in enumerate(sizes)])
    return rows, codes[rows]


def cluster(rows: Rows, n_codes: int, rng: torch.Generator) -> Tensor:
    """Initial scores if some code has no row: minus the squared distance to the code's centre.

    k-means in which fixed rows keep their codes, from several starts; the start with the least sum of squared
    distances is used.

    Parameters
    ----------
    rows : Rows
    n_codes : int
    rng : torch.Generator on the CPU

    Returns
    -------
    Tensor of shape (n, n_codes)
    """
    starts = [_first_centres(rows, n_codes, _furthest)]
    starts += [_first_centres(rows, n_codes, lambda d: _by_distance(d, rng)) for _ in range(N_STARTS - 1)]
    scores = [_k_means(rows, centres) for centres in starts]
    sums = torch.stack([s.gather(1, _nearest(rows, s)[:, None]).sum() for s in scores])
    return scores[int(sums.argmax())]


def _first_centres(rows, n_codes, pick):
    """Mean of each code's fixed rows; for a code without any, a row picked by its distance."""
    x, codes = rows.features, rows.codes
    centres = {int(k): x[codes == k].mean(0) for k in codes[codes >= 0].unique()}
    for k in range(n_codes):
        if k not in centres:
            known = torch.stack(list(centres.values()) or [x.mean(0)])
            centres[k] = one_row(x, pick(_distances(x, known).min(1).values))
    return torch.stack([centres[k] for k in range(n_codes)])


def _furthest(distances):
    return int(distances.argmax())


def _by_distance(distances, rng):
    """k-means++: pick in proportion to the squared distance."""
    squares = distances.square().cpu() + SMALLEST
    return int(torch.multinomial(squares / squares.sum(), 1, generator=rng))


def _k_means(rows, centres):
    x = rows.features
    for _ in range(N_CLUSTER_ROUNDS):
        codes = _nearest(rows, -_distances(x, centres))
        means = [x[codes == k].mean(0) if (codes == k).any() else centre for k, centre in enumerate(centres)]
        centres = torch.stack(means)
    return -_distances(x, centres).square()


def _distances(x, centres):
    mine = mine_of(x)
    return mine.join(torch.cdist(mine.rows, centres))


def _nearest(rows, scores):
    return torch.where(rows.codes >= 0, rows.codes, scores.argmax(1))
