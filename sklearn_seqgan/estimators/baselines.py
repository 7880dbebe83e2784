"""Supervised baselines: skorch classifiers with the input and labels of the main estimator.

They drop rows without a label. Forms of X, scaling, masking, drawing of batches, number of steps and
inference are those of `SemiSupervisedInfoGANClassifier`; the network, its loss and Adam's betas (torch's
default, 0.9 and 0.999) are not.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Sequence
from typing import Any

import torch

from sklearn_seqgan.estimators._sequence_net import SequenceNetClassifier
from sklearn_seqgan.networks.classifiers import ConvClassifier, RecurrentClassifier
from sklearn_seqgan.networks.part_aware import PartAwareRecurrentClassifier

__all__ = ["CNNClassifier", "GRUClassifier", "PartAwareLSTMClassifier"]


class CNNClassifier(SequenceNetClassifier):
    """The paper's CNN classifier (Table 1, last row): the encoder's layers with dropout 0.1.

    Parameters
    ----------
    module : class, default=ConvClassifier
        Its parameters are set with ``module__filters`` (64), ``module__kernel_size``
        (5), ``module__n_conv_layers`` (2), ``module__hidden_units`` (64) and
        ``module__dropout`` (0.1).
    **kwargs
        Parameters of all baselines, and any other of skorch's NeuralNetClassifier but
        ``max_epochs`` and ``classes`` (``predict_nonlinearity`` has no effect):

        - ``lr``: float, default=1e-3, of the Adam optimiser (the paper's rate, 1e-4, needs about ten times as
          many steps);
        - ``batch_size``: int, default=64;
        - ``max_steps``: int, the same default as the main estimator's;
        - ``class_weight``: "balanced", dict of class -> float, or None, default=None, factors for the losses
          of each class; "balanced" is inversely proportional to its number of labels;
        - ``unlabeled``: int, float, str or None, default=-1, the marker in y for "no label"; such rows are
          dropped. NaN and None count as such, too;
        - ``device``: str, default="auto", a CUDA GPU if there is one;
        - ``random_state``: int, RandomState instance or None, default=None;
        - ``train_split``: default=None, which trains on all labelled rows;
        - ``early_stopping``: bool, default=False. If True, ``validation_fraction`` (0.1) of the labelled
          rows, of each class in proportion, is held out (by ``train_split``, if it is set). Training ends
          after ``n_iter_no_change`` (10) epochs without a better accuracy on these rows, and the best weights
          are kept;
        - ``checkpoint`` (path, default=None) and ``checkpoint_every`` (50 steps): as in the main estimator;
        - ``callbacks``: skorch callbacks; an epoch is ten steps;
        - ``verbose``: int, default=0; 1 shows a progress bar.

    Attributes
    ----------
    classes_ : ndarray of shape (K,)
        Classes, never the marker.
    n_features_in_ : int
        T after a fit on (n, T), else the number of channels.
    n_channels_ : int
    input_form_ : {"2d", "3d", "list", "object"}
        Form of X in `fit`.
    scale_ : ChannelScale
        Mean and standard deviation of each channel.
    n_steps_ : int
        Number of steps.
    history_ : skorch.history.History

    See Also
    --------
    GRUClassifier :
        The paper's RNN classifier (Table 2): two layers of GRU, read at the last valid step.
    PartAwareLSTMClassifier :
        The part-aware LSTM: a memory for each part of the body, read at the last valid step.
    SemiSupervisedRocketClassifier :
        Sequence classifier on fixed random convolutions that also learns from unlabelled sequences.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan import CNNClassifier
    >>> from sklearn_seqgan.datasets import make_rhythms
    >>> X, y = make_rhythms(n_per_class=20, random_state=0)
    >>> CNNClassifier(max_steps=50, random_state=0).fit(X, y).predict(X).shape
    (60,)
    """

    def __init__(self, module: type[torch.nn.Module] = ConvClassifier, **kwargs: Any) -> None:
        super().__init__(module, **kwargs)


class GRUClassifier(SequenceNetClassifier):
    """The paper's RNN classifier (Table 2): two layers of GRU, read at the last valid step.

    Parameters
    ----------
    module : class, default=RecurrentClassifier
        Its parameters are set with ``module__units`` (64) and ``module__n_layers`` (2).
    **kwargs
        As in `CNNClassifier`.

    Attributes
    ----------
    classes_, n_features_in_, n_channels_, input_form_, scale_, n_steps_, history_ : as in `CNNClassifier`

    See Also
    --------
    CNNClassifier :
        The paper's CNN classifier (Table 1, last row): the encoder's layers with dropout 0.1.
    PartAwareLSTMClassifier :
        The part-aware LSTM: a memory for each part of the body, read at the last valid step.

    Examples
    --------
    >>> from sklearn_seqgan import GRUClassifier
    >>> from sklearn_seqgan.datasets import make_rhythms
    >>> X, y = make_rhythms(n_per_class=5, random_state=0)
    >>> GRUClassifier(max_steps=5, random_state=0).fit(X, y).predict(X).shape
    (15,)
    """

    def __init__(self, module: type[torch.nn.Module] = RecurrentClassifier, **kwargs: Any) -> None:
        super().__init__(module, **kwargs)


class PartAwareLSTMClassifier(SequenceNetClassifier):
    """The part-aware LSTM: a memory for each part of the body, read at the last valid step.

    Parameters
    ----------
    parts : sequence of sequences of int, default=None
        Channels of each part, as `sklearn_seqgan.datasets.body_parts` gives them. A channel may be in several
        parts; a channel in no part is not used. None is one part with all channels, which is a plain LSTM.
        ``fit`` refuses invalid parts.
    module : class, default=PartAwareRecurrentClassifier
        Its parameters are set with ``module__units`` (20 per part) and ``module__n_layers`` (1).
    **kwargs
        As in `CNNClassifier`.

    Attributes
    ----------
    classes_, n_features_in_, n_channels_, input_form_, scale_, n_steps_, history_ : as in `CNNClassifier`

    See Also
    --------
    CNNClassifier :
        The paper's CNN classifier (Table 1, last row): the encoder's layers with dropout 0.1.
    GRUClassifier :
        The paper's RNN classifier (Table 2): two layers of GRU, read at the last valid step.
    sklearn_seqgan.datasets.body_parts :
        Channels of torso, left arm, right arm, left leg and right leg.

    References
    ----------
    Shahroudy et al. (2016), NTU RGB+D: A Large Scale Dataset for 3D Human Activity
    Analysis, section 4.2. arXiv:1604.02808

    Examples
    --------
    >>> from sklearn_seqgan import PartAwareLSTMClassifier
    >>> from sklearn_seqgan.datasets import body_parts, make_rhythms
    >>> X, y = make_rhythms(n_per_class=20, n_channels=6, random_state=0)
    >>> parts = body_parts(["hand_left", "hand_right"])
    >>> clf = PartAwareLSTMClassifier(parts, max_steps=5, random_state=0).fit(X, y)
    >>> clf.parts, clf.predict(X).shape
    ([[0, 1, 2], [3, 4, 5]], (60,))
    """

    _module_parameters = ("parts",)

    def __init__(
        self,
        parts: Sequence[Sequence[int]] | None = None,
        module: type[torch.nn.Module] = PartAwareRecurrentClassifier,
        **kwargs: Any,
    ) -> None:
        super().__init__(module, **kwargs)
        self.parts = parts
