"""Pages of the API reference, one a room, of what stands in its ``__all__``."""
# SPDX-License-Identifier: BSD-3-Clause

import importlib
import inspect
import typing
from pathlib import Path

ROOMS = {
    "sklearn_seqgan": "Classifiers",
    "sklearn_seqgan.model_selection": "Splitting, scoring, comparing",
    "sklearn_seqgan.annotation": "Choosing what to label",
    "sklearn_seqgan.datasets": "Data sets and files",
    "sklearn_seqgan.sequences": "Forms of X, windows and intervals",
    "sklearn_seqgan.preprocessing": "Preparing recordings",
    "sklearn_seqgan.metrics": "Figures of merit",
    "sklearn_seqgan.inspection": "What a classifier looks at",
    "sklearn_seqgan.plotting": "Pictures",
    "sklearn_seqgan.ranks": "Fits on several GPUs or machines",
    "sklearn_seqgan.testing": "Checks for estimators of sequences",
    "sklearn_seqgan.typing": "Names for annotations",
}
"""Public room -> title of its page."""


def is_alias(value):
    return value is typing.Any or typing.get_origin(value) is not None


KINDS = {
    "Aliases": is_alias,
    "Classes": inspect.isclass,
    "Functions": inspect.isroutine,
    "Registries": lambda value: True,
}


def write_pages(app, config):
    folder = Path(app.srcdir, "docs", "api")
    folder.mkdir(exist_ok=True)
    for room, title in ROOMS.items():
        _write(folder / f"{room}.rst", page(room, title))
    _write(folder / "index.rst", index())


def index():
    """All public names on one page, by room."""
    pages = "\n".join(f"   {room}" for room in ROOMS)
    rooms = "\n\n".join(f":doc:`{title} <{room}>`\n   {_links(room)}" for room, title in ROOMS.items())
    toctree = f".. toctree::\n   :hidden:\n\n{pages}"
    return "\n\n".join([_heading("API reference", "="), INTRODUCTION, rooms, toctree]) + "\n"


def _links(room):
    names = [name for names in by_kind(room).values() for name in names]
    return ", ".join(f":py:obj:`~{room}.{name}`" for name in names)


INTRODUCTION = """What is listed here is public. Names with an underscore, and rooms that are not listed, may
change from one version to the next."""


def page(room, title):
    parts = [_heading(title, "="), f".. currentmodule:: {room}", f".. automodule:: {room}\n   :no-members:"]
    for kind, names in by_kind(room).items():
        template = "   :template: autosummary/class.rst\n" if kind == "Classes" else ""
        rows = "\n".join(f"   {name}" for name in names)
        parts += [_heading(kind, "-"), f".. autosummary::\n   :toctree: generated\n{template}\n{rows}"]
    return "\n\n".join(parts) + "\n"


def by_kind(room):
    """Names of ``__all__`` by kind; none for a kind that is not there."""
    module = importlib.import_module(room)
    left, found = [name for name in module.__all__ if not name.startswith("_")], {}
    for kind, belongs in KINDS.items():
        own = sorted((name for name in left if belongs(getattr(module, name))), key=str.lower)
        left = [name for name in left if name not in own]
        found |= {kind: own} if own else {}
    return found


def skip(app, what, name, obj, skipped, options):
    """What comes from scikit-learn and skorch, ``set_fit_request`` and the like too, is described there."""
    of = (getattr(obj, "__module__", None) or "").split(".")[0]
    request = name.startswith("set_") and name.endswith("_request")
    return True if of in {"sklearn", "skorch"} or request else None


def _heading(text, line):
    return f"{text}\n{line * len(text)}"


def _write(path, text):
    """Only if it changes, so that what did not change is not read again."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def setup(app):
    app.connect("config-inited", write_pages)
    app.connect("autodoc-skip-member", skip)
    return {"parallel_read_safe": True}
