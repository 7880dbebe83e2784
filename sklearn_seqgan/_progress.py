"""Progress on demand: a bar where there are steps to count, else the name of what is being done."""
# SPDX-License-Identifier: BSD-3-Clause

import sys
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter

from tqdm import auto, std

__all__ = ["bar", "begin", "telling"]

SECONDS_A_LINE = 10
"""Seconds between two lines where there is no terminal."""

_HAS_BEGUN = ContextVar("_HAS_BEGUN", default=None)


def bar(title, total, verbose, initial=0, unit="step"):
    """A tqdm bar in a notebook or on a terminal; elsewhere a line now and then.

    Parameters
    ----------
    title : str
    total : int
    verbose : int
        0 shows nothing.
    initial : int
        Number of steps already done.
    unit : str
    """
    options = {"total": total, "initial": initial, "desc": title, "unit": unit}
    options["disable"] = not verbose or initial == total
    if (begun := _HAS_BEGUN.get()) is not None:
        begun.end()
    return auto.tqdm(**options) if _is_watched() else _Lines(**options, mininterval=SECONDS_A_LINE)


@contextmanager
def telling(title, verbose):
    """Context in which `begin` reports on standard error what starts, and how long the last thing took."""
    begun = _Telling(title) if verbose else None
    token = _HAS_BEGUN.set(begun)
    try:
        yield
        if begun is not None:
            begun.end()
    finally:
        _HAS_BEGUN.reset(token)


def begin(what):
    """Report the start of something slow, inside `telling` with `verbose`."""
    if (begun := _HAS_BEGUN.get()) is not None:
        begun.next(what)


class _Telling:
    def __init__(self, title):
        self.title, self.what, self.since = title, None, None

    def next(self, what):
        self.end()
        self.what, self.since = what, perf_counter()
        std.tqdm.write(f"{self.title}: {what} ...", file=sys.stderr)

    def end(self):
        if self.what is not None:
            seconds = perf_counter() - self.since
            std.tqdm.write(f"{self.title}: {self.what} took {seconds:.1f} s", file=sys.stderr)
            self.what = None


class _Lines(std.tqdm):
    """Each state on a line of its own, for output to a file."""

    @staticmethod
    def status_printer(file):
        ends = iter([""])  # closing a bar ends its last line

        def write(text):
            if text.strip():
                file.write(next(ends, "\n") + text.strip())
                file.flush()

        return write


def _is_watched():
    """Whether somebody watches at a terminal or in a notebook."""
    return sys.stderr.isatty() or auto.notebook_tqdm is not std.tqdm
