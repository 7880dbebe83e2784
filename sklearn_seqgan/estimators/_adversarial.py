"""What adversarial estimators share: from scaled sequences to a trained state.

The parameters that determine shapes of weights are the fields of the system's `Architecture`; those that
determine a step are the fields of its `Settings`. Both are read from the estimator by name. This module does
not know which systems there are.
"""
# SPDX-License-Identifier: BSD-3-Clause

from numbers import Integral, Real
from os import PathLike

import numpy as np
import torch
from sklearn.exceptions import ConvergenceWarning

from sklearn_seqgan._compat import Interval, StrOptions
from sklearn_seqgan._warnings import warn
from sklearn_seqgan.estimators._checkpoint import digest, open_checkpoint, parameters_as_text
from sklearn_seqgan.estimators._collapse import warn_of_odd_samples
from sklearn_seqgan.estimators._held_out import held_out_rows
from sklearn_seqgan.estimators._inference import resolve_device
from sklearn_seqgan.estimators._joint import fingerprint, ranks_of
from sklearn_seqgan.estimators._prior_files import check_priors
from sklearn_seqgan.estimators._semi_supervised import SemiSupervisedClassifierMixin
from sklearn_seqgan.exceptions import DivergenceError
from sklearn_seqgan.labels import UNLABELED_INDEX
from sklearn_seqgan.networks.generator import GENERATORS
from sklearn_seqgan.networks.tensors import to_numpy, to_tensors
from sklearn_seqgan.objectives.adversarial import LOSSES
from sklearn_seqgan.objectives.lipschitz import LIPSCHITZ
from sklearn_seqgan.priors import LENGTH_PRIORS, NOISE_PRIORS
from sklearn_seqgan.ranks import ALONE
from sklearn_seqgan.training.architecture import build_networks
from sklearn_seqgan.training.data import TrainingSet
from sklearn_seqgan.training.latent import make_priors
from sklearn_seqgan.training.loop import Interrupted, train
from sklearn_seqgan.training.moment import Moment
from sklearn_seqgan.training.settings import read_parameters
from sklearn_seqgan.training.state import TrainState
from sklearn_seqgan.training.validation import Validation
from sklearn_seqgan.training.weights import settle
from sklearn_seqgan.typing import SequencesLike

__all__ = ["AdversarialClassifierMixin"]

LONG = 5_000
"""Number of time steps above which a warning says what training a generator costs."""

_NOT_OF_TRAINING = {
    *("callbacks", "checkpoint", "checkpoint_every", "device", "on_divergence", "random_state"),
    *("representation", "unlabeled", "verbose"),
}
"""Parameters that may differ when a fit continues from a checkpoint."""


class AdversarialClassifierMixin(SemiSupervisedClassifierMixin):
    """Training and warm starts of a classifier made of critic, generator and encoder.

    An estimator names its system in ``_system``, or gives it as a property.
    """

    _parameter_constraints: dict = {
        **SemiSupervisedClassifierMixin._parameter_constraints,
        "generator": [StrOptions(set(GENERATORS))],
        "generator_units": [Interval(Integral, 1, None, closed="left")],
        "generator_layers": [Interval(Integral, 1, None, closed="left")],
        "time_input": ["boolean"],
        "initial_state": ["boolean"],
        "noise_dim": [Interval(Integral, 1, None, closed="left")],
        "noise_prior": [StrOptions(set(NOISE_PRIORS))],
        "length_prior": [StrOptions(set(LENGTH_PRIORS))],
        "filters": [Interval(Integral, 1, None, closed="left")],
        "kernel_size": [Interval(Integral, 1, None, closed="left")],
        "n_conv_layers": [Interval(Integral, 1, None, closed="left")],
        "hidden_units": [Interval(Integral, 1, None, closed="left")],
        "loss": [StrOptions(set(LOSSES))],
        "lipschitz": [StrOptions(set(LIPSCHITZ))],
        "penalty_weight": [Interval(Real, 0, None, closed="neither")],
        "clip_bound": [Interval(Real, 0, None, closed="neither")],
        "n_critic": [Interval(Integral, 1, None, closed="left")],
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
        "betas": [tuple, list],
        "batch_size": [Interval(Integral, 1, None, closed="left")],
        "reconstruction_steps": [Interval(Integral, 0, None, closed="left")],
        "max_steps": [Interval(Integral, 0, None, closed="left")],
        "on_divergence": [StrOptions({"raise", "warn"})],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "n_iter_no_change": [Interval(Integral, 1, None, closed="left")],
        "checkpoint": [str, PathLike, None],
        "checkpoint_every": [Interval(Integral, 1, None, closed="left")],
        "warm_start": ["boolean"],
        "callbacks": [list, tuple, None],
    }

    def score_samples(self, X: SequencesLike) -> np.ndarray:
        """Critic score D(x) of each sequence: higher is more like the training sequences.

        Only differences are meaningful, and only within one fitted model.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

        Returns
        -------
        ndarray of shape (n,)
            Score of each sequence; the larger, the more it is like real ones.
        """
        return self._infer(X, "score")

    @property
    def _resuming(self):
        return self.warm_start and self.__sklearn_is_fitted__()

    def _scaling(self, channels):
        return self._system.scaling(channels)

    def _encoder_losses(self, has_labels):
        return self._system.encoder_losses(self._settings(), has_labels)

    @property
    def _can_estimate(self):
        return "estimates_code_prior" in self._system.reads()

    def _settings(self):
        found = {"estimates_code_prior": self._estimates_code_prior}
        return read_parameters(self, self._system.Settings, **found)

    def _check_parameters(self):
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

    def _train(self, scaled, targets, groups, label_weights, sequences):
        """Train, keep what sampling and a further fit need as numpy, and return the networks that predict."""
        ranks = ranks_of(scaled)
        seeds = ranks.first(self._draw_seeds())
        given = sequences, targets, groups, *label_weights
        checkpoint = None if self.checkpoint is None else self._open_checkpoint(given, seeds, ranks)
        seeds = seeds if checkpoint is None else checkpoint.seeds
        self._warn_of_long_sequences(sequences.shape[1])
        code_prior = self._find_code_prior(targets)
        length_prior = self._find_length_prior(scaled.lengths, targets)
        state = self._make_state(code_prior, length_prior, seeds, ranks)
        targets, validation = self._hold_out(targets, seeds["setup"], state.rng.device)
        placement = self._placement()
        data = TrainingSet(scaled, targets, state.rng.device, groups, placement, label_weights)
        earlier = self.history_ if self._resuming else []
        self.history_ = earlier + self._run(state, data, checkpoint, validation)
        if self._estimates_code_prior:
            code_prior = to_numpy(state.priors.code).astype(float)
        self.code_prior_, self.length_prior_ = code_prior, length_prior
        self._learnt_priors = ranks.first(to_numpy(state.priors.learnt()))
        self._saved = ranks.first(state.to_numpy())
        self.n_steps_ = self._saved["step"]
        networks = settle(state.networks)
        if self.history_:
            warn_of_odd_samples(networks.generator, state.priors, self.classes_)
        return networks

    def _run(self, state, data, checkpoint, validation):
        """The new rows of the history; if training diverges or is interrupted, the rows up to then."""
        try:
            rows = train(
                *(state, data, self.max_steps, self.callbacks or (), self.verbose), checkpoint, validation
            )
        except Interrupted as stop:
            if not self._has_learnt(stop.history):
                raise KeyboardInterrupt("Interrupted before anything was learnt.") from None
            warn(self._say_interrupted(stop.history), ConvergenceWarning)
            return stop.history
        except DivergenceError as error:
            rows = self._after_divergence(error, state, checkpoint)
        if checkpoint is not None:
            checkpoint.remove()
        return rows

    def _after_divergence(self, error, state, checkpoint):
        if self.on_divergence == "raise" or not self._has_learnt(error.history):
            if checkpoint is not None:
                checkpoint.remove()
            raise error
        kept = f"The weights of step {state.step}, the last sound ones, are kept."
        warn(f"{error} {kept}", ConvergenceWarning)
        return error.history

    def _warn_of_long_sequences(self, n_time_steps):
        n_steps = self.max_steps + (0 if self._resuming else self.reconstruction_steps)
        if n_steps and n_time_steps > LONG:
            warn(
                f"The generator makes up to {n_time_steps} time steps one after the other, in each of "
                f"{n_steps} steps of training: that takes hours. Cut windows (WindowedClassifier), resample "
                "the sequences (preprocessing.SequenceResampler), or leave the generator out: "
                "reconstruction_steps=0 with max_steps=0, or SemiSupervisedRocketClassifier."
            )

    def _has_learnt(self, history):
        """Whether networks with this history are usable."""
        learns_in = self._system.learns_in
        return self._resuming or any(not learns_in or row["stage"] in learns_in for row in history)

    def _say_interrupted(self, history):
        place = "after step {step} of the {stage} stage".format(**history[-1]) if history else "before a step"
        go_on = "set checkpoint before a fit, and a second call goes on from there"
        if self.checkpoint is not None:
            go_on = f"fit with the same data goes on from {self.checkpoint}"
        return f"Interrupted {place}: the networks so far are kept; {go_on}."

    def _open_checkpoint(self, given, seeds, ranks):
        sequences, targets, groups, counts, of_codes = given
        start = None
        if self._resuming:
            start = digest(*self._saved["weights"].values()), self.n_steps_
        of = {
            "the class": type(self).__name__,
            **parameters_as_text(self, _NOT_OF_TRAINING),
            "the sequences": fingerprint(sequences),
            "the labels": digest(targets, self.classes_.astype(str)),
            "the groups": digest(groups),
            "the weights of labels": digest(counts, of_codes),
            "the fit that it goes on from": repr(start),
            "the kind of device": resolve_device(self.device).type,
        }
        if ranks.size > 1:
            of["the number of ranks"] = ranks.size
        has_seed = self.random_state is not None
        return open_checkpoint(self.checkpoint, self.checkpoint_every, of, seeds, has_seed, Moment, ranks)

    def _hold_out(self, targets, seed, device):
        """Codes without those of held-out rows, and the judge of the training, or None."""
        if not self.early_stopping:
            return targets, None
        if not self._system.learns_in:
            warn("early_stopping has no effect: predictions do not depend on the steps of this trunk.")
            return targets, None
        rows = held_out_rows(targets, self.validation_fraction, seed)
        left = targets.copy()
        left[rows] = UNLABELED_INDEX
        kept, codes = (torch.tensor(part, device=device) for part in (rows, targets[rows]))
        return left, Validation(kept, codes, self.n_iter_no_change)

    def _find_length_prior(self, lengths, targets):
        """p(l), or p(l | c); a class without a label keeps its last distribution if the shape fits."""
        table = LENGTH_PRIORS[self.length_prior](lengths, targets, self.n_codes_)
        if self._resuming and table.ndim == 2 and table.shape == self.length_prior_.shape:
            without = ~np.isin(np.arange(self.n_codes_), targets)
            table[without] = self.length_prior_[without]
        return table

    def _make_state(self, code_prior, length_prior, seeds, ranks=ALONE):
        """A state for the first step, or the one in which the last fit ended."""
        architecture = self._read_architecture(self._system.Architecture)
        device = resolve_device(self.device)
        if self._resuming and architecture != self._architecture:
            names = ", ".join(architecture.differences(self._architecture))
            raise ValueError(f"warm_start goes on with the last fit's weights; {names} cannot change.")
        networks = build_networks(self._system, architecture, torch.Generator().manual_seed(seeds["weights"]))
        rng = torch.Generator(device).manual_seed(seeds["steps"])
        learnt = self._learnt_priors if self._resuming else {}
        priors = _make_priors(code_prior, length_prior, architecture, learnt)
        state = TrainState(networks, self._settings(), priors, rng, seeds["setup"], ranks)
        if self._resuming:
            if not hasattr(self, "_saved"):
                raise ValueError(
                    "warm_start cannot go on: the file of this classifier holds no state of training. Save "
                    "it with training_state=True, or fit it anew with warm_start=False."
                )
            state.resume(self._saved)
        self._architecture = architecture
        return state

    def _relearn(self, learnt):
        super()._relearn(learnt)
        check_priors(self._architecture, self.length_prior_, self.code_prior_, self._learnt_priors)
        if self.input_form_ == "2d" and self.length_prior_.shape[-1] > self.n_features_in_ + 1:
            raise ValueError("length_prior_ has longer sequences than fit saw.")

    def _fitted_priors(self):
        return _make_priors(self.code_prior_, self.length_prior_, self._architecture, self._learnt_priors)


def _make_priors(code_prior, length_prior, a, learnt):
    priors = make_priors(code_prior, length_prior, a.noise_dim, a.noise_prior, a.n_learnt_codes)
    return priors.with_learnt(to_tensors(learnt))
