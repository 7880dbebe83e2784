"""Checkpoints of a fit: the last kept moment of its training, in a file that is complete at all times.

If a killed fit is called again with the same parameters and data, it finds the file and continues from it.
The file also describes the fit, so a different fit is refused instead of mixed in.
"""
# SPDX-License-Identifier: BSD-3-Clause

from hashlib import blake2b
from pathlib import Path

import numpy as np

from sklearn_seqgan import model_file
from sklearn_seqgan._version import __version__
from sklearn_seqgan._warnings import warn
from sklearn_seqgan.ranks import ALONE

__all__ = ["Checkpoint", "digest", "open_checkpoint", "parameters_as_text"]

CLASS = "checkpoint"

ROWS_AT_A_LOOK = 256

ADVICE = "Give this fit another path, or remove the file to start anew."


class Checkpoint:
    """The file that keeps moments of one fit.

    Parameters
    ----------
    path : Path
    every : int
        Minimum number of steps between two kept moments.
    of : dict
        Description of the fit, by the names that an error uses; values must fit into JSON.
    seeds : dict of str -> int
        Seeds of the fit.
    earlier : object, default=None
        What the file holds: a moment of training, with ``stage``, ``taken`` and ``to_numpy``.
    """

    def __init__(self, path, every, of, seeds, earlier=None):
        self.path, self.every, self.of, self.seeds, self.earlier = path, every, of, seeds, earlier
        self._kept = (0, 0) if earlier is None else (earlier.stage, earlier.taken)
        self._has_warned = False

    def keep(self, moment, now: bool = False) -> None:
        """Write a moment if `every` steps have passed since the last one, or if `now` is set.

        If it cannot be written, the fit goes on; the first time there is a warning.
        """
        stage, taken = self._kept
        since = moment.taken - (taken if moment.stage == stage else 0)
        if since < self.every and not now:
            return
        self._kept = moment.stage, moment.taken
        try:
            self._write(moment)
        except OSError as error:
            self._warn_once(error)

    def remove(self) -> None:
        """Remove the file when the fit has finished, or has diverged, as it would again."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            self._warn_once(error)

    def _write(self, moment):
        content = {"of": self.of, "seeds": self.seeds, "moment": moment.to_numpy()}
        tree, arrays = model_file.to_tree(content, {}, CLASS)
        model_file.write(self.path, {"class": CLASS, "package": __version__, "tree": tree}, arrays)

    def _warn_once(self, error):
        if not self._has_warned:
            warn(f"The checkpoint cannot be written, and the fit goes on without it: {error}", RuntimeWarning)
        self._has_warned = True


def open_checkpoint(path, every, of, seeds, same_seeds, Moment, ranks=ALONE):
    """The checkpoint of a fit, with the moment in its file if there is one.

    Parameters
    ----------
    path, every, of, seeds
        As in `Checkpoint`.
    same_seeds : bool
        Whether the file must have these seeds; if not, those in the file are used.
    Moment : class
        Class of the moments; it has ``from_numpy``.
    ranks : Alone or Several
        Only rank 0 reads and writes the file.

    Raises
    ------
    FileNotFoundError
        If the folder does not exist.
    ValueError
        If the file is not a checkpoint, is damaged, or belongs to another fit; the message says what differs.
    """
    if ranks.size == 1:
        return _open(Path(path), every, of, seeds, same_seeds, Moment)
    opened = ranks.together(
        lambda: _open(Path(path), every, of, seeds, same_seeds, Moment) if ranks.rank == 0 else None
    )
    seeds, earlier = ranks.first(opened and (opened.seeds, opened.earlier and opened.earlier.to_numpy()))
    return opened or _ReadByOther(seeds, earlier and Moment.from_numpy(earlier))


class _ReadByOther:
    """The checkpoint as the other ranks see it: they write nothing."""

    def __init__(self, seeds, earlier):
        self.seeds, self.earlier = seeds, earlier

    def keep(self, moment, now=False):
        """Leave it to rank 0."""

    def remove(self):
        """Leave it to rank 0."""


def _open(path, every, of, seeds, same_seeds, Moment):
    if not path.parent.is_dir():
        raise FileNotFoundError(f"checkpoint={str(path)!r}: there is no folder {path.parent}. Make it first.")
    if path.is_dir():
        raise ValueError(f"checkpoint={str(path)!r} is a folder; give the path of a file in it.")
    if not path.exists():
        return Checkpoint(path, every, of, seeds)
    content = _read(path)
    _raise_if_other(path, content["of"], of)
    if same_seeds:
        _raise_if_other(path, content["seeds"], seeds)
    return Checkpoint(path, every, of, content["seeds"], Moment.from_numpy(content["moment"]))


def _read(path):
    about, arrays = model_file.read(path)
    if about.get("class") != CLASS:
        raise ValueError(f"{path} holds a {about.get('class')}, not a checkpoint. {ADVICE}")
    if about["package"] != __version__:
        raise ValueError(
            f"{path} was written by version {about['package']} of the package. This version, "
            f"{__version__}, would not continue it bit for bit. Finish with that one. {ADVICE}"
        )
    return model_file.from_tree(about["tree"], arrays, {})


def _raise_if_other(path, theirs, ours):
    names = [name for name in {**theirs, **ours} if theirs.get(name) != ours.get(name)]
    if names:
        raise ValueError(
            f"{path} is the checkpoint of another fit: it differs in {', '.join(names)}. {ADVICE}"
        )


def parameters_as_text(estimator, left_out) -> dict[str, str]:
    """The parameters that determine a step, as text that is the same in every process."""
    given = estimator.get_params(deep=False)
    return {name: _text(given[name]) for name in sorted(given.keys() - left_out)}


def _text(value):
    if isinstance(value, (np.ndarray, np.generic)):
        value = value.tolist()
    if isinstance(value, type) or callable(value):
        return f"{value.__module__}.{getattr(value, '__qualname__', type(value).__qualname__)}"
    return repr(value)


def digest(*parts) -> str:
    """A fingerprint of arrays, None and sets of sequences, the same in memory and in files."""
    found = blake2b(digest_size=16)
    for part in parts:
        for piece in _pieces(part):
            array = np.ascontiguousarray(piece)
            found.update(repr((array.dtype.str, array.shape)).encode())
            found.update(array.view(np.uint8))  # pyright: ignore[reportArgumentType]
    return found.hexdigest()


def _pieces(part):
    if part is None:
        return
    if isinstance(part, np.ndarray):
        yield part
        return
    yield part.lengths
    rows = np.arange(len(part.lengths))
    for first in range(0, len(rows), ROWS_AT_A_LOOK):
        yield part.rows(rows[first : first + ROWS_AT_A_LOOK]).values
