"""New sequences from a fitted generator, in the units and the form of the training data."""
# SPDX-License-Identifier: BSD-3-Clause

import numbers
from itertools import chain
from typing import Any

import numpy as np
import torch
from sklearn.utils.validation import check_is_fitted

from sklearn_seqgan.estimators._ambient import in_plain_torch
from sklearn_seqgan.labels import as_labels, encode_labels
from sklearn_seqgan.priors import SPREAD, draw_category
from sklearn_seqgan.sequences import Sequences, to_form
from sklearn_seqgan.training.latent import Latent, draw_latent, generate, with_continuous
from sklearn_seqgan.typing import ArrayLike, SequencesOut

__all__ = ["SamplingMixin"]

_SEQUENCES, _NUMBERS = 1024, 2**24  # generated, or in the generator's states, at one time


class SamplingMixin:
    """`sample` of an adversarial classifier."""

    _draw_seeds: Any
    _fitted_priors: Any
    classes_: np.ndarray

    @in_plain_torch
    def sample(
        self,
        n_samples: int = 1,
        y: object = None,
        codes: ArrayLike | None = None,
        *,
        spread: float | None = None,
        noise: float | None = None,
    ) -> tuple[SequencesOut, np.ndarray]:
        """Generate new sequences.

        Parameters
        ----------
        n_samples : int, default=1
            How many sequences.
        y : label or array-like of shape (n_samples,), default=None
            Class of all sequences, or of each. None draws classes from p(c), among the codes that have a
            class.
        codes : array-like of shape (n_samples, n_continuous_codes) or (n_continuous_codes,), default=None
            Continuous codes of each sequence or of all; in training they are in [−1, 1]. None draws them
            (after a reconstruction stage together with the noise, of which they are a part). With an int
            `random_state`, calls that differ only in the codes draw the same noise and lengths, and so show
            what a code does. Only for classifiers with continuous codes.
        spread : float in [0, 1], default=None
            How far the noise may be from that of a training sequence of the class: 0 uses the latents of
            training sequences themselves, 1 the Gaussian of the class. None: 0.2. Only after a reconstruction
            stage.
        noise : float, default=None
            Level of the noise that is added to the generator's output: 0 adds none, and gives the smoothest
            sequences; 1 adds what the generator fails to reproduce of similar training sequences. None: a
            level between 0 and 1 at which sequences move as much as real ones. Only after a reconstruction
            stage.

        Returns
        -------
        X : ndarray or list
            In the form that `fit` got: (n, T) or (n, T, F) padded with NaN, or a list or
            object array of (T_i, F) arrays; in the units of the training data.
        y : ndarray of shape (n_samples,)
            Their classes.

        Raises
        ------
        ValueError
            If `n_samples` is not a positive integer, y has the wrong length or holds something that is not a
            class, `codes` have the wrong shape, or `spread` or `noise` cannot be used.
        """
        check_is_fitted(self)
        if not isinstance(n_samples, numbers.Integral) or n_samples < 1:
            raise ValueError(f"n_samples={n_samples!r} must be an integer of at least 1.")
        rng = torch.Generator().manual_seed(self._draw_seeds()["sample"])
        priors = self._fitted_priors()
        with_class = priors.code[: len(self.classes_)]
        drawn = draw_category(with_class, n_samples, rng) if y is None else self._codes_of(y, n_samples)
        level = _checked_noise(noise, priors)
        latent = draw_latent(priors, n_samples, rng, drawn, _checked_spread(spread, priors))
        if codes is not None:
            latent = with_continuous(latent, self._continuous_codes(codes, n_samples), priors)
        X = self._generate(priors, latent, rng, level)
        return X, self.classes_[drawn.numpy()]

    @property
    def _n_continuous_codes(self):
        return getattr(self._architecture, "n_continuous_codes", 0)

    @torch.no_grad()
    def _generate(self, priors, latent, rng, level):
        """Sequences in the form of `fit`, generated and rescaled a chunk at a time."""
        generator, parts = self._load_networks().generator, []
        size = _NUMBERS // ((priors.length.shape[-1] - 1) * self._architecture.generator_units)
        size = max(1, min(_SEQUENCES, size))
        dtype = np.float32 if self.scale_.single else np.float64
        for some in zip(*(part.split(size) for part in latent), strict=True):
            made = generate(generator, priors, Latent(*some), rng, level)
            generated = self.scale_.invert(Sequences(made.values.numpy(), made.lengths.numpy()), dtype)
            parts.append(to_form(generated, self.input_form_, width=self.n_features_in_))
        return [*chain(*parts)] if self.input_form_ == "list" else np.concatenate(parts)

    def _continuous_codes(self, codes, n_samples):
        codes, expected = np.asarray(codes, dtype=np.float32), self._n_continuous_codes
        if expected == 0:
            raise ValueError("codes: this classifier was fitted without continuous codes.")
        if codes.shape not in [(expected,), (n_samples, expected)] or not np.isfinite(codes).all():
            raise ValueError(
                f"codes={codes.tolist()!r} must hold {expected} finite numbers (n_continuous_codes of the "
                f"fit) for all, or for each, of the {n_samples} samples."
            )
        return torch.from_numpy(np.broadcast_to(codes, (n_samples, expected)).copy())

    def _codes_of(self, y, n_samples):
        y = [y] * n_samples if np.ndim(y) == 0 else y
        if np.shape(y) != (n_samples,):
            raise ValueError(f"y has shape {np.shape(y)}; expected one label, or {n_samples} of them.")
        labels = as_labels(y)
        labels = labels.astype(object) if self.classes_.dtype == object else labels
        return torch.from_numpy(encode_labels(labels, self.classes_, unlabeled=None))


def _checked_noise(noise, priors):
    if noise is None:
        return None
    if priors.residuals is None:
        raise ValueError("noise is for a generator after a reconstruction stage: set reconstruction_steps.")
    if not isinstance(noise, numbers.Real) or not 0 <= noise < float("inf"):
        raise ValueError(f"noise={noise!r} must be a number of at least 0.")
    return float(noise)


def _checked_spread(spread, priors):
    if spread is None:
        return SPREAD
    if priors.latents is None:
        raise ValueError("spread is for a generator after a reconstruction stage: set reconstruction_steps.")
    if not isinstance(spread, numbers.Real) or not 0 <= spread <= 1:
        raise ValueError(f"spread={spread!r} must be a number between 0 and 1.")
    return float(spread)
