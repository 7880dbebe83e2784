"""Fits of one classifier to the same sequences, as labels come in."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import numpy as np
import torch
from sklearn.base import clone
from torch.nn.functional import linear

from sklearn_seqgan.closed_form.novelty import Novelty, kept_rows, sketch
from sklearn_seqgan.closed_form.observed import by_parts
from sklearn_seqgan.closed_form.solver import embed
from sklearn_seqgan.estimators._ambient import in_plain_torch
from sklearn_seqgan.estimators._inference import apply_in_chunks
from sklearn_seqgan.estimators.rocket import SemiSupervisedRocketClassifier
from sklearn_seqgan.groups import encode_groups
from sklearn_seqgan.networks.tensors import to_numpy
from sklearn_seqgan.sequences.copies import first_of_copies
from sklearn_seqgan.typing import GroupsLike, LabelsLike, SequencesLike

__all__ = ["LabelRounds"]

FIXED = {"point_dims", "device", "random_state"}
"""Parameters that determine the features of sequences."""


class LabelRounds:
    """Fit one classifier to the same sequences again and again as labels come in.

    Computing features of the sequences takes most of a fit. Here it is done once, before any label is known.
    `fit` then only solves for what depends on the labels; its result is that of the classifier's own `fit`
    with the same seed.

    Parameters
    ----------
    X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
    groups : array-like of shape (n,), default=None
        Person of each sequence, as in the classifier's `fit`.
    estimator : SemiSupervisedRocketClassifier, default=None
        It is cloned. None: one with its defaults. If its `random_state` is None, a seed is drawn once.

    Attributes
    ----------
    n_samples : int
    posterior_ : ndarray of shape (n, K)
        Posterior of the classes for all sequences, from the last fit.

    Raises
    ------
    TypeError
        If the estimator is of another class.
    ValueError
        If X or groups cannot be used; the message names the sample and step.

    See Also
    --------
    suggest : Choose the next n sequences to label: those from which a classifier learns most.
    worth_of_labels :
        Estimate how well the labels so far predict each other, and what more labels are likely to bring.
    sklearn_seqgan.SemiSupervisedRocketClassifier :
        Sequence classifier on fixed random convolutions that also learns from unlabelled sequences.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan.annotation import LabelRounds
    >>> from sklearn_seqgan.datasets import make_rhythms
    >>> X, y = make_rhythms(n_per_class=10, random_state=0)
    >>> rounds = LabelRounds(X)
    >>> y_partial = np.full(len(y), -1)
    >>> for row in (0, 15, 25):
    ...     y_partial[row] = y[row]
    >>> clf = rounds.fit(y_partial)
    >>> clf.predict(X[:2]).shape, rounds.embed(2).shape
    ((2,), (30, 2))
    """

    @in_plain_torch
    def __init__(
        self,
        X: SequencesLike,
        groups: GroupsLike | None = None,
        estimator: SemiSupervisedRocketClassifier | None = None,
    ) -> None:
        if estimator is None:
            estimator = SemiSupervisedRocketClassifier()
        if not isinstance(estimator, SemiSupervisedRocketClassifier):
            raise TypeError(
                f"estimator is of class {type(estimator).__name__}; a SemiSupervisedRocketClassifier is "
                "wanted, which can be solved again without looking at X again."
            )
        self.estimator = clone(estimator)
        self.estimator._validate_params()
        self._seen = seen = clone(estimator)
        sequences, _ = seen._validate_sequences(X, reset=True)
        self.n_samples = len(sequences.lengths)
        self._groups = None if groups is None else encode_groups(groups, self.n_samples)
        self._scaled = seen._scale(sequences)
        self._look = seen._look(self._scaled, self._groups)
        self._first_of_copies = first_of_copies(self._scaled)
        seen._novelty = self._find_novelty()

    @in_plain_torch
    def fit(self, y: LabelsLike, **parameters: Any) -> SemiSupervisedRocketClassifier:
        """A classifier fitted to the available labels.

        Parameters
        ----------
        y : array-like of shape (n,)
            Classes, and the classifier's marker for rows without a label.
        **parameters
            Parameters of the classifier for this fit, such as ``code_prior="smoothed"``.

        Returns
        -------
        SemiSupervisedRocketClassifier
            A new classifier. For up to `max_rows` sequences, its weights are bit-identical to those of its
            own `fit`.

        Raises
        ------
        ValueError
            If y cannot be used, or a parameter affects the features, which are already computed.
        """
        fixed = sorted(parameters.keys() & FIXED)
        if fixed:
            raise ValueError(f"{fixed[0]} cannot change: the sequences were looked at with another one.")
        clf = clone(self.estimator).set_params(**parameters)
        clf._validate_params()
        seen = {name: value for name, value in vars(self._seen).items() if name not in clf.get_params()}
        vars(clf).update(deepcopy(seen))
        targets = clf._find_targets(y, self.n_samples)
        network, solution = clf._solve(self._look, targets, clf._label_weights(targets))
        clf.weights_ = to_numpy(dict(network.state_dict()))
        logits = self._logits(network, solution)
        clf.transduction_ = clf._name(logits, targets)
        self.posterior_ = clf._class_posterior(logits)
        return clf

    @in_plain_torch
    def predict_each(
        self, classifiers: Sequence[SemiSupervisedRocketClassifier], X: SequencesLike
    ) -> list[np.ndarray]:
        """Predictions of several classifiers of these rounds; features of X are computed only once.

        Parameters
        ----------
        classifiers : list of SemiSupervisedRocketClassifier
            Classifiers that `fit` returned.
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

        Returns
        -------
        list of ndarray of shape (n,)
            ``predict(X)`` of each.
        """
        trunk, first = deepcopy(self._look.trunk), classifiers[0]
        weights, biases = (
            torch.cat([torch.from_numpy(clf.weights_[f"encoder.{name}"]) for clf in classifiers]).double()
            for name in ("weight", "bias")
        )
        device = self._look.data.device
        weights, biases = weights.to(device), biases.to(device)

        def logits_of(x):
            return linear(trunk(x), weights, biases)

        logits = apply_in_chunks(trunk, logits_of, first._scaled(X), device)
        ends = np.cumsum([clf.n_codes_ for clf in classifiers])[:-1]
        parts = zip(classifiers, np.split(logits, ends, axis=1), strict=True)
        return [clf.classes_[clf._class_posterior(part).argmax(axis=1)] for clf, part in parts]

    @in_plain_torch
    def embed(self, n_components: int = 32) -> np.ndarray:
        """The first principal components of all sequences, with nuisance directions discounted.

        They depend on no label, and are those of ``transform`` with ``representation="features"``. Copies of
        a sequence have the same components.

        Parameters
        ----------
        n_components : int, default=32
            Number of columns of the result.

        Returns
        -------
        ndarray of shape (n, n_components)
            A row for each sequence.
        """
        with torch.no_grad():
            how = self.estimator.nuisance_weight, n_components, self._look.seed, self.estimator.max_rows
            found = embed(self._look.observed, *how)
        return found.cpu().numpy()[self._first_of_copies]

    @torch.no_grad()
    def _logits(self, network, solution):
        """Logits of all sequences; those that the solution does not cover come from the network."""
        logits = solution.scores.new_empty(self.n_samples, solution.scores.shape[1])
        logits[solution.rows] = solution.scores
        others = torch.ones(self.n_samples, dtype=torch.bool, device=logits.device)
        others[solution.rows] = False
        rows = others.nonzero().flatten()
        if len(rows):
            features = self._look.observed.features
            logits[rows] = by_parts(lambda some: network.encoder(features.of(some)), rows)
        return logits.cpu().numpy()

    def _find_novelty(self):
        rows, trunk = kept_rows(self.n_samples), deepcopy(self._look.trunk)
        some = self._scaled.take(rows.numpy())
        sketches = apply_in_chunks(trunk, lambda x: sketch(trunk(x)), some, self._look.data.device)
        return to_numpy(list(Novelty.of(torch.tensor(sketches, dtype=torch.float32))))
