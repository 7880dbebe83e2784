"""What classifiers share that use the groups: who has moved."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import Self

import numpy as np
from sklearn.utils.validation import check_is_fitted

from sklearn_seqgan._compat import StrOptions, _fit_context
from sklearn_seqgan._warnings import warn
from sklearn_seqgan.estimators._ambient import in_plain_torch
from sklearn_seqgan.estimators._inference import center_logits
from sklearn_seqgan.estimators._semi_supervised import SemiSupervisedClassifierMixin
from sklearn_seqgan.groups import encode_groups
from sklearn_seqgan.typing import ArrayLike, GroupsLike, LabelsLike, SequencesLike

__all__ = ["GroupedFitMixin"]


class GroupedFitMixin(SemiSupervisedClassifierMixin):
    """`fit`, `predict` and `score` with groups; metadata routing finds them in the signatures."""

    _parameter_constraints: dict = {
        **SemiSupervisedClassifierMixin._parameter_constraints,
        "center_groups": ["boolean", StrOptions({"auto"})],
    }

    # With routing, groups reach a prediction only on request, because it then depends on other rows.
    __metadata_request__predict = {"groups": False}
    __metadata_request__predict_proba = {"groups": False}
    __metadata_request__score = {"groups": False}

    _knows_groups = True

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(
        self,
        X: SequencesLike,
        y: LabelsLike | None = None,
        groups: GroupsLike | None = None,
        sample_weight: ArrayLike | None = None,
    ) -> Self:
        """Fit to all sequences, with the available labels.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        y : array-like of shape (n,), default=None
            Classes, and the marker `unlabeled` for sequences without a label. May be left out, or hold no
            label, if `n_codes` is set.
        groups : array-like of shape (n,), default=None
            Person of each sequence, with or without a label; None or NaN if unknown. Differences between
            persons are then treated as nuisance and count for less in distinguishing classes; see also
            `center_groups`. Prediction needs no groups.
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
        return self._fit(X, y, groups, sample_weight)

    def predict(self, X: SequencesLike, groups: GroupsLike | None = None) -> np.ndarray:
        """Predict the class of each sequence.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        groups : array-like of shape (n,), default=None
            See `predict_proba`.

        Returns
        -------
        ndarray of shape (n,)
            Entries of ``classes_``, never the marker.
        """
        probabilities = self.predict_proba(X, groups)
        return self.classes_[probabilities.argmax(axis=1)]

    @in_plain_torch
    def predict_proba(self, X: SequencesLike, groups: GroupsLike | None = None) -> np.ndarray:
        """Posterior of the classes: that of the codes, renormalised over the codes that have a class.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        groups : array-like of shape (n,), default=None
            Person of each sequence, None or NaN if unknown. If the fit centred the sequences of each person
            (see `center_groups`), those given here are centred too, on their own mean. This takes ten or more
            sequences of a person, of most classes. The prediction for one sequence then depends on the
            others.

        Returns
        -------
        ndarray of shape (n, K)
            Columns in the order of ``classes_``; rows sum to 1.
        """
        logits = self._infer(X, "code_logits")
        if groups is not None:
            logits = self._center(logits, encode_groups(groups, len(logits)))
        return self._class_posterior(logits)

    @property
    def centers_groups_(self) -> bool:
        """Whether the sequences of each person were shifted to a common mean."""
        check_is_fitted(self)
        return self._knows_groups and any(w for name, w in self.weights_.items() if name.endswith("centered"))

    def _center(self, logits, groups):
        if not self.center_groups or not self._knows_groups:
            why = "center_groups is False" if not self.center_groups else f"trunk={self.trunk!r}"
            warn(f"{why}: groups have no effect on a prediction.")
            return logits
        return center_logits(self._load_networks(), logits, groups)

    def score(
        self,
        X: SequencesLike,
        y: LabelsLike,
        sample_weight: ArrayLike | None = None,
        groups: GroupsLike | None = None,
    ) -> float:
        """Accuracy over the rows that have a label.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        y : array-like of shape (n,)
            Rows with the marker are not scored.
        sample_weight : array-like of shape (n,), default=None
            Weight of each row. None: all the same.
        groups : array-like of shape (n,), default=None
            See `predict_proba`.

        Returns
        -------
        float
            Between 0 and 1.

        Raises
        ------
        ValueError
            If no row has a label.
        """
        return self._score(self.predict(X, groups), y, sample_weight)
