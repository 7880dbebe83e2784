"""Constants of a graph: once each, and small."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")

from sklearn_seqgan.onnx_file.graph import IR_VERSION, OPSET, Graph  # noqa: E402, needs the extra


def run(g, **outputs):
    described = {name: (dtype, ["m"], source) for name, (dtype, source) in outputs.items()}
    content = g.to_model({"x": (np.float64, ["n"])}, described, {"key": "ä"}, "what it is")
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    return content, session.run(None, {"x": np.arange(2.0)})


def test_equal_constants_are_one():
    g = Graph(np.float64)
    names = [
        g.constant(np.arange(3)),
        g.constant([0, 1, 2]),
        g.constant(np.arange(3.0)),
        g.constant(np.zeros(3)),
    ]
    assert names[0] == names[1] and len({*names}) == 3
    assert g.constant(np.int64(0)) != g.number(0)  # the same bytes


def test_float64_comes_back_to_the_bit_at_half_the_size_where_float32_holds_it():
    g = Graph(np.float64)
    short, long = np.arange(1000) / 8, np.arange(1000) / 7
    content, (a, b) = run(g, a=(np.float64, g.constant(short)), b=(np.float64, g.constant(long)))
    np.testing.assert_array_equal(a, short)
    np.testing.assert_array_equal(b, long)
    assert 12_000 < len(content) < 13_000


def test_what_the_file_says_of_itself():
    g = Graph(np.float32)
    content, (y,) = run(g, y=(np.float64, g.Add("x", np.float64(1))))
    model = onnx.load_from_string(content)
    assert y.tolist() == [1, 2]
    assert [(p.key, p.value) for p in model.metadata_props] == [("key", "ä")]
    assert (model.opset_import[0].version, model.ir_version) == (OPSET, IR_VERSION)
    assert model.doc_string == "what it is" and model.producer_name == "sklearn_seqgan"
