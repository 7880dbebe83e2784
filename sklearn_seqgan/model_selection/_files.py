"""Files of wrappers around a classifier, which is in the file as well."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import Any, Self

from sklearn_seqgan._files import FileMixin

__all__ = ["AroundFileMixin"]


class AroundFileMixin(FileMixin):
    """`save` and `load` of an estimator with a fitted estimator, ``estimator_``, inside."""

    estimator_: Any

    def drop_training_state(self) -> Self:
        """Drop what only a further fit of the classifier inside needs, if that is of this package.

        Returns
        -------
        self
            The estimator itself.
        """
        super().drop_training_state()
        if hasattr(self.estimator_, "drop_training_state"):
            self.estimator_.drop_training_state()
        return self

    def _relearn(self, learnt):
        if hasattr(type(self), "_parameter_constraints"):
            self._validate_params()
        super()._relearn(learnt)
        inside = self.estimator_
        if not (isinstance(inside, FileMixin) and inside.__sklearn_is_fitted__()):
            raise ValueError("the object inside is not a classifier, or is not fitted.")
        if vars(self).get("n_channels_", inside.n_features_in_) != inside.n_features_in_:
            raise ValueError("the classifier inside has another number of channels.")

    def _example(self):
        return self.estimator_._example()

    def _try(self):
        """Predict a sequence of zeros; the classifier inside has been tested before."""
        self.predict(self._example())
