"""Fitted classifiers as files: `save`, and `load` of each class.

A file holds parameters, what `fit` has learnt and nothing that runs. Before any of it is used, every array of
weights is held against the network that it is for.
"""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import asdict

import numpy as np
import torch
from sklearn.utils.validation import check_is_fitted

from sklearn_seqgan import model_file
from sklearn_seqgan._version import __version__
from sklearn_seqgan.estimators._ambient import in_plain_torch
from sklearn_seqgan.sequences.scaling import ChannelScale

__all__ = ["FileMixin", "check_sizes", "check_weights"]

MOST_LAYERS, LARGEST_SIZE = 100, 10**6
"""Of a network in a file."""

_TRYING = 9  # time steps of the sequence of zeros that an opened model is tried on


class FileMixin:
    """`save` and `load`. A class says in `_learnt` and `_relearn` what there is beside its parameters."""

    _file_kinds: dict = {"ChannelScale": ChannelScale}
    """Name -> named tuple or dataclass that a file of this class may hold."""

    def save(self, path, training_state=None):
        """Write the fitted classifier to a file.

        The file is of safetensors, with JSON beside the arrays: opening one runs no code, unlike a pickle. It
        can be opened on a machine without the GPU that it was fitted on.

        Parameters
        ----------
        path : str or Path
            Replaced once the new file is whole.
        training_state : bool, default=None
            Whether to write what only a further fit needs (last weights and those averaged, moments of the
            optimisers, random streams): half of the file or more. None: where ``warm_start`` is set.

        Raises
        ------
        NotFittedError
            If it is not fitted.
        TypeError
            If a parameter cannot be written: a callback, or a class of one's own.

        Examples
        --------
        >>> import os, tempfile
        >>> from sklearn_seqgan import SemiSupervisedRocketClassifier, load
        >>> from sklearn_seqgan.datasets import make_rhythms
        >>> X, y = make_rhythms(n_per_class=5, random_state=0)
        >>> clf = SemiSupervisedRocketClassifier(random_state=0).fit(X, y)
        >>> path = os.path.join(tempfile.mkdtemp(), "rhythms.safetensors")
        >>> clf.save(path)
        >>> bool((load(path).predict(X) == clf.predict(X)).all())
        True
        """
        check_is_fitted(self)
        if training_state is None:
            training_state = bool(self.get_params(deep=False).get("warm_start", False))
        content = {"parameters": self._changed_parameters(), "learnt": self._learnt(training_state)}
        tree, arrays = model_file.to_tree(content, self._file_kinds, type(self).__name__)
        about = {
            "class": type(self).__name__,
            "package": __version__,
            "code": self._file_code(),
            "tree": tree,
        }
        model_file.write(path, about, arrays)

    @classmethod
    def load(cls, path):
        """The classifier that `save` has written; `sklearn_seqgan.load` finds the class by itself.

        Parameters
        ----------
        path : str or Path

        Returns
        -------
        classifier

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If it is damaged, of another class, or by a version of the package that this one cannot follow.
        """
        about, arrays = model_file.read(path)
        return cls._from_file(path, about, arrays)

    @classmethod
    @in_plain_torch
    def _from_file(cls, path, about, arrays):
        if about.get("class") != cls.__name__:
            raise ValueError(f"{path} holds a {about.get('class')}, not a {cls.__name__}.")
        try:
            content = model_file.from_tree(about["tree"], arrays, cls._file_kinds)
            clf = cls(**content["parameters"])
            clf._check_code(about["code"], about["package"])
            clf._relearn(content["learnt"])
            clf._try()
        except ValueError as error:
            raise ValueError(f"{path} holds no {cls.__name__} that can be used: {error}") from error
        except Exception as error:  # a file of any content may make any layer fail
            raise ValueError(f"{path} holds no {cls.__name__} that can be used: {error!r}") from error
        return clf

    def _changed_parameters(self):
        """Those that are not as by default."""
        defaults = type(self)().get_params(deep=False)
        given = self.get_params(deep=False)
        return {name: value for name, value in given.items() if not _is(value, defaults.get(name))}

    def _file_code(self):
        """What of the code a model depends on; a file by other code is refused."""
        return None

    def _check_code(self, code, package):
        if code != self._file_code():
            raise ValueError(
                f"version {package} of the package, which wrote it, drew other random convolutions than this "
                f"one ({__version__}). Open it with that version."
            )

    def _try(self):
        """Predict a sequence of zeros."""
        steps = (1, self.n_features_in_) if self.input_form_ == "2d" else (1, _TRYING, self.n_channels_)
        if not np.isfinite(self.predict_proba(np.zeros(steps))).all():
            raise ValueError("its predictions are not finite.")


def _is(value, default):
    """Whether a parameter is as by default."""
    return value is default or (
        type(value) is type(default) and not hasattr(value, "shape") and value == default
    )


def check_sizes(sizes):
    """Raise a ValueError if a network of some sizes could not be what a file of theirs is for.

    Parameters
    ----------
    sizes : dict or dataclass
    """
    sizes = sizes if isinstance(sizes, dict) else asdict(sizes)
    for name, value in sizes.items():
        most = MOST_LAYERS if "layers" in name else LARGEST_SIZE
        if isinstance(value, int) and abs(value) > most:
            raise ValueError(f"{name}={value} is above {most}.")


def check_weights(weights, module):
    """Raise a ValueError if arrays are not those of a module, which may be without memory."""
    expected = {name: (tuple(v.shape), v.dtype) for name, v in module.state_dict().items()}
    found = {name: (v.shape, torch.from_numpy(v).dtype) for name, v in weights.items()}
    if found != expected:
        name = next(n for n in {**expected, **found} if expected.get(n) != found.get(n))
        raise ValueError(f"the weight {name} is {found.get(name)}, but must be {expected.get(name)}.")
