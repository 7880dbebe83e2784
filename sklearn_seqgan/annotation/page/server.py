"""The server of the page, on this machine only."""
# SPDX-License-Identifier: BSD-3-Clause

import secrets
import socket
from collections.abc import Sequence
from threading import Thread

import numpy as np

from sklearn_seqgan.annotation.labels_file import LabelsFile, fingerprint
from sklearn_seqgan.annotation.page.guard import TokenGuard
from sklearn_seqgan.annotation.page.pictures import Pictures
from sklearn_seqgan.annotation.page.work import EVERY, Work
from sklearn_seqgan.estimators.label_rounds import LabelRounds
from sklearn_seqgan.estimators.rocket import SemiSupervisedRocketClassifier
from sklearn_seqgan.typing import FilePath

__all__ = ["Page", "open_page"]

HOST = "127.0.0.1"


class Page:
    """A page to label recordings on; see `open_page`.

    Attributes
    ----------
    url : str
        The address, with the token.
    work : Work
    """

    def __init__(self, work, pictures, port=0):
        self.work, token = work, secrets.token_urlsafe(24)
        self._socket = socket.create_server((HOST, port))
        self.url = f"http://{HOST}:{self._socket.getsockname()[1]}/?token={token}"
        self._server = _make_server(work, pictures, token)
        self._thread = None

    def serve(self):
        """Serve until interrupted."""
        self._server.run(sockets=[self._socket])

    def start(self):
        """Serve in the background, as in a notebook."""
        self._thread = Thread(target=self.serve, daemon=True)
        self._thread.start()
        return self

    def wait(self):
        """Wait until a server in the background ends, or Ctrl-C ends it."""
        try:
            while self._thread.is_alive():
                self._thread.join(0.5)
        except KeyboardInterrupt:
            self.stop()

    def stop(self):
        """Stop a server in the background. The labels are in their file."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join()
        self.work.close()

    def _repr_html_(self):
        return f'<a href="{self.url}" target="_blank">Label the recordings</a>'


def open_page(
    X: list[np.ndarray],
    labels: FilePath,
    *,
    bones: np.ndarray | None = None,
    feature_names: Sequence[str] | None = None,
    rate_hz: float | None = None,
    classes: Sequence[str] = (),
    every: int = EVERY,
    port: int = 0,
    random_state: int = 0,
) -> Page:
    """Open a page for labelling recordings, suggested one after another.

    A server on 127.0.0.1 runs in the background; its address holds a token. Each label is saved to the file
    before the next recording is shown. After every ten labels the classifier is fitted again, and the next
    suggestions use all labels so far. Needs the extra ``annotation-page``; only one page per process.

    Parameters
    ----------
    X : list of n arrays of shape (T_i, F)
        Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
    labels : str or Path
        CSV file, created if it does not exist; labels that are already in it count. See `read_labels`.
    bones : array-like of shape (n_bones, 2), default=None
        Joints at the two ends of each bone. If given, recordings are shown as skeletons, with channels x, y
        (and z) of each joint; otherwise as curves.
    feature_names : list of F str, default=None
        Names of the channels. None: their numbers.
    rate_hz : float, default=None
        Time steps per second. None: 30.
    classes : list of str, default=()
        Class names that have a key from the start; others can be added on the page.
    every : int, default=10
        Number of labels between two fits.
    port : int, default=0
        0: any free port.
    random_state : int, default=0
        Seed of the classifier and of the suggestions.

    Returns
    -------
    Page
        Open its ``url`` in a browser; ``stop()`` ends it.

    Raises
    ------
    ImportError
        If the extra is not installed.
    ValueError
        If X cannot be used, or the file holds labels of other recordings.

    See Also
    --------
    suggest : Choose the next n sequences to label: those from which a classifier learns most.
    read_labels : Labels that were given on the page, as y.

    Examples
    --------
    >>> from sklearn_seqgan.annotation import open_page
    >>> from sklearn_seqgan.datasets import make_rhythms
    >>> X, _ = make_rhythms(n_per_class=10, random_state=0)
    >>> page = open_page(X, "labels.jsonl", classes=["slow", "fast"])  # doctest: +SKIP
    >>> page.url  # doctest: +SKIP
    'http://127.0.0.1:...'
    >>> page.stop()  # doctest: +SKIP
    """
    rounds = LabelRounds(X, estimator=_estimator(random_state))
    names = feature_names or [f"channel {i}" for i in range(X[0].shape[1])]
    file = LabelsFile(labels, fingerprint(X), len(X))
    work = Work(rounds, file, classes, every, random_state)
    return Page(work, Pictures(X, list(names), bones, rate_hz), port).start()


def _estimator(seed):
    """A classifier for chosen labels, with None as the marker."""
    return SemiSupervisedRocketClassifier(code_prior="smoothed", unlabeled="", random_state=seed)


def _make_server(work, pictures, token):
    try:
        import uvicorn
        from fastapi import FastAPI
        from nicegui import ui

        from sklearn_seqgan.annotation.page.view import build
    except ImportError as error:
        raise ImportError(
            "The page needs nicegui; install it with pip install 'sklearn_seqgan[annotation-page]'."
        ) from error
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    ui.run_with(app, root=lambda: build(work, pictures), title="Label recordings", show_welcome_message=False)
    config = uvicorn.Config(TokenGuard(app, token), log_level="warning", access_log=False)
    return uvicorn.Server(config)
