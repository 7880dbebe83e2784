"""ONNX graphs, written operation by operation."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Iterable

import numpy as np
from torch import Tensor

from sklearn_seqgan._version import __version__
from sklearn_seqgan.onnx_file.extra import needs_the_extra

with needs_the_extra():
    import onnx
    from onnx import helper, numpy_helper

__all__ = ["OPSET", "Graph"]

OPSET, IR_VERSION = 18, 8
"""Versions of 2022, so that runtimes of that age can read the files."""

LARGEST = 2**31 - 2**20
"""Most bytes of constants. An ONNX file is one protobuf message, which is limited to 2 GiB."""


class Graph:
    """A graph under construction: the operations so far, and their constants.

    ``graph.Add(a, b)`` adds the ONNX operation of that name, and returns the name of its result. Inputs are
    such names, or constants: NumPy arrays and lists of int. Keywords are attributes.

    Parameters
    ----------
    dtype : {numpy.float32, numpy.float64}
        Dtype of the networks' weights in the graph, and of what is computed from them.
    """

    def __init__(self, dtype):
        self.dtype = np.dtype(dtype)
        self.nodes, self.constants, self._names = [], {}, {}

    def __getattr__(self, operation):
        if operation.startswith("_"):
            raise AttributeError(operation)
        return lambda *inputs, **attributes: self._add(operation, inputs, attributes)

    def _add(self, operation, inputs, attributes):
        inputs = [value if isinstance(value, str) else self.constant(value) for value in inputs]
        result = f"{operation}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operation, inputs, [result], **attributes))
        return result

    def cast(self, value: str, dtype) -> str:
        return self.Cast(value, to=helper.np_dtype_to_tensor_dtype(np.dtype(dtype)))

    def weight(self, weight: Tensor) -> str:
        """A weight of a network, in the dtype of the graph."""
        return self.constant(weight.detach().cpu().numpy().astype(self.dtype))

    def number(self, value: float) -> str:
        """One number in the dtype of the graph."""
        return self.constant(np.array(value, dtype=self.dtype))

    def constant(self, array) -> str:
        """Add a constant; float64 is stored as float32 if that is exact, which halves the file."""
        array = np.asarray(array, dtype=np.int64) if isinstance(array, list) else np.asarray(array)
        short = array.astype(np.float32) if array.dtype == np.float64 and array.size > 1 else array
        if short.dtype != array.dtype and np.array_equal(short, array):
            return self.cast(self.constant(short), np.float64)
        key = array.dtype.str, array.shape, array.tobytes()
        if key not in self._names:
            self._names[key] = f"constant_{len(self.constants)}"
            self.constants[self._names[key]] = array
        return self._names[key]

    def to_model(self, inputs: dict, outputs: dict, about: dict[str, str], doc_string: str) -> bytes:
        """Content of the file.

        Parameters
        ----------
        inputs : dict of name -> (dtype, shape)
            A string in a shape names an axis of any size.
        outputs : dict of name -> (dtype, shape, name in the graph)
        about : dict of str -> str
            Metadata.
        doc_string : str

        Raises
        ------
        ValueError
            If the graph is too large for an ONNX file.
        """
        size = sum(array.nbytes for array in self.constants.values())
        if size > LARGEST:
            raise ValueError(f"The weights have {size:,} bytes; a file of ONNX holds {LARGEST:,} at most.")
        for name, (_, _, source) in outputs.items():
            self.nodes.append(helper.make_node("Identity", [source], [name]))
        graph = helper.make_graph(
            self.nodes,
            "sklearn_seqgan",
            list(_described(inputs)),
            list(_described(outputs)),
            [numpy_helper.from_array(array, name) for name, array in self.constants.items()],
        )
        versions = {"opset_imports": [helper.make_opsetid("", OPSET)], "ir_version": IR_VERSION}
        producer = {"producer_name": "sklearn_seqgan", "producer_version": __version__}
        model = helper.make_model(graph, doc_string=doc_string, **versions, **producer)
        helper.set_model_props(model, about)
        onnx.checker.check_model(model)
        return model.SerializeToString()


def _described(values: dict) -> Iterable:
    for name, (dtype, shape, *_) in values.items():
        yield helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(np.dtype(dtype)), shape)
