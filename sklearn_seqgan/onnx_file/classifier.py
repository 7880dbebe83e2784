"""A classifier as an ONNX file, which maps recorded sequences to probabilities."""
# SPDX-License-Identifier: BSD-3-Clause

import json

import numpy as np
from torch import nn

from sklearn_seqgan.onnx_file.graph import Graph
from sklearn_seqgan.onnx_file.layers import valid_steps
from sklearn_seqgan.onnx_file.networks import kind_of

__all__ = ["to_onnx"]

HELP = """\
A classifier of sequences, written by sklearn_seqgan.
values: n sequences of up to T steps in F channels, as recorded; steps after their ends are not read.
lengths: number of steps of each sequence, 1 to T.
probabilities: one per class, in the order of "classes" in the metadata, which is a JSON list.
label: index of the most likely class in that list.
A sequence with values that are not finite or a length outside 1 to T gets probabilities NaN and label -1."""


def to_onnx(network: nn.Module, scale, dtype, classes: list, about: dict) -> bytes:
    """Content of the file.

    Parameters
    ----------
    network : Module
        One of `NETWORKS`, in evaluation mode.
    scale : ChannelScale
    dtype : {numpy.float32, numpy.float64}
        Dtype of the input values.
    classes : list of K
        Classes of the first K logits.
    about : dict of str -> str
        Further metadata.

    Raises
    ------
    TypeError
        If the network is not one of `NETWORKS`.
    ValueError
        If the network is too large for an ONNX file.
    """
    kind = kind_of(network)
    g = Graph(kind.dtype)
    inside, lengths = _lengths_inside(g)
    x, finite = _scaled(g, scale, lengths)
    logits = kind.logits(g, network, g.cast(x, g.dtype), lengths)
    logits = g.Slice(logits, [0], [len(classes)], [1])
    probabilities = g.cast(g.Softmax(logits, axis=1), np.float32)
    sound = g.And(inside, finite)
    label = g.Where(sound, g.ArgMax(probabilities, axis=1, keepdims=0), np.int64(-1))
    probabilities = g.Where(g.Unsqueeze(sound, [1]), probabilities, np.float32(np.nan))
    return g.to_model(
        {"values": (dtype, ["n", "T", len(scale.mean)]), "lengths": (np.int64, ["n"])},
        {
            "probabilities": (np.float32, ["n", len(classes)], probabilities),
            "label": (np.int64, ["n"], label),
        },
        {"classes": json.dumps(classes, ensure_ascii=False, default=str), **about},
        doc_string=HELP,
    )


def _lengths_inside(g):
    """Whether each length is valid, and the lengths clipped to valid ones."""
    n_time_steps, one = g.Shape("values", start=1, end=2), np.array([1])
    inside = g.And(g.LessOrEqual(one, "lengths"), g.LessOrEqual("lengths", n_time_steps))
    return inside, g.Max(g.Min("lengths", n_time_steps), one)


def _scaled(g, scale, lengths):
    """Sequences scaled as by `ChannelScale.apply`, float32, zero after their ends; whether each is finite."""
    mask = g.Unsqueeze(valid_steps(g, "values", lengths), [2])
    scaled = g.Sub(g.cast("values", np.float64), scale.mean)
    scaled = g.Where(mask, g.cast(g.Div(scaled, scale.scale), np.float32), np.float32(0))
    finite = g.cast(g.LessOrEqual(g.Abs(scaled), np.finfo(np.float32).max), np.float32)  # False for NaN
    return scaled, g.cast(g.ReduceMin(finite, [1, 2], keepdims=0), np.bool_)
