"""A version of just the code that a result depends on.

A version covers the source of a class or function, and of everything in this repository that it refers to by
name, directly or indirectly. Comments, docstrings and layout do not count, and libraries are not followed.
So a result expires when code that it runs changes, but not when a method is added that it never calls.
"""
# SPDX-License-Identifier: BSD-3-Clause

import ast
import hashlib
import importlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

__all__ = ["code_version", "definitions"]

OURS = ("sklearn_seqgan", "benchmarks")

CALLED = {"fit", "predict"}
"""Methods that a benchmark calls. Libraries call dunder methods and overrides of their own methods."""


def code_version(*objects):
    """Hash of the code of some classes and functions: 12 hexadecimal digits.

    Classes and functions of other packages do not count.
    """
    found = definitions((o.__module__, o.__name__) for o in objects)
    text = "\n".join(sorted(found.values()))  # the place does not count: moved code is the same code
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def definitions(start):
    """Follow names and attributes from some (module, name) until nothing new turns up.

    Returns
    -------
    dict
        (module, name) -> source; a member of a class has the name ``"Class.member"``.
    """
    found, members, attributes = {}, {}, set(CALLED)
    todo = [place for module, name in start for place in _resolve(module, name)]
    while todo:
        place = todo.pop()
        if place in found:
            continue
        nodes = members.get(place) or _defined(place[0])[place[1]]
        if isinstance(nodes[0], ast.ClassDef):
            nodes, own, called = _open_class(*place, nodes[0])
            members |= own
            todo += called
        found[place] = "\n".join(map(ast.unparse, nodes))
        for node in (inner for outer in nodes for inner in ast.walk(outer)):
            todo += _names_used(node, place[0])
            attributes |= {node.attr} if isinstance(node, ast.Attribute) else set()
        todo += [p for p in members if p not in found and p[1].split(".")[1] in attributes]
    return found


def _resolve(module, name):
    """Places in this repository that define what a module calls `name`."""
    if module.split(".")[0] not in OURS:
        return []
    if name in _defined(module):
        return [(module, name)]
    if name in _imported(module):
        return _resolve(*_imported(module)[name])
    if _is_module(f"{module}.{name}"):
        return [(f"{module}.{name}", n) for n in _defined(f"{module}.{name}")]
    return []


def _names_used(node, module):
    if isinstance(node, ast.Name):
        return _resolve(module, node.id)
    if isinstance(node, ast.ImportFrom):
        return [place for alias in node.names for place in _resolve(node.module, alias.name)]
    return []


def _open_class(module, name, node):
    """The class without its functions, its functions, and those of them that libraries call."""
    functions = [n for n in node.body if isinstance(n, ast.FunctionDef)]
    rest = [n for n in node.body if not isinstance(n, ast.FunctionDef)] or [ast.Pass()]
    own = {}
    for function in functions:
        own.setdefault((module, f"{name}.{function.name}"), []).append(function)
    header = ast.ClassDef(node.name, node.bases, node.keywords, rest, node.decorator_list)
    overridable = _library_names(module, name)
    called = [p for p in own if (n := p[1].split(".")[1]) in overridable or n.startswith("__")]
    return [header], own, called


def _library_names(module, name):
    """Names that ancestors of a class in libraries define: they may call a function of that name."""
    cls = getattr(importlib.import_module(module), name)
    foreign = [c for c in cls.__mro__ if c.__module__.split(".")[0] not in OURS]
    return {attribute for c in foreign for attribute in vars(c)}


@cache
def _defined(module):
    """Name -> statements that bind it at the top of a module."""
    defined = {}
    for node in _body(module):
        for name in _bound(node):
            defined.setdefault(name, []).append(node)
    return defined


@cache
def _imported(module):
    """Imported name -> (module, name) that it refers to."""
    nodes = [node for node in _body(module) + _stub(module) if isinstance(node, ast.ImportFrom)]
    return {a.asname or a.name: (_absolute(node, module), a.name) for node in nodes for a in node.names}


def _stub(module):
    """Top statements of the stub from which a package lazily imports its names."""
    path = Path(find_spec(module).origin).with_suffix(".pyi")
    return ast.parse(path.read_text()).body if path.exists() else []


def _absolute(node, package):
    return f"{package}.{node.module}" if node.level else node.module


def _bound(node):
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        return [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return []


@cache
def _body(module):
    """Top statements of a module, without docstrings."""
    tree = ast.parse(Path(find_spec(module).origin).read_text())
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            node.body = [n for n in node.body if not _is_text(n)] or [ast.Pass()]
    return tree.body


def _is_text(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_module(name):
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False
