"""The optional packages that ONNX files need."""
# SPDX-License-Identifier: BSD-3-Clause

from contextlib import contextmanager

__all__ = ["needs_the_extra"]


@contextmanager
def needs_the_extra():
    """Context for the import of onnx or onnxruntime.

    Raises
    ------
    ImportError
        If one is missing; the message says how to install it.
    """
    try:
        yield
    except ImportError as error:
        raise ImportError(
            "Files of ONNX need the extra `onnx`: pip install 'sklearn_seqgan[onnx]'."
        ) from error
