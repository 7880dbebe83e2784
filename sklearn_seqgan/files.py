"""Opens a file of any classifier of the package."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import Any

from sklearn_seqgan import model_file
from sklearn_seqgan._files import KNOWN
from sklearn_seqgan.estimators.baselines import CNNClassifier, GRUClassifier, PartAwareLSTMClassifier
from sklearn_seqgan.estimators.bigan import SemiSupervisedBiGANClassifier
from sklearn_seqgan.estimators.infogan import SemiSupervisedInfoGANClassifier
from sklearn_seqgan.estimators.rocket import SemiSupervisedRocketClassifier
from sklearn_seqgan.model_selection import (
    ClassBalancedSelfTraining,
    LabeledOnly,
    LabelMasker,
    NoveltyThresholdClassifier,
    WindowedClassifier,
)
from sklearn_seqgan.typing import FilePath

__all__ = ["load"]

KNOWN.update(
    {
        cls.__name__: cls
        for cls in (
            CNNClassifier,
            ClassBalancedSelfTraining,
            GRUClassifier,
            LabelMasker,
            LabeledOnly,
            NoveltyThresholdClassifier,
            PartAwareLSTMClassifier,
            SemiSupervisedBiGANClassifier,
            SemiSupervisedInfoGANClassifier,
            SemiSupervisedRocketClassifier,
            WindowedClassifier,
        )
    }
)


def load(path: FilePath) -> Any:
    """Open the fitted classifier in a file that its `save` has written.

    Nothing in the file is executed. A damaged or forged file is refused.

    Parameters
    ----------
    path : str or Path
        File that `save` has written.

    Returns
    -------
    classifier
        Of the class that was saved.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged, holds no class of this package, or was written by an incompatible version.

    See Also
    --------
    SemiSupervisedRocketClassifier :
        Sequence classifier on fixed random convolutions that also learns from unlabelled sequences.

    Examples
    --------
    >>> import os, tempfile
    >>> from sklearn_seqgan import CNNClassifier, load
    >>> from sklearn_seqgan.datasets import make_rhythms
    >>> X, y = make_rhythms(n_per_class=5, random_state=0)
    >>> path = os.path.join(tempfile.mkdtemp(), "cnn.safetensors")
    >>> CNNClassifier(max_steps=2, random_state=0).fit(X, y).save(path)
    >>> load(path)
    CNNClassifier(max_steps=2, random_state=0)
    """
    about, arrays = model_file.read(path)
    name = about.get("class")
    if not isinstance(name, str) or name not in KNOWN:
        raise ValueError(f"{path} holds a {name!r}, which is no class of this package.")
    return KNOWN[name]._from_file(path, about, arrays)
