"""What classifiers share that use distances and angles between points."""
# SPDX-License-Identifier: BSD-3-Clause

from numbers import Integral

from sklearn_seqgan._compat import Options, StrOptions
from sklearn_seqgan.networks.trunks.random_convolution import new_design
from sklearn_seqgan.sequences.points import find_points, place

__all__ = ["PointsMixin"]


class PointsMixin:
    """`point_dims`, and ``points_``, which follow from it and the data.

    It comes before `SemiSupervisedClassifierMixin` in the bases.
    """

    _parameter_constraints: dict = {"point_dims": [StrOptions({"auto"}), Options(Integral, {2, 3}), None]}

    _looks_at_points = True

    def _scale(self, sequences):
        if not self._resuming:
            names = None if self.input_form_ == "2d" else getattr(self, "feature_names_in_", None)
            self.points_ = find_points(sequences, names, self.point_dims if self._looks_at_points else None)
        return super()._scale(sequences)

    def _measured(self):
        last = getattr(self._architecture, "design", None) if self._resuming else None
        return {**super()._measured(), "points": self.points_, "design": last or new_design()}

    def _placement(self):
        """Which channels belong to which point; None without points."""
        return place(self.scale_, self.points_) if self.points_ else None
