"""What adversarial estimators share: from validated input to a trained state, and inference.

The parameters that decide a weight's shape are those of the `Architecture`, the ones
that decide a step those of `Objective`; both are read from the estimator by name. An estimator has, beside
them, its ``_architecture_class`` and its ``_step``.
"""
# SPDX-License-Identifier: BSD-3-Clause

import warnings
from dataclasses import fields
from numbers import Integral, Real

import numpy as np
import torch
from scipy.special import softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from sklearn_seqgan._compat import Interval, StrOptions, _fit_context
from sklearn_seqgan.estimators._base import (
    SequenceClassifierMixin,
    apply_in_chunks,
    resolve_device,
)
from sklearn_seqgan.estimators._collapse import warn_of_collapsed_codes, warn_of_collapsed_samples
from sklearn_seqgan.exceptions import DivergenceError
from sklearn_seqgan.labels import UNLABELED_INDEX, encode_labels, find_classes
from sklearn_seqgan.networks.generator import GENERATORS
from sklearn_seqgan.networks.trunks import valid_steps
from sklearn_seqgan.objectives.adversarial import LOSSES
from sklearn_seqgan.objectives.lipschitz import LIPSCHITZ
from sklearn_seqgan.priors import CODE_PRIORS, LENGTH_PRIORS, NOISE_PRIORS
from sklearn_seqgan.scaling import ChannelScale
from sklearn_seqgan.training.architecture import Batch, build_networks, load_networks
from sklearn_seqgan.training.latent import make_priors
from sklearn_seqgan.training.loop import train
from sklearn_seqgan.training.state import Objective, TrainingSet, TrainState

__all__ = ["AdversarialClassifierMixin"]


class AdversarialClassifierMixin(SequenceClassifierMixin):
    """Training, warm starts and inference of a classifier made of critic, generator and encoder."""

    _parameter_constraints: dict = {
        "generator": [StrOptions(set(GENERATORS))],
        "generator_units": [Interval(Integral, 1, None, closed="left")],
        "generator_layers": [Interval(Integral, 1, None, closed="left")],
        "noise_dim": [Interval(Integral, 1, None, closed="left")],
        "noise_prior": [StrOptions(set(NOISE_PRIORS))],
        "n_codes": [Interval(Integral, 2, None, closed="left"), None],
        "code_prior": [StrOptions(set(CODE_PRIORS)), "array-like"],
        "length_prior": [StrOptions(set(LENGTH_PRIORS))],
        "filters": [Interval(Integral, 1, None, closed="left")],
        "kernel_size": [Interval(Integral, 1, None, closed="left")],
        "n_conv_layers": [Interval(Integral, 1, None, closed="left")],
        "hidden_units": [Interval(Integral, 1, None, closed="left")],
        "loss": [StrOptions(set(LOSSES))],
        "lipschitz": [StrOptions(set(LIPSCHITZ))],
        "penalty_weight": [Interval(Real, 0, None, closed="neither")],
        "clip_bound": [Interval(Real, 0, None, closed="neither")],
        "real_information_weight": [Interval(Real, 0, None, closed="left")],
        "supervised_weight": [Interval(Real, 0, None, closed="left")],
        "n_critic": [Interval(Integral, 1, None, closed="left")],
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
        "betas": [tuple, list],
        "batch_size": [Interval(Integral, 1, None, closed="left")],
        "max_steps": [Interval(Integral, 0, None, closed="left")],
        "on_divergence": [StrOptions({"raise", "warn"})],
        "unlabeled": [Real, str, None],
        "warm_start": ["boolean"],
        "callbacks": [list, tuple, None],
        "device": [str, torch.device],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        """Train on all sequences, with the labels there are.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Shorter sequences in an array are padded with NaN at their end.
        y : array-like of shape (n,), default=None
            Classes, and the marker `unlabeled` where a sequence has none. May be left
            out, or hold no label, if `n_codes` is set.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If X, y or a parameter cannot be used; the message names the sample and
            step, or the parameter, and what to do.
        DivergenceError
            If training leaves the finite numbers or the critic gap its bound, unless
            `on_divergence` is "warn".
        """
        sequences, targets = self._start(X, y)
        self._train(sequences, targets)
        self.transduction_ = self._fill_labels(sequences, targets)
        return self

    def predict_proba(self, X):
        """Posterior of the classes: that of the codes, renormalised over those with a class.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays

        Returns
        -------
        ndarray of shape (n, K)
        """
        return self._class_posterior(self._infer(X, "code_logits"))

    def score_samples(self, X):
        """Critic score D(x) of each sequence: higher is more like the training sequences.

        Only differences mean something, and only within one fitted model.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays

        Returns
        -------
        ndarray of shape (n,)
        """
        return self._infer(X, "score")

    def __sklearn_is_fitted__(self):
        return hasattr(self, "weights_")

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.required = self.n_codes is None
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    @property
    def _resuming(self):
        return self.warm_start and self.__sklearn_is_fitted__()

    def _start(self, X, y):
        """Validate; fit classes and scale. Gives scaled `Sequences` and the code of each row."""
        self._check_parameters()
        if not self._resuming:
            vars(self).pop("weights_", None)  # should this fit fail, the last one is not half of it
        sequences = self._validate_sequences(X, reset=not self._resuming)
        targets = self._find_targets(y, len(sequences.lengths))
        if not self._resuming:
            self.scale_ = self._measure_scale(sequences)
        return self.scale_.apply(sequences), targets

    def _measure_scale(self, sequences):
        return ChannelScale.fit(sequences)

    def _check_parameters(self):
        """What the parameter constraints cannot say."""
        valid = [isinstance(beta, Real) and 0 <= beta < 1 for beta in self.betas]
        if valid != [True, True]:
            raise ValueError(f"betas={self.betas!r} must be two numbers, each at least 0 and below 1.")
        if not LOSSES[self.loss].bounded and not LIPSCHITZ[self.lipschitz].limits:
            raise ValueError(
                f"loss={self.loss!r} has no lower bound for a critic of any slope, so it cannot be trained "
                f"with lipschitz={self.lipschitz!r}. Choose another of {sorted(LIPSCHITZ)}, or another loss."
            )
        for callback in self.callbacks or ():
            if not callable(callback):
                raise ValueError(f"callbacks must hold callables, got {callback!r}.")

    def _find_targets(self, y, n_samples):
        """Code of each row, negative where it has no label; a fresh fit sets the classes."""
        if y is None and self.n_codes is None:
            raise ValueError(
                f"{type(self).__name__} requires y to be passed, but the target y is None. "
                "To fit without labels, set n_codes."
            )
        classes = self.classes_ if self._resuming else np.empty(0)
        targets = np.full(n_samples, UNLABELED_INDEX)
        if y is not None:
            y = self._validate_labels(y, n_samples)
            classes = self.classes_ if self._resuming else find_classes(y, self.unlabeled)
            targets = encode_labels(y, classes, self.unlabeled)
        n_codes = self._count_codes(len(classes))
        self._check_encoder_has_a_loss(targets)
        if self._resuming and n_codes != self.n_codes_:
            raise ValueError(f"warm_start goes on with {self.n_codes_} codes; n_codes cannot change.")
        self.n_codes_ = n_codes
        self.classes_ = classes if len(classes) else np.arange(n_codes)
        return targets

    def _count_codes(self, n_classes):
        if self.n_codes is None and n_classes == 0:
            raise ValueError(
                "y holds no label: every row is marked as unlabelled. To fit without, set n_codes."
            )
        if self.n_codes is not None and self.n_codes < n_classes:
            raise ValueError(
                f"n_codes={self.n_codes} is less than the {n_classes} classes in y; "
                "every class needs a code of its own."
            )
        return self.n_codes or n_classes

    def _check_encoder_has_a_loss(self, targets):
        """Raise a ValueError if no term would reach the encoder."""

    def _train(self, sequences, targets):
        """Train, and keep what is needed to predict and to go on, as numpy."""
        code_prior = self._find_code_prior(targets)
        length_prior = self._find_length_prior(sequences.lengths, targets)
        state = self._make_state(code_prior, length_prior)
        data = TrainingSet(sequences, targets, state.rng.device)
        earlier = self.history_ if self._resuming else []
        self.history_ = earlier + self._run(state, data)
        self.code_prior_, self.length_prior_ = code_prior, length_prior
        self._saved = state.to_numpy()
        self.weights_ = state.plain_weights()
        self.n_steps_ = self._saved["step"]

    def _run(self, state, data):
        """The new rows of the history; if training diverges, those before it did."""
        try:
            return train(state, data, self._step, self.max_steps, self.callbacks or (), self.verbose)
        except DivergenceError as error:
            if self.on_divergence == "raise":
                raise
            kept = f"The weights of step {state.step}, the last sound ones, are kept."
            warnings.warn(f"{error} {kept}", ConvergenceWarning, stacklevel=5)
            return error.history

    def _find_code_prior(self, targets):
        """p(c); the empirical one from the labels at hand or, going on without any, from the last ones."""
        empirical = isinstance(self.code_prior, str) and self.code_prior == "empirical"
        if empirical and self._resuming and not (targets >= 0).any():
            return self.code_prior_
        if isinstance(self.code_prior, str):
            return CODE_PRIORS[self.code_prior](targets, self.n_codes_)
        return _given_prior(self.code_prior, self.n_codes_)

    def _find_length_prior(self, lengths, targets):
        """p(l), or p(l | c), of which a class without a label keeps the last one where it fits."""
        table = LENGTH_PRIORS[self.length_prior](lengths, targets, self.n_codes_)
        if self._resuming and table.ndim == 2 and table.shape == self.length_prior_.shape:
            without = ~np.isin(np.arange(self.n_codes_), targets)
            table[without] = self.length_prior_[without]
        return table

    def _make_state(self, code_prior, length_prior):
        """A state at the first step, or where the last fit ended."""
        architecture = self._read_architecture()
        seeds, device = self._draw_seeds(), resolve_device(self.device)
        if self._resuming and architecture != self._architecture:
            names = ", ".join(architecture.differences(self._architecture))
            raise ValueError(f"warm_start goes on with the last fit's weights; {names} cannot change.")
        networks = build_networks(architecture, torch.Generator().manual_seed(seeds["weights"]))
        rng = torch.Generator(device).manual_seed(seeds["steps"])
        priors = self._make_priors(code_prior, length_prior, architecture)
        state = TrainState(networks, self._objective(), priors, rng, seeds["setup"])
        if self._resuming:
            state.resume(self._saved)
        self._architecture = architecture
        return state

    def _read_architecture(self):
        found = {"n_features": self.n_channels_, "n_codes": self.n_codes_}
        return self._architecture_class(**self._own(self._architecture_class) | found)

    def _own(self, spec):
        """The parameters of the estimator that a dataclass asks for by name."""
        return {f.name: getattr(self, f.name) for f in fields(spec) if hasattr(self, f.name)}

    def _objective(self):
        return Objective(**self._own(Objective))

    def _make_priors(self, code_prior, length_prior, architecture):
        a = architecture
        return make_priors(code_prior, length_prior, a.noise_dim, a.noise_prior, a.n_continuous_codes)

    def _fitted_priors(self):
        return self._make_priors(self.code_prior_, self.length_prior_, self._architecture)

    def _draw_seeds(self):
        """Independent seeds for first weights, training steps, sampling and what is fixed before training."""
        seeds = check_random_state(self.random_state).randint(np.iinfo(np.int32).max, size=4)
        return dict(zip(("weights", "steps", "sample", "setup"), seeds.tolist(), strict=True))

    def _load_networks(self):
        return load_networks(self._architecture, self.weights_)

    def _infer(self, X, method):
        """A method of the networks, applied to all sequences of a user's X."""
        check_is_fitted(self)
        return self._infer_scaled(self._scaled(X), method)

    def _infer_scaled(self, sequences, method):
        return self._apply(lambda networks, x: getattr(networks, method)(x), sequences)

    def _apply(self, function, sequences):
        """A function of (networks, batch), applied to all scaled sequences."""

        def apply(networks, values, lengths):
            return function(networks, Batch(values, valid_steps(lengths, values.shape[1])))

        return apply_in_chunks(self._load_networks(), apply, sequences, resolve_device(self.device))

    def _class_posterior(self, logits):
        return softmax(logits[:, : len(self.classes_)], axis=1)

    def _fill_labels(self, sequences, targets):
        """Label of each training row: the given one, or the prediction."""
        logits = self._infer_scaled(sequences, "code_logits")
        self._warn_of_collapse(logits.argmax(axis=1), targets)
        predicted = self._class_posterior(logits).argmax(axis=1)
        return self.classes_[np.where(targets >= 0, targets, predicted)]

    def _warn_of_collapse(self, codes, targets):
        """Look at the codes of the training rows, and at samples of a generator that was trained."""
        priors = self._fitted_priors()
        warn_of_collapsed_codes(torch.from_numpy(codes), torch.from_numpy(targets), priors)
        if self.n_steps_ > 0:
            rng = torch.Generator().manual_seed(0)  # a look must not move a user's random state
            warn_of_collapsed_samples(self._load_networks().generator, priors, self.classes_, rng)


def _given_prior(code_prior, n_codes):
    """A user's p(c) as an array, or an error."""
    table = np.asarray(code_prior, dtype=float)
    if table.shape != (n_codes,) or not (table > 0).all() or not np.isclose(table.sum(), 1):
        raise ValueError(
            f"code_prior={code_prior!r} must hold a probability above 0 for each of the {n_codes} codes "
            "(those of the classes in sorted order first), and they must add up to 1."
        )
    return table / table.sum()
