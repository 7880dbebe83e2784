"""A semi-supervised classifier on random convolutions, in closed form."""
# SPDX-License-Identifier: BSD-3-Clause

import numbers
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from sklearn.base import BaseEstimator, ClassifierMixin, ClassNamePrefixFeaturesOutMixin

from sklearn_seqgan._compat import Interval
from sklearn_seqgan.estimators._files import NetworkFileMixin
from sklearn_seqgan.estimators._grouped import GroupedFitMixin
from sklearn_seqgan.estimators._inference import resolve_device
from sklearn_seqgan.estimators._joint import ranks_of
from sklearn_seqgan.estimators._novelty import NoveltyMixin
from sklearn_seqgan.estimators._points import PointsMixin
from sklearn_seqgan.labels import UNLABELED_INDEX
from sklearn_seqgan.networks.seeding import build_empty
from sklearn_seqgan.networks.tensors import to_numpy
from sklearn_seqgan.networks.trunks.design import Block, Design
from sklearn_seqgan.systems.rocket import Look, Rocket, RocketArchitecture, RocketSettings
from sklearn_seqgan.training.data import TrainingSet
from sklearn_seqgan.training.settings import read_parameters
from sklearn_seqgan.typing import ArrayLike, Marker, RandomStateLike

__all__ = ["SemiSupervisedRocketClassifier"]


class SemiSupervisedRocketClassifier(
    ClassNamePrefixFeaturesOutMixin,
    NoveltyMixin,
    PointsMixin,
    GroupedFitMixin,
    ClassifierMixin,
    BaseEstimator,
):
    """Sequence classifier on fixed random convolutions that also learns from unlabelled sequences.

    Some 25,000 random convolutions (after MiniRocket) turn each sequence into features. On these a linear
    encoder is solved for in closed form, by ridge regression. Rows without a label get their codes by
    class-balanced self-training: round by round more of them, the surest first, and each class in proportion
    to p(c). Feature directions in which a movement varies without becoming a different one count for less.
    There is no gradient descent, so a fit takes seconds. This is the encoder of
    `SemiSupervisedInfoGANClassifier` with its defaults, and predictions are bit-identical; use that one to
    generate sequences.

    Parameters
    ----------
    n_codes : int, default=None
        Number of categories of the code, at least the number of classes. None: one per class. Required if no
        row has a label; the classes are then the codes.
    code_prior : {"empirical", "smoothed", "uniform", "estimated"} or array-like of shape (n_codes,), \
default="empirical"
        The prior p(c), the proportions in which unlabelled rows get codes. "empirical": proportional to the
        number of labelled rows of each class plus one; "uniform": the same for every code; "smoothed": the
        mean of both, for labels chosen by `annotation.suggest`; "estimated": from the unlabelled rows, where
        some classes were labelled more readily than others. An array gives the probabilities in the order of
        the sorted classes.
    supervised_weight : float, default=1.0
        λ_S, the weight of each labelled row.
    real_information_weight : float, default=0.3
        λ_R, the weight of each unlabelled row, once it has a code.
    nuisance_weight : float, default=5000.0
        λ_N, how strongly to discount feature directions that change when a sequence is slightly warped,
        cropped, resized, mixed or shifted. 0 discounts none.
    center_groups : {"auto"} or bool, default="auto"
        If `fit` is given groups: whether the sequences of each person are shifted to a common mean. A group
        of n is moved n / (n + 10) of the way. True: always. "auto": unless that makes the given labels less
        likely, each predicted by the fit to the others. That happens if persons do different classes, because
        their means then distinguish the classes. See also `predict_proba`.
    point_dims : {"auto", 2, 3, None}, default="auto"
        Coordinates per point, if the channels are positions of points, such as joints. The features then also
        include distances and angles between points, which do not change under rotation. Channels must be
        joint by joint, or named "..._x", "..._y" (and "..._z"). "auto": 3, or 2 if they have such names, if
        there are at least five points and most keep their distance from another one, as the two ends of a
        bone do. Set 2 for 2-D poses without names. None: never.
    max_rows : int, default=6000
        Most sequences to solve the encoder on: all with a label, and a random choice of the others,
        which represents the rest. With several ranks it is a limit per rank. More sequences take more time
        and memory (docs/scaling.md).
    n_rounds : int, default=8
        Rounds of self-training, in which a growing share of the unlabelled rows, up to nine in ten, gets a
        code.
    n_components : int, default=64
        Principal components of the features that `transform` can give.
    class_weight : "balanced", dict of class -> float, or None, default=None
        Factor for the labels of each class and for the unlabelled rows that get its code; how many get it
        still depends on p(c). "balanced": inversely proportional to the number of labels of each class.
        Classes that a dictionary does not name get 1.
    representation : {"code", "features"}, default="code"
        What `transform` gives: the posterior of the codes, or the principal components.
    unlabeled : int, float, str or None, default=-1
        The marker in y for "no label". NaN and None count as such, too. None: every entry of y is a class.
    device : str, default="auto"
        "auto" (a CUDA GPU if there is one), "cpu", "cuda", "cuda:1", ...
    random_state : int, RandomState instance or None, default=None
        With the same seed, device and number of threads, results are bit-identical. The global generators of
        torch and numpy are not touched (except numpy's, if None).
    verbose : int, default=0
        1 reports each part of the fit and how long it took.

    Attributes
    ----------
    classes_ : ndarray of shape (K,)
        Classes, never the marker. Code k stands for ``classes_[k]``.
    n_features_in_ : int
        T after a fit on (n, T), else the number of channels.
    n_channels_ : int
    input_form_ : {"2d", "3d", "list", "object"}
        Form of X in `fit`.
    n_codes_ : int
        Number of codes, at least K.
    code_prior_ : ndarray of shape (`n_codes_`,)
        p(c).
    scale_ : ChannelScale
        Mean of each channel, and the standard deviation of all channels that seem to have its unit.
    points_ : tuple of tuples of int
        Channels of each point; empty if there are none.
    centers_groups_ : bool
        Whether the sequences of each person were shifted to a common mean.
    transduction_ : ndarray of shape (n,)
        Label of each training row: the given one, or the prediction.
    weights_ : dict of ndarray
        Kernels and encoder.

    See Also
    --------
    SemiSupervisedInfoGANClassifier :
        Sequence classifier that learns from labelled and unlabelled sequences alike, and generates new ones.
    sklearn_seqgan.annotation.LabelRounds :
        Fit one classifier to the same sequences again and again as labels come in.
    sklearn_seqgan.model_selection.NoveltyThresholdClassifier :
        Reject sequences unlike all training sequences; predict the class of the others.

    References
    ----------
    Dempster, Schmidt & Webb (2021), MiniRocket: a very fast (almost) deterministic transform for time
    series classification. KDD. arXiv:2012.08791
    Zou et al. (2018), Unsupervised domain adaptation for semantic segmentation via
    class-balanced self-training. arXiv:1810.07911

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan import SemiSupervisedRocketClassifier
    >>> from sklearn_seqgan.datasets import make_rhythms
    >>> X, y = make_rhythms(n_per_class=20, random_state=0)
    >>> y_partial = np.where(np.arange(len(y)) % 10 == 0, y, -1)
    >>> clf = SemiSupervisedRocketClassifier(random_state=0).fit(X, y_partial)
    >>> clf.predict(X).shape, clf.transform(X).shape
    ((60,), (60, 3))
    """

    _parameter_constraints: dict = {
        **GroupedFitMixin._parameter_constraints,
        **PointsMixin._parameter_constraints,
        "nuisance_weight": [Interval(numbers.Real, 0, None, closed="left")],
        "max_rows": [Interval(numbers.Integral, 1, None, closed="left")],
        "n_rounds": [Interval(numbers.Integral, 1, None, closed="left")],
        "n_components": [Interval(numbers.Integral, 1, None, closed="left")],
    }

    def __init__(
        self,
        *,
        n_codes: int | None = None,
        code_prior: str | ArrayLike = "empirical",
        supervised_weight: float = 1.0,
        real_information_weight: float = 0.3,
        nuisance_weight: float = 5000.0,
        center_groups: bool | str = "auto",
        point_dims: int | str | None = "auto",
        max_rows: int = 6000,
        n_rounds: int = 8,
        n_components: int = 64,
        class_weight: str | Mapping[Any, float] | None = None,
        representation: str = "code",
        unlabeled: Marker = -1,
        device: str | torch.device = "auto",
        random_state: RandomStateLike = None,
        verbose: int = 0,
    ) -> None:
        self.n_codes = n_codes
        self.code_prior = code_prior
        self.supervised_weight = supervised_weight
        self.real_information_weight = real_information_weight
        self.nuisance_weight = nuisance_weight
        self.center_groups = center_groups
        self.point_dims = point_dims
        self.max_rows = max_rows
        self.n_rounds = n_rounds
        self.n_components = n_components
        self.class_weight = class_weight
        self.representation = representation
        self.unlabeled = unlabeled
        self.device = device
        self.random_state = random_state
        self.verbose = verbose

    @property
    def _n_features_out(self):
        return self._architecture.n_components if self.representation == "features" else self.n_codes_

    _fitted_system = Rocket
    _can_estimate = True

    _file_kinds = {
        **NetworkFileMixin._file_kinds,
        "RocketArchitecture": RocketArchitecture,
        "Design": Design,
        "Block": Block,
    }

    def _scaling(self, channels):
        return Rocket.scaling(channels)

    def _encoder_losses(self, has_labels):
        return Rocket.encoder_losses(self._settings(), has_labels)

    def _settings(self):
        return read_parameters(self, RocketSettings, estimates_code_prior=self._estimates_code_prior)

    def _train(self, scaled, targets, groups, label_weights, sequences=None):
        """Draw the convolutions, solve for the encoder, and return the network."""
        return self._solve(self._look(scaled, groups), targets, label_weights)[0]

    def _look(self, scaled, groups):
        seeds = ranks_of(scaled).first(self._draw_seeds())
        seed, no_targets = seeds["setup"], np.full(len(scaled.lengths), UNLABELED_INDEX)
        data = TrainingSet(scaled, no_targets, resolve_device(self.device), groups, self._placement())
        return Look.at(data, self.n_channels_, self.points_, seed)

    def _solve(self, look, targets, label_weights):
        """The network solved for with some labels, on the trunk of `look`, and the solution."""
        self.code_prior_ = self._find_code_prior(targets)
        self._architecture = self._read_architecture(RocketArchitecture)
        device = look.data.device
        network = build_empty(lambda: Rocket(self._architecture)).to(device)
        network.trunk = look.trunk
        code_prior = torch.tensor(self.code_prior_, dtype=torch.float32, device=device)
        data = look.data.with_targets(targets, label_weights)
        solution = network.solve(look.observed, data, self._settings(), code_prior, look.seed)
        if self._estimates_code_prior:
            self.code_prior_ = to_numpy(solution.code_prior)
        return network, solution
