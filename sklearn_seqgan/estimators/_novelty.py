"""Novelty: how unlike all training sequences a sequence is, for classifiers on random convolutions."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import Any

import numpy as np

from sklearn_seqgan.closed_form.novelty import WIDTH, KeptRows, Novelty
from sklearn_seqgan.estimators._ambient import in_plain_torch
from sklearn_seqgan.estimators._files import check_arrays
from sklearn_seqgan.estimators._inference import apply_in_chunks, resolve_device
from sklearn_seqgan.estimators._joint import everywhere, ranks_of
from sklearn_seqgan.networks.tensors import to_numpy, to_tensors
from sklearn_seqgan.typing import SequencesLike

__all__ = ["NoveltyMixin"]


class NoveltyMixin:
    """`novelty_score` of a classifier whose networks return their features."""

    _load_networks: Any
    _scaled: Any
    device: Any

    @in_plain_torch
    def novelty_score(self, X: SequencesLike) -> np.ndarray:
        """How unlike the training sequences each sequence is.

        It is the share of training sequences that are closer, in feature space, to another training sequence
        than the given sequence is to any of them. New sequences of the same kind have scores spread over [0,
        1]. A recording that, for example, stands still or is far too large has a score near 1, however sure
        `predict_proba` is.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

        Returns
        -------
        ndarray of shape (n,)
            In [0, 1]; 0 for a training sequence.

        Raises
        ------
        ValueError
            If the classifier was not fitted on random convolutions, or X cannot be used.
        """
        networks = self._load_networks()
        if self._novelty is None:
            raise ValueError("novelty_score is for a fit with trunk='random-convolution'.")
        device = resolve_device(self.device)
        known = Novelty(*(part.to(device) for part in to_tensors(self._novelty)))

        def score(x):
            return known.score(networks.code_logits_and_features(x)[1])

        return apply_in_chunks(networks, score, self._scaled(X), device)

    def _relearn(self, learnt):
        super()._relearn(learnt)
        if self._novelty is not None:
            check_arrays("_novelty", self._novelty, [(None, WIDTH), self._novelty[0].shape[:1]])

    def _training_logits(self, networks, scaled):
        if not hasattr(networks, "code_logits_and_features"):
            self._novelty = None
            return super()._training_logits(networks, scaled)
        kept = KeptRows(len(scaled.lengths), getattr(scaled, "first", 0))

        def look(x):
            logits, features = networks.code_logits_and_features(x)
            kept.look(features)
            return logits

        device = resolve_device(self.device)
        logits = everywhere(scaled, lambda x: apply_in_chunks(networks, look, x, device))
        self._novelty = to_numpy(list(kept.novelty(ranks_of(scaled))))
        return logits
