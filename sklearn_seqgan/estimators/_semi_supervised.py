"""What classifiers with one code per class share: from X and y to codes, and from networks to classes.

A subclass trains the networks in `_train`. It returns them with the weights that predict, in evaluation mode;
only their architecture and their weights, as numpy arrays, are kept. `_fitted_system` is their class.
"""
# SPDX-License-Identifier: BSD-3-Clause

from numbers import Integral, Real
from typing import Self

import numpy as np
import torch
from scipy.special import softmax
from sklearn.base import TransformerMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from sklearn_seqgan._compat import Interval, StrOptions, _fit_context
from sklearn_seqgan._progress import begin, telling
from sklearn_seqgan._validation import float_dtype
from sklearn_seqgan.estimators._ambient import in_plain_torch, plain_torch
from sklearn_seqgan.estimators._base import SequenceClassifierMixin
from sklearn_seqgan.estimators._collapse import warn_of_collapsed_codes
from sklearn_seqgan.estimators._files import (
    NetworkFileMixin,
    check_scale_and_classes,
    check_sizes,
    check_weights,
)
from sklearn_seqgan.estimators._inference import apply_in_chunks, center_logits, resolve_device
from sklearn_seqgan.estimators._joint import everywhere, join, of_own_rows
from sklearn_seqgan.estimators._weights import (
    CLASS_WEIGHT,
    counts_of_labels,
    weights_of_classes,
    with_a_weight,
)
from sklearn_seqgan.groups import encode_groups
from sklearn_seqgan.labels import UNLABELED_INDEX, as_labels, encode_labels, find_classes, raise_if_no_label
from sklearn_seqgan.networks.seeding import build_without_memory
from sklearn_seqgan.networks.tensors import share_arrays, to_numpy
from sklearn_seqgan.priors import CODE_PRIORS
from sklearn_seqgan.ranks import find_ranks
from sklearn_seqgan.sequences import LARGEST_COPY
from sklearn_seqgan.sequences.scaling import ChannelScale
from sklearn_seqgan.training.architecture import load_networks
from sklearn_seqgan.training.data import LabelWeights
from sklearn_seqgan.training.settings import read_parameters
from sklearn_seqgan.typing import ArrayLike, LabelsLike, SequencesLike

__all__ = ["SemiSupervisedClassifierMixin"]


class SemiSupervisedClassifierMixin(NetworkFileMixin, SequenceClassifierMixin, TransformerMixin):
    """`fit`, `predict_proba` and `transform` of a classifier that gives each sequence a code."""

    _parameter_constraints: dict = {
        "n_codes": [Interval(Integral, 2, None, closed="left"), None],
        "code_prior": [StrOptions(set(CODE_PRIORS)), "array-like"],
        "real_information_weight": [Interval(Real, 0, None, closed="left")],
        "supervised_weight": [Interval(Real, 0, None, closed="left")],
        "class_weight": CLASS_WEIGHT,
        "representation": [StrOptions({"code", "features"})],
        "unlabeled": [Real, str, None],
        "device": [str, torch.device],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    _learnt_privately = frozenset({"_architecture", "_novelty", "_learnt_priors", "_saved"})
    _training_state = frozenset({"_saved"})

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(
        self, X: SequencesLike, y: LabelsLike | None = None, sample_weight: ArrayLike | None = None
    ) -> Self:
        """Fit to all sequences, with the available labels.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        y : array-like of shape (n,), default=None
            Classes, and the marker `unlabeled` for sequences without a label. May be left out, or hold no
            label, if `n_codes` is set.
        sample_weight : array-like of shape (n,), default=None
            How many labels the label of each row counts for; 0 ignores it. Values for rows without a label do
            not matter.

        Returns
        -------
        self
            The estimator itself.

        Raises
        ------
        ValueError
            If X, y or a parameter cannot be used; the message names the sample and
            step, or the parameter, and what to do.
        DivergenceError
            If a loss, a weight or the critic gap diverges in adversarial training, unless `on_divergence` is
            "warn".
        """
        return self._fit(X, y, sample_weight=sample_weight)

    def predict_proba(self, X: SequencesLike) -> np.ndarray:
        """Posterior of the classes: that of the codes, renormalised over the codes that have a class.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

        Returns
        -------
        ndarray of shape (n, K)
            Columns in the order of ``classes_``; rows sum to 1.
        """
        return self._class_posterior(self._infer(X, "code_logits"))

    @in_plain_torch
    def transform(self, X: SequencesLike) -> np.ndarray:
        """The latent representation of each sequence.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

        Returns
        -------
        ndarray of shape (n, n_features_out)
            Posterior p_E(c | x) of all codes (and other latents, see `representation`), or the encoder's
            features; float32 if X is, else float64.
        """
        return self._latent(X).astype(float_dtype(X), copy=False)

    def _relearn(self, learnt):
        self._validate_params()
        super()._relearn(learnt)
        a = self._architecture
        check_sizes(a)
        shapes = {"classes_": 1, "code_prior_": 1}
        if any(getattr(self, name).ndim != n for name, n in shapes.items()) or not (
            len(self.classes_) <= a.n_codes == self.n_codes_ == len(self.code_prior_)
            and a.n_channels == self.n_channels_
        ):
            raise ValueError("its numbers of classes, codes or channels do not match its networks.")
        check_scale_and_classes(self)
        check_weights(self.weights_, build_without_memory(lambda: self._fitted_system(a)))

    def __sklearn_is_fitted__(self):
        return hasattr(self, "weights_")

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.required = self.n_codes is None
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    @property
    def _resuming(self):
        """Whether `fit` continues from the last fit."""
        return False

    @in_plain_torch
    def _fit(self, X, y, groups=None, sample_weight=None):
        ranks = find_ranks()
        with telling(type(self).__name__, self.verbose if ranks.rank == 0 else 0):
            return self._fit_by_stages(X, y, groups, sample_weight, ranks)

    def _fit_by_stages(self, X, y, groups, sample_weight, ranks):
        self._check_parameters()
        if not self._resuming:
            vars(self).pop("weights_", None)  # a failed fit must not leave a mixture of two
        sequences, _ = ranks.together(lambda: self._validate_sequences(X, reset=not self._resuming))
        sequences, (y, groups, sample_weight) = join(self, sequences, (y, groups, sample_weight), ranks)
        counts = counts_of_labels(sample_weight, len(sequences.lengths))
        targets = self._find_targets(y, len(sequences.lengths), counts)
        groups = None if groups is None else encode_groups(groups, len(targets))
        scaled = self._scale(sequences)
        networks = self._train(scaled, targets, groups, self._label_weights(targets, counts), sequences)
        begin("labels of the training sequences")
        self.weights_ = ranks.first(to_numpy(dict(networks.state_dict())))
        for name in self._training_state & vars(self).keys():
            vars(self)[name] = share_arrays(vars(self)[name], self.weights_.values())
        self.transduction_ = of_own_rows(scaled, self._label(networks, scaled, targets, groups))
        return self

    def _check_parameters(self):
        """Check what the parameter constraints cannot express."""

    def _check_encoder_learns(self, has_labels):
        """Raise a ValueError if no term would reach the encoder."""
        losses = self._encoder_losses(has_labels)
        if not any(losses.values()):
            others = " or ".join(name for name in losses if name != "supervised_weight")
            raise ValueError(
                "The encoder has no loss to learn from: give y labels and supervised_weight, or set "
                f"{others} above 0."
            )

    def _find_targets(self, y, n_samples, counts=None):
        """Code of each row, negative if it has no label that counts; a fresh fit sets the classes."""
        classes = self.classes_ if self._resuming else np.empty(0)
        targets = np.full(n_samples, UNLABELED_INDEX)
        if y is not None or self.n_codes is None:
            y = as_labels(y, type(self).__name__, n_samples, advice=" To fit without labels, set n_codes.")
            rows = with_a_weight(y, counts)
            classes = self.classes_ if self._resuming else find_classes(y[rows], self.unlabeled)
            targets[rows] = encode_labels(y[rows], classes, self.unlabeled)
        n_codes = self._count_codes(classes)
        self._check_encoder_learns(bool((targets >= 0).any()))
        if self._resuming and n_codes != self.n_codes_:
            raise ValueError(f"warm_start goes on with {self.n_codes_} codes; n_codes cannot change.")
        self.n_codes_ = n_codes
        self.classes_ = classes if len(classes) else np.arange(n_codes)
        return targets

    def _label_weights(self, targets, counts=None):
        of_codes = weights_of_classes(self.class_weight, self.classes_, targets, self.n_codes_)
        return LabelWeights(counts, of_codes)

    def _count_codes(self, classes):
        if self.n_codes is None:
            raise_if_no_label(classes, advice=" To fit without, set n_codes.")
        elif self.n_codes < len(classes):
            raise ValueError(
                f"n_codes={self.n_codes} is less than the {len(classes)} classes in y; "
                "every class needs a code of its own."
            )
        return self.n_codes or len(classes)

    def _code_prior_is(self, name):
        return isinstance(self.code_prior, str) and self.code_prior == name

    @property
    def _estimates_code_prior(self):
        return self._code_prior_is("estimated")

    def _check_can_estimate(self, targets):
        """An error if p(c) is to be estimated, and cannot be."""
        if not self._can_estimate:
            raise ValueError(
                "code_prior='estimated' needs an encoder that is solved in closed form: use "
                "trunk='random-convolution' or SemiSupervisedRocketClassifier, or another code_prior."
            )
        missing = self.n_codes_ - len(np.unique(targets[targets >= 0])) * (self.supervised_weight > 0)
        if missing:
            raise ValueError(
                f"code_prior='estimated' needs a label of each code, and {missing} of {self.n_codes_} have "
                "none (or supervised_weight is 0): use another code_prior."
            )

    def _find_code_prior(self, targets):
        """p(c); the empirical one from the given labels or, if a warm start has none, from the last ones."""
        if self._estimates_code_prior:
            self._check_can_estimate(targets)
        if self._code_prior_is("empirical") and self._resuming and not (targets >= 0).any():
            return self.code_prior_
        if isinstance(self.code_prior, str):
            return CODE_PRIORS[self.code_prior](targets, self.n_codes_)
        return _given_prior(self.code_prior, self.n_codes_)

    def _scale(self, sequences):
        """Scaled sequences: as one copy or, if that would be too large, scaled as they are read."""
        if not self._resuming:
            self.scale_ = self._scaling(ChannelScale.fit(sequences))
        scaled = self.scale_.apply(sequences)
        return scaled if sequences.nbytes > LARGEST_COPY else scaled.load()

    def _read_architecture(self, Architecture):
        return read_parameters(self, Architecture, **self._measured())

    def _measured(self):
        """Fields of an architecture that only the training data determine, by name."""
        return {"n_channels": self.n_channels_, "n_codes": self.n_codes_}

    def _placement(self):
        """Which channels belong to which point; None if no system needs it."""
        return None

    def _draw_seeds(self):
        """Independent seeds for initial weights, training, sampling and what is fixed before training."""
        seeds = check_random_state(self.random_state).randint(np.iinfo(np.int32).max, size=4)
        return dict(zip(("weights", "steps", "sample", "setup"), seeds.tolist(), strict=True))

    def _load_networks(self):
        check_is_fitted(self)
        return load_networks(self._fitted_system, self._architecture, self.weights_)

    def _logits_of(self):
        """The network, and its method that gives logits of a `Batch`."""
        networks = self._load_networks()
        return networks, networks.code_logits

    def _infer(self, X, method):
        """A method of the networks, applied to all sequences of a user's X."""
        with plain_torch():
            networks = self._load_networks()
            device = resolve_device(self.device)
            return apply_in_chunks(networks, getattr(networks, method), self._scaled(X), device)

    def _latent(self, X):
        """The representation named by `representation`, float64."""
        if self.representation == "features":
            return self._infer(X, "code_features")
        codes, others = np.split(self._infer(X, "codes"), [self.n_codes_], axis=1)
        return np.hstack([softmax(codes, axis=1), others])

    def _class_posterior(self, logits):
        return softmax(logits[:, : len(self.classes_)], axis=1)

    def _training_logits(self, networks, scaled):
        device = resolve_device(self.device)
        return everywhere(scaled, lambda x: apply_in_chunks(networks, networks.code_logits, x, device))

    def _label(self, networks, scaled, targets, groups):
        """Label of each training row: the given one, or the prediction."""
        logits = self._training_logits(networks, scaled)
        if groups is not None:
            logits = center_logits(networks, logits, groups)
        return self._name(logits, targets)

    def _name(self, logits, targets):
        """Label of each training row, from the logits of its codes."""
        warn_of_collapsed_codes(logits.argmax(axis=1), targets, self.code_prior_)
        predicted = self._class_posterior(logits).argmax(axis=1)
        return self.classes_[np.where(targets >= 0, targets, predicted)]


def _given_prior(code_prior, n_codes):
    """A user's p(c) as an array, or an error."""
    table = np.asarray(code_prior, dtype=float)
    if table.shape != (n_codes,) or not (table > 0).all() or not np.isclose(table.sum(), 1):
        raise ValueError(
            f"code_prior={code_prior!r} must hold a probability above 0 for each of the {n_codes} codes "
            "(those of the classes in sorted order first), and they must add up to 1."
        )
    return table / table.sum()
