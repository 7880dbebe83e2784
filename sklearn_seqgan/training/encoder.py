"""Solving for the encoder on fixed features: the information term by alternating maximisation.

E is linear on the trunk's features φ(x), and its loss is a squared error,

    min_{E, c}  λ_S Σ_labelled ‖E(x) − y‖² + λ_R Σ_unlabelled ‖E(x) − c(x)‖² + λ_E Σ_c,z ‖E(G(c, z)) − c‖²

over E and over the codes c(x) of unlabelled rows, whose frequencies are p(c). For given codes E
is a ridge regression; for given E the codes are chosen by margin (`curriculum`). This is done
with the inner product of φ and with one that heeds changes without meaning less (`nuisance`).
What both come to, and the fit to the labels alone, are added.
"""
# SPDX-License-Identifier: BSD-3-Clause

import math
from functools import partial
from itertools import chain

import torch
from torch import nn

from sklearn_seqgan.networks.random_convolution import resample
from sklearn_seqgan.training.curriculum import Rows, cluster, fit_fixed, self_train
from sklearn_seqgan.training.nuisance import CHANGES, whitening
from sklearn_seqgan.training.ridge import Linear, codes_to_targets, fit_ridge

__all__ = ["fit_trunk", "solve_encoder"]

N_LANDMARKS = 1_000
"""Training sequences that span the space in which the encoder is solved; exact up to as many."""

N_ROWS = 6_000
"""Training sequences that the encoder is solved on: all with a label, and others up to so many.

A fit on a file of any size then takes less than 1 GB; more costs 12 KB a row and copy, 300 KB a landmark.
"""

N_CHANGED = 500
"""Changed sequences by which nuisance is measured."""

LABELS_ALONE = 0.5
"""Share of the fit to the labels alone, where each of the two others counts 1."""

TEMPERATURES = torch.logspace(math.log10(0.7), math.log10(2), 11, dtype=torch.float64)
"""Factors from scores of unit deviation to logits: the smallest where labels are few."""

_CHUNK = 64


@torch.no_grad()
def fit_trunk(s, data):
    """Draw the kernels; measure biases and scales on at most `N_LANDMARKS` sequences."""
    rng = torch.Generator().manual_seed(s.setup_seed)
    rows = torch.randperm(len(data), generator=rng)[:N_LANDMARKS].to(data.device)
    s.networks.trunk.fit(*data.rows(rows), rng)


@torch.no_grad()
def solve_encoder(s, data, generated=None):
    """Set the encoder, its smooth twin and the embedding of a `RandomConvInfoGAN`.

    Parameters
    ----------
    s : TrainState
    data : TrainingSet
    generated : tuple of Batch and Tensor of shape (n,), default=None
        Generated sequences and their codes, which count λ_E each.
    """
    networks, objective = s.networks, s.objective
    basis, differences = _measure(networks.trunk, data, s.setup_seed)
    white = whitening(differences, objective.nuisance_weight)
    real = _choose(data, s.setup_seed)
    rows = _rows(networks.trunk, data, real, objective, basis)
    if generated is not None:
        rows = _append(rows, networks.trunk, generated, objective.encoder_information_weight, basis)
    head = _solve(rows, len(real), white, s.priors.code.double(), objective.n_rounds, _start(s, data, real))
    axes = _principal_axes(rows.features[: len(real)], white, networks.embedding)
    _set(networks.encoder, basis @ head.weight.to(basis), head.bias)
    _set(networks.embedding, basis @ axes.to(basis))
    _solve_twin(networks, data, real, rows.codes[: len(real)], head(rows.features[: len(real)]))


def _measure(trunk, data, seed):
    """An orthonormal basis of landmarks and nuisance, (width, m), and the nuisance in it, float64."""
    spanning, n_landmarks = _span(trunk, data, torch.Generator().manual_seed(seed + 1))
    inner = spanning @ spanning.T
    eigenvalues, vectors = torch.linalg.eigh(inner)
    kept = eigenvalues > 1e-7 * eigenvalues[-1]
    kept[-1] = True
    axes = vectors[:, kept] / eigenvalues[kept].clamp(min=1e-12).sqrt()
    basis = trunk.scale.new_empty(trunk.width, axes.shape[1])
    for part, some in zip(basis.split(_CHUNK**2), spanning.split(_CHUNK**2, dim=1), strict=True):
        part.copy_(some.T @ axes)
    return basis, inner[n_landmarks:] @ axes


def _span(trunk, data, rng):
    """Features of n landmarks, then differences that changes make to them, (m, width); and n."""
    device = data.device
    landmarks = torch.randperm(len(data), generator=rng)[:N_LANDMARKS].to(device)
    n, per_change, picked = len(landmarks), min(len(landmarks), N_CHANGED // len(CHANGES)), []

    def changed():
        for change in CHANGES:
            picked.append(torch.randint(n, (per_change,), generator=rng).to(device))
            x = resample(*data.rows(landmarks[picked[-1]]))
            yield trunk.of_resampled(change(x, rng))

    parts = chain(_parts(trunk, data, landmarks), changed())
    spanning = _stack(parts, n + len(CHANGES) * per_change)  # 300 MB at 25,000 features
    spanning[n:] -= spanning[torch.cat(picked)]
    return spanning, n


def _choose(data, seed):
    """Rows in order: all with a label, and others up to `N_ROWS`."""
    rows = torch.randperm(len(data), generator=torch.Generator().manual_seed(seed + 3)).to(data.device)
    unlabeled_last = (data.targets[rows] < 0).byte().argsort(stable=True)
    return rows[unlabeled_last][: max(N_ROWS, len(data.labeled_rows))].sort().values


def _start(s, data, real):
    """Function of rows and the number of codes that gives scores, for where some code has no row.

    Clusters at first; later what the encoder so far says, so that a code keeps its meaning.
    """
    if not s.resumed:
        return partial(cluster, rng=torch.Generator().manual_seed(s.setup_seed + 2))

    def so_far(x, lengths):
        return s.networks.encoder(s.networks.trunk(x, lengths))

    return lambda rows, n_codes: _features(so_far, data, real)


def _rows(trunk, data, real, objective, basis):
    codes = data.targets[real]
    codes = codes if objective.supervised_weight > 0 else torch.full_like(codes, -1)
    fixed, free = objective.supervised_weight, objective.real_information_weight
    weights = torch.where(codes >= 0, fixed, free).double()
    return Rows(_features(trunk, data, real, basis), codes, weights)


def _append(rows, trunk, generated, weight, basis):
    """The rows and behind them generated ones, of which each counts `weight`."""
    batch, codes = generated
    features = (trunk(batch.values, batch.lengths) @ basis).double()
    weights = torch.full((len(codes),), weight).to(rows.weights)
    added = Rows(features, codes, weights)
    return Rows(*(torch.cat(parts) for parts in zip(rows, added, strict=True)))


def _solve(rows, n_real, white, code_prior, n_rounds, start):
    """E as one linear map of the basis' coordinates, scaled to logits."""
    n_codes, whitened = len(code_prior), rows._replace(features=rows.features @ white)
    parts, temperature = [], TEMPERATURES[0].to(white.device)
    if len(rows.codes[rows.fixed].unique()) == n_codes:
        labels_alone = fit_fixed(whitened, n_codes)
        scores = labels_alone(whitened.features)
        temperature = _temperature(labels_alone, scores, int((rows.fixed < n_real).sum()))
        parts.append((LABELS_ALONE, labels_alone.linear.after(white)))
    else:
        scores = start(whitened, n_codes)
    plain = self_train(rows, scores, code_prior, n_rounds)
    turned = self_train(whitened, scores, code_prior, n_rounds)
    parts += [(1.0, plain.linear), (1.0, turned.linear.after(white))]
    scales = [share / _spread(part(rows.features[:n_real])) for share, part in parts]
    weight, bias = (sum(a * p[i] for a, (_, p) in zip(scales, parts, strict=True)) for i in (0, 1))
    return Linear(temperature * weight, temperature * bias)


def _spread(scores):
    """Standard deviation of scores around their mean in each row."""
    return (scores - scores.mean(1, keepdim=True)).square().mean().sqrt().clamp(min=1e-12)


def _temperature(ridge, scores, n_labels):
    """The likeliest of `TEMPERATURES` for the labels, each scored by the fit without it.

    Only the fit to the labels alone can be left out of honestly: pseudo-labels remember the
    label. As that fit is less accurate than all three together, this is cautious.
    """
    if n_labels == 0:
        return TEMPERATURES[0].to(scores.device)
    left_out = (2 + LABELS_ALONE) * ridge.left_out[:n_labels] / _spread(scores)
    codes, temperatures = ridge.targets[:n_labels].argmax(1), TEMPERATURES.to(scores.device)
    losses = [nn.functional.cross_entropy(t * left_out, codes) for t in temperatures]
    return temperatures[torch.stack(losses).argmin()]


def _principal_axes(features, white, embedding):
    """The first axes of the whitened features, as many as the embedding has; zero where there are fewer."""
    _, vectors = torch.linalg.eigh(white @ (features.T @ features) @ white)
    axes = white @ vectors.flip(1)[:, : embedding.out_features]
    return nn.functional.pad(axes, (0, embedding.out_features - axes.shape[1]))


def _solve_twin(networks, data, real, known, scores):
    """The smooth encoder: a ridge from the smooth features to the codes that the encoder gives."""
    some = torch.arange(len(real), device=scores.device)[: 4 * N_LANDMARKS]
    smooth = _features(networks.trunk.smooth, data, real[some])
    codes = torch.where(known[some] >= 0, known[some], scores[some].argmax(1))
    twin = fit_ridge(smooth, codes_to_targets(codes, scores.shape[1]))
    gain = _spread(scores) / _spread(twin(smooth))
    _set(networks.smooth_encoder, gain * twin.weight, gain * twin.bias)


def _features(function, data, rows, basis=None):
    """A function of values and lengths, at rows; in the coordinates of a basis."""
    parts = _parts(function, data, rows)
    return _stack(parts if basis is None else (part @ basis for part in parts), len(rows))


def _parts(function, data, rows):
    return (function(*data.rows(some)) for some in rows.split(_CHUNK))


def _stack(parts, n_rows):
    """Parts one below the other in float64, in one piece of memory: many small ones would leave holes."""
    whole, start = None, 0
    for part in parts:
        if whole is None:
            whole = part.new_empty(n_rows, part.shape[1], dtype=torch.float64)
        whole[start : start + len(part)] = part
        start += len(part)
    return whole


def _set(layer, weight, bias=None):
    layer.weight.copy_(weight.T)
    if bias is not None:
        layer.bias.copy_(bias)
