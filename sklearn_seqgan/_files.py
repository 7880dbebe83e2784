"""Fitted estimators as files: `save`, and `load` of each class.

A file holds the parameters, the fitted attributes and, in the same form, the nested estimators. Nothing in a
file is executed. Each class says what it has learnt, and checks that the parts of a file fit together.
"""
# SPDX-License-Identifier: BSD-3-Clause

import inspect
import warnings
from typing import NamedTuple, Self

import numpy as np
from sklearn.utils.metadata_routing import get_routing_for_object
from sklearn.utils.validation import check_is_fitted

from sklearn_seqgan import model_file
from sklearn_seqgan._pickles import PickledVersionMixin
from sklearn_seqgan._version import __version__
from sklearn_seqgan.typing import FilePath

__all__ = ["KNOWN", "FileMixin", "Inner"]

KNOWN: dict[str, type] = {}
"""Name -> class of this package that a file may hold, once `files` has been imported: ask `known`."""

CONFIGURED = {"_metadata_request", "_sklearn_output_config"}
"""Attributes that `set_fit_request` and `set_output` set: neither parameters nor learnt."""


METHODS = {"fit", "partial_fit", "predict", "predict_proba", "score", "transform"}
"""Methods whose metadata requests a file holds."""

MISSING = inspect.Parameter.empty

FORMS = {"2d", "3d", "list", "object"}

TRYING, LONGEST = 9, 10**6
"""Time steps of the zeros that an opened model is tried on; the most that a fixed-length model may have."""


class Inner(NamedTuple):
    """An estimator nested in another one, as a file holds it."""

    name: str
    content: dict


class FileMixin(PickledVersionMixin):
    """`save` and `load`. In a class's bases it comes before `BaseEstimator`.

    A class may override `_learnt` and `_relearn` to say what it has beside its parameters.
    """

    _file_kinds: dict = {}
    """Name -> named tuple or dataclass that a file of this class may hold."""

    _not_in_files: tuple = ()
    """Parameters that are left out; they have their defaults when the file is opened."""

    _learnt_privately: frozenset = frozenset()
    """Fitted attributes whose names have no trailing underscore."""

    _training_state: frozenset = frozenset()
    """Names of the attributes that only a further fit needs."""

    def save(self, path: FilePath, training_state: bool | None = None) -> None:
        """Write the fitted classifier to a file.

        The format is safetensors, with JSON beside the arrays. Unlike a pickle, it runs no code when it is
        opened. A model fitted on a GPU can be opened on a machine without one.

        Parameters
        ----------
        path : str or Path
            File to write. An existing one is replaced once the new one is complete.
        training_state : bool, default=None
            Whether to write what only a further fit needs (last and averaged weights, moments of the
            optimisers, random streams), which is half of the file or more. None: only if ``warm_start`` is
            set.

        Raises
        ------
        NotFittedError
            If it is not fitted.
        TypeError
            If a parameter cannot be written: a callback, a class of your own, or a nested estimator that does
            not belong to this package.

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
        name = type(self).__name__
        tree, arrays = model_file.to_tree(self._content(training_state), self._kinds(), name)
        model_file.write(path, {"class": name, "package": __version__, "tree": tree}, arrays)

    @classmethod
    def load(cls, path: FilePath) -> Self:
        """Open a classifier that `save` has written; `sklearn_seqgan.load` finds the class by itself.

        Parameters
        ----------
        path : str or Path
            File that `save` has written.

        Returns
        -------
        classifier

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If the file is damaged, holds another class, or was written by an incompatible version of the
            package.
        """
        about, arrays = model_file.read(path)
        return cls._from_file(path, about, arrays)

    def drop_training_state(self) -> Self:
        """Drop what only a further fit needs: for some classifiers more than half of their memory.

        Predictions stay bit-identical. Afterwards `fit` with ``warm_start`` cannot continue training.

        Returns
        -------
        self
            The estimator itself.

        Raises
        ------
        NotFittedError
            If it is not fitted.
        """
        check_is_fitted(self)
        for name in self._training_state:
            vars(self).pop(name, None)
        return self

    @classmethod
    def _from_file(cls, path, about, arrays):
        if about.get("class") != cls.__name__:
            raise ValueError(f"{path} holds a {about.get('class')}, not a {cls.__name__}.")
        by = f"{path}, written by version {str(about.get('package'))[:40]},"
        try:
            content = model_file.from_tree(about["tree"], arrays, cls._kinds())
            estimator = cls._from_content(content)
            check_is_fitted(estimator)
            return estimator
        except ValueError as error:
            raise ValueError(f"{by} holds no {cls.__name__} that can be used: {error}") from error
        except Exception as error:  # a damaged or forged file may make any layer fail
            raise ValueError(f"{by} holds no {cls.__name__} that can be used: {error!r}") from error

    @classmethod
    def _kinds(cls):
        all_kinds = [kind._file_kinds for kind in known().values()]
        return {"Inner": Inner, **{name: kind for kinds in all_kinds for name, kind in kinds.items()}} | (
            cls._file_kinds
        )

    def _content(self, training_state=None):
        """What a file holds of this estimator: its parameters, and what it has learnt."""
        content = {**self._content_to_fit(), "learnt": {}}
        keep = bool(self.get_params(deep=False).get("warm_start", False))
        learnt = self._learnt(keep if training_state is None else training_state)
        for name, value in learnt.items():
            is_inside = self._is_inside(name, value)
            content["learnt"][name] = _taken_in(value, value._content(training_state)) if is_inside else value
        return content

    def _content_to_fit(self):
        """What a file holds of an unfitted estimator, as `sklearn.clone` returns it."""
        given, defaults = self.get_params(deep=False), self._default_parameters()
        given = {name: value for name, value in given.items() if name not in self._not_in_files}
        changed = {k: v for k, v in given.items() if not _is(v, defaults.get(k, MISSING))}
        for name, value in changed.items():
            if self._is_inside(name, value):
                changed[name] = _taken_in(value, value._content_to_fit())
        return {"parameters": changed, "configured": self._configured()}

    @classmethod
    def _from_content(cls, content):
        parameters, learnt = (
            {name: _opened(value) for name, value in content[part].items()} if part in content else None
            for part in ("parameters", "learnt")
        )
        estimator = cls(**parameters)
        estimator._configure(content.get("configured", {}))
        if learnt is not None:
            estimator._relearn(learnt)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # zeros have no channel names
                estimator._try()
        return estimator

    def _default_parameters(self):
        parameters = inspect.signature(type(self).__init__).parameters
        return {name: parameter.default for name, parameter in parameters.items()}

    def _is_inside(self, name, value):
        """Whether a value is an estimator, of which a file holds class and content."""
        if isinstance(value, type) or not hasattr(value, "get_params"):
            return False
        kind = type(value)
        if known().get(kind.__name__) is not kind:
            raise TypeError(
                f"{type(self).__name__}.{name} is a {kind.__name__}. A file holds classifiers of this "
                "package alone, which can be checked before anything of them is used. Write this one by "
                "joblib.dump, or by skops.io.dump, whose files name the types that they make."
            )
        return True

    def _learnt(self, training_state):
        """The fitted attributes that a file holds."""
        left_out = CONFIGURED | self.get_params(deep=False).keys()
        left_out |= set() if training_state else self._training_state
        return {name: value for name, value in vars(self).items() if name not in left_out}

    def _relearn(self, learnt):
        """Set the fitted attributes from a file, if they fit together."""
        for name in learnt:
            is_learnt = name.endswith("_") and not name.startswith("_")
            if not (is_learnt or name in self._learnt_privately) or hasattr(type(self), name):
                raise ValueError(f"{name!r} is nothing that a fit has learnt.")
        vars(self).update(learnt)
        if not self.__sklearn_is_fitted__():
            raise ValueError("it is not fitted.")
        if "input_form_" in learnt:
            self._check_form()

    def _check_form(self):
        """Raise a ValueError if no X in `fit` can have had this form and width."""
        if self.input_form_ not in FORMS:
            raise ValueError(f"input_form_={self.input_form_!r} is none of {sorted(FORMS)}.")
        expected = range(1, LONGEST + 1) if self.input_form_ == "2d" else [self.n_channels_]
        if type(self.n_features_in_) is not int or self.n_features_in_ not in expected:
            raise ValueError(f"n_features_in_={self.n_features_in_!r} does not match its channels.")

    def _configured(self):
        """What the user has set by `set_output` and `set_fit_request`."""
        found = {"output": vars(self).get("_sklearn_output_config", {})}
        if "_metadata_request" not in vars(self):
            return found
        asked = {name: dict(getattr(self._metadata_request, name).requests) for name in METHODS}
        return found | {"requests": {name: requests for name, requests in asked.items() if requests}}

    def _configure(self, configured):
        if configured.get("output"):
            self.set_output(**configured["output"])
        if "requests" not in configured:
            return
        request = get_routing_for_object(self)
        for method in METHODS & configured["requests"].keys():
            for name, alias in configured["requests"][method].items():
                getattr(request, method).add_request(param=name, alias=alias)
        self._metadata_request = request

    def _example(self):
        """A sequence of zeros, in the form of X in `fit`."""
        steps = (1, self.n_features_in_) if self.input_form_ == "2d" else (1, TRYING, self.n_channels_)
        return np.zeros(steps)

    def _try(self):
        """Predict a sequence of zeros."""
        if not np.isfinite(self.predict_proba(self._example())).all():
            raise ValueError("its predictions are not finite.")


def known() -> dict[str, type]:
    """Name -> class of this package that a file may hold, whichever of them a process has imported."""
    import sklearn_seqgan.files  # noqa: F401 (it fills the table; the classes in it import this module)

    return KNOWN


def _taken_in(estimator, content):
    return Inner(type(estimator).__name__, content)


def _opened(value):
    if not isinstance(value, Inner):
        return value
    if value.name not in known():
        raise ValueError(f"it holds a {value.name!r}, which is no class of this package.")
    return known()[value.name]._from_content(value.content)


def _is(value, default):
    """Whether a parameter has its default value."""
    return value is default or (
        type(value) is type(default) and not hasattr(value, "shape") and value == default
    )
