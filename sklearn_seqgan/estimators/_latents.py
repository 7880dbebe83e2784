"""Sequences from latents and latents from sequences: reconstruction and interpolation."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import Any, cast

import numpy as np
import torch
from scipy.special import softmax
from sklearn.utils.validation import check_array
from torch.nn.functional import pad

from sklearn_seqgan.estimators._ambient import in_plain_torch
from sklearn_seqgan.estimators._inference import apply_in_chunks, resolve_device
from sklearn_seqgan.sequences import Sequences, as_plain, to_form
from sklearn_seqgan.sequences.scaling import ChannelScale
from sklearn_seqgan.typing import ArrayLike, SequencesLike, SequencesOut

__all__ = ["LatentMixin"]

_SEQUENCES = 1024  # generated at one time


class LatentMixin:
    """`reconstruct` and `inverse_transform` of a classifier with a noise encoder."""

    _load_networks: Any
    _validate_sequences: Any
    _architecture: Any
    device: str | torch.device
    scale_: ChannelScale
    n_codes_: int
    n_features_in_: int
    input_form_: str

    @in_plain_torch
    def reconstruct(self, X: SequencesLike) -> SequencesOut:
        """G(E(x)): each sequence as the generator makes it from its latent, without noise.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

        Returns
        -------
        ndarray or list
            In the form and units of X, each sequence with its original length. A three-dimensional array is
            as long as the longest sequence.

        Raises
        ------
        ValueError
            If the classifier has no encoder of the noise, or X cannot be used.
        """
        networks = self._load_networks()
        self._check_has_latents()
        sequences, form = self._validate_sequences(X, reset=False)
        longest = sequences.shape[1]

        def reconstruct(x):  # a chunk is only as long as its own longest sequence
            return pad(networks.reconstruct(x), (0, 0, 0, longest - x.n_time_steps))

        scaled, device = self.scale_.apply(sequences), resolve_device(self.device)
        values = apply_in_chunks(networks, reconstruct, scaled, device).astype(np.float32)
        again = self.scale_.invert(Sequences(values, sequences.lengths), sequences.dtype)
        return to_form(again, form, width=np.shape(X)[1] if form == "2d" else None)  # pyright: ignore[reportCallIssue, reportArgumentType]

    @in_plain_torch
    @torch.no_grad()
    def inverse_transform(self, X: ArrayLike, lengths: int | ArrayLike | None = None) -> SequencesOut:
        """Sequences from latents, as `transform` gives them with ``representation="latent"``.

        The mean of the latents of two recordings gives a sequence between them.

        Parameters
        ----------
        X : array-like of shape (n, n_codes + noise_dim)
            Probabilities of the codes, then the noise.
        lengths : int or array-like of shape (n,), default=None
            Time steps of each sequence. None: the mean length of training sequences (of the class, if
            `length_prior` is by class), rounded.

        Returns
        -------
        ndarray or list
            In the form that `fit` got, in the units of the training data, without noise.

        Raises
        ------
        ValueError
            If the classifier has no encoder of the noise, or X or lengths cannot be used.
        """
        networks = self._load_networks()
        self._check_has_latents()
        X = cast(np.ndarray, check_array(as_plain(X), input_name="X", dtype=np.float32))  # pyright: ignore[reportArgumentType]
        if X.shape[1] != self._latent_width:
            raise ValueError(
                f"X has {X.shape[1]} columns; expected the {self.n_codes_} codes and "
                f"{self._architecture.noise_dim} dimensions of noise that transform gives with "
                "representation='latent'."
            )
        lengths = torch.from_numpy(self._lengths_of(X, lengths))
        latents, longest = torch.from_numpy(X), int(lengths.max())
        parts = [
            networks.generate_from(*some, longest).values
            for some in zip(latents.split(_SEQUENCES), lengths.split(_SEQUENCES), strict=True)
        ]
        made = Sequences(torch.cat(parts).numpy(), lengths.numpy())
        dtype = np.float32 if self.scale_.single else np.float64
        width = self.n_features_in_ if self.input_form_ == "2d" else None
        return to_form(self.scale_.invert(made, dtype), self.input_form_, width=width)

    @property
    def _latent_width(self):
        return self.n_codes_ + self._architecture.noise_dim

    def _check_has_latents(self):
        """Raise a ValueError if no encoder of the noise was trained."""

    def _lengths_of(self, X, lengths):
        longest = self.length_prior_.shape[-1] - 1
        if lengths is None:
            table = self.length_prior_ @ np.arange(longest + 1)
            own = np.full(len(X), table) if table.ndim == 0 else X[:, : self.n_codes_] @ table
            return own.round().clip(1, longest).astype(np.int64)
        given = np.broadcast_to(np.asarray(lengths), len(X))
        if given.dtype.kind not in "iu" or given.min() < 1:
            raise ValueError(f"lengths={lengths!r} must be one positive integer, or {len(X)} of them.")
        if self.input_form_ == "2d" and given.max() > self.n_features_in_:
            raise ValueError(f"lengths={lengths!r}: X of the fit had {self.n_features_in_} time steps.")
        return given.astype(np.int64)

    def _codes_and_noise(self, X):
        """Posterior of the codes and the mean of the noise, float64."""
        codes, noise = np.split(self._infer(X, "codes_and_noise"), [self.n_codes_], axis=1)
        return softmax(codes, axis=1), noise
