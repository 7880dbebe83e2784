"""Networks as ONNX operations, from sequences to logits, like ``code_logits`` or ``forward``.

To add a kind of network, write a function and name it in `NETWORKS`.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from torch import nn

from sklearn_seqgan.networks.classifiers import ConvClassifier, RecurrentClassifier
from sklearn_seqgan.networks.part_aware import PartAwareRecurrentClassifier
from sklearn_seqgan.onnx_file.graph import Graph
from sklearn_seqgan.onnx_file.layers import conv_trunk, gru, head, last, linear, part_aware_lstm
from sklearn_seqgan.onnx_file.random_convolution import random_conv_trunk
from sklearn_seqgan.systems.bigan import BiGAN
from sklearn_seqgan.systems.conv_infogan import ConvInfoGAN
from sklearn_seqgan.systems.random_infogan import RandomConvInfoGAN
from sklearn_seqgan.systems.rocket import Rocket

__all__ = ["NETWORKS", "Kind", "kind_of"]


class Kind(NamedTuple):
    """How networks of one kind are written.

    Attributes
    ----------
    logits : function of a Graph, a network, and the names of sequences and lengths
        Returns the name of the logits.
    dtype : {numpy.float32, numpy.float64}
        Dtype in which the results agree with those of the network in float64. Rounding must not carry a value
        across a threshold. Smooth networks agree in float32 too, which is faster.
    """

    logits: Callable[[Graph, nn.Module, str, str], str]
    dtype: type = np.float32


def rocket(g, network, x, lengths):
    return linear(g, network.encoder, random_conv_trunk(g, network.trunk, x, lengths))


def random_infogan(g, network, x, lengths):
    return rocket(g, network.rocket, x, lengths)


def conv_infogan(g, network, x, lengths):
    return head(g, network.encoder, conv_trunk(g, network.encoder_trunk, x, lengths))


def bigan(g, network, x, lengths):
    return head(g, network.encoder, conv_trunk(g, network.own_trunk, x, lengths))


def conv_classifier(g, network, x, lengths):
    return head(g, network.head, conv_trunk(g, network.trunk, x, lengths))


def recurrent_classifier(g, network, x, lengths):
    return linear(g, network.output, last(g, gru(g, network.gru, x, lengths), lengths))


def part_aware_classifier(g, network, x, lengths):
    for layer in network.layers:
        x = part_aware_lstm(g, layer, x, lengths)
    return linear(g, network.output, last(g, x, lengths))


NETWORKS = {
    Rocket: Kind(rocket, np.float64),
    RandomConvInfoGAN: Kind(random_infogan, np.float64),
    ConvInfoGAN: Kind(conv_infogan),
    BiGAN: Kind(bigan),
    ConvClassifier: Kind(conv_classifier),
    RecurrentClassifier: Kind(recurrent_classifier),
    PartAwareRecurrentClassifier: Kind(part_aware_classifier),
}


def kind_of(network: nn.Module) -> Kind:
    """The `Kind` of a network.

    Raises
    ------
    TypeError
        If it is not a network of this package.
    """
    if type(network) not in NETWORKS:
        raise TypeError(
            f"{type(network).__name__} is no network of this package; only those are written as ONNX. For "
            "others there is torch.onnx.export."
        )
    return NETWORKS[type(network)]
