"""`fit` of the classifiers that make use of who has moved."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan._compat import _fit_context
from sklearn_seqgan.estimators._semi_supervised import SemiSupervisedClassifierMixin

__all__ = ["GroupedFitMixin"]


class GroupedFitMixin(SemiSupervisedClassifierMixin):
    """`fit` with groups; scikit-learn's metadata routing finds them in its signature."""

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None, groups=None):
        """Fit to all sequences, with the labels there are.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Shorter sequences in an array are padded with NaN at their end.
        y : array-like of shape (n,), default=None
            Classes, and the marker `unlabeled` where a sequence has none. May be left
            out, or hold no label, if `n_codes` is set.
        groups : array-like of shape (n,), default=None
            Person of each sequence, with or without a label; None or NaN where one is not known. What
            makes persons differ is nuisance then, and tells classes apart less. Prediction asks for
            no groups.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If X, y or a parameter cannot be used; the message names the sample and
            step, or the parameter, and what to do.
        DivergenceError
            If adversarial training leaves the finite numbers or the critic gap its bound, unless
            `on_divergence` is "warn".
        """
        return self._fit(X, y, groups)
