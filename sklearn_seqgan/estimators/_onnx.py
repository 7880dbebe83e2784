"""Export of fitted classifiers: `to_onnx`."""
# SPDX-License-Identifier: BSD-3-Clause

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.special import softmax
from sklearn.utils.validation import check_is_fitted

from sklearn_seqgan._version import __version__
from sklearn_seqgan._whole_file import write_whole
from sklearn_seqgan.estimators._ambient import in_plain_torch
from sklearn_seqgan.estimators._inference import apply_in_chunks
from sklearn_seqgan.sequences import store
from sklearn_seqgan.sequences.scaling import ChannelScale
from sklearn_seqgan.typing import FilePath

__all__ = ["OnnxMixin"]

TOLERANCE = 1e-5
"""Tolerance for the probabilities of the file, which are float32."""

TRIED = 1, 4, 50
"""Lengths of the sequences on which a file is tested before it is written."""


class OnnxMixin:
    """`to_onnx`. The class must have `_logits_of`."""

    _logits_of: Any
    scale_: ChannelScale
    classes_: np.ndarray
    input_form_: str

    @in_plain_torch
    def to_onnx(self, path: FilePath) -> None:
        """Write the fitted classifier to an ONNX file, which runs without Python; needs the extra ``onnx``.

        It maps sequences, as `predict_proba` takes them, to probabilities; scaling is included. Inputs are
        ``values`` of shape (n, T, F), float32, where values after the end of a sequence are not read, and
        ``lengths`` of shape (n,), int64. n and T are arbitrary. Outputs are ``probabilities`` of shape (n,
        K), float32, and ``label`` of shape (n,), int64, the index of the likeliest class. The metadata hold
        ``classes``, and ``channels`` if they have names, as JSON lists.

        Parameters
        ----------
        path : str or Path
            Replaced when the new file is complete, and onnxruntime agrees with `predict_proba` to 1e-5 on a
            few synthetic sequences.

        Raises
        ------
        NotFittedError
            If it is not fitted.
        ImportError
            If the extra ``onnx`` is not installed.
        FileNotFoundError, IsADirectoryError, PermissionError
            If no file can be written to this path.
        TypeError
            If its network is not from this package (a ``module`` of your own).
        ValueError
            If it has too many weights for an ONNX file, or if onnxruntime does not agree.

        Notes
        -----
        Where float32 cannot hold the values that `fit` was given (small movements on a large offset),
        ``values`` is float64.

        Examples
        --------
        >>> import os, tempfile
        >>> from sklearn_seqgan import SemiSupervisedRocketClassifier
        >>> from sklearn_seqgan.datasets import make_rhythms
        >>> X, y = make_rhythms(n_per_class=5, random_state=0)
        >>> clf = SemiSupervisedRocketClassifier(random_state=0).fit(X, y)
        >>> path = os.path.join(tempfile.mkdtemp(), "rhythms.onnx")
        >>> clf.to_onnx(path)
        >>> import onnxruntime
        >>> [value.name for value in onnxruntime.InferenceSession(path).get_inputs()]
        ['values', 'lengths']
        """
        check_is_fitted(self)
        path = _as_place(path)
        from sklearn_seqgan.onnx_file import classifier, runtime  # these import an extra

        dtype = np.float32 if self.scale_.single else np.float64
        network, logits = self._logits_of()
        network.cpu()
        content = classifier.to_onnx(network, self.scale_, dtype, self.classes_.tolist(), self._onnx_about())
        sequences = self._made_sequences(dtype)
        scaled = self.scale_.apply(store(sequences))
        found = apply_in_chunks(network, logits, scaled, torch.device("cpu"))[:, : len(self.classes_)]
        difference = np.abs(runtime.probabilities(content, sequences) - softmax(found, axis=1)).max()
        if not difference <= TOLERANCE:
            raise ValueError(
                f"onnxruntime's probabilities differ from those of predict_proba by {difference:.1g}, so "
                f"{path} has not been written."
            )
        write_whole(path, content)

    def _onnx_about(self):
        about = {"classifier": type(self).__name__, "sklearn_seqgan": __version__}
        if self.input_form_ != "2d" and hasattr(self, "feature_names_in_"):
            about["channels"] = json.dumps(self.feature_names_in_.tolist(), ensure_ascii=False)
        return about

    def _made_sequences(self, dtype):
        """Noise as large as the training sequences were."""
        rng, scale = np.random.default_rng(0), self.scale_
        noise = [rng.normal(size=(n, self.n_channels_)) for n in TRIED]
        return [(scale.mean + scale.scale * x).astype(dtype) for x in noise]


def _as_place(path: FilePath) -> Path:
    """The path, if a file can be written there."""
    path = Path(path)
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder; give the name of a file in it.")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"There is no folder {path.parent} to write {path.name} into; make it first.")
    return path
