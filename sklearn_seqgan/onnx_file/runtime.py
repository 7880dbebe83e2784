"""Runs ONNX files with onnxruntime."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.onnx_file.extra import needs_the_extra

with needs_the_extra():
    import onnxruntime

__all__ = ["probabilities"]

ONLY_ERRORS = 3


def probabilities(content: bytes, sequences: list) -> np.ndarray:
    """Probabilities of a list of (T_i, F) arrays, shape (n, K); only errors are logged."""
    lengths = np.array([len(x) for x in sequences], dtype=np.int64)
    shape = len(sequences), lengths.max(), sequences[0].shape[1]
    values = np.full(shape, np.nan, dtype=sequences[0].dtype)
    for row, x in zip(values, sequences, strict=True):
        row[: len(x)] = x
    options = onnxruntime.SessionOptions()
    options.log_severity_level, options.intra_op_num_threads = ONLY_ERRORS, 1
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    return session.run(["probabilities"], {"values": values, "lengths": lengths})[0]  # pyright: ignore[reportReturnType]
