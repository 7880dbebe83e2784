"""Where a mutant can show: the places of the package's code of which a sample is drawn.

Works on the work items of cosmic-ray without importing it, so it can be tested where that is not installed.
"""
# SPDX-License-Identifier: BSD-3-Clause

import ast
from collections import defaultdict
from random import Random


def drawn(items, size, seed, is_valid=lambda item: True):
    """One mutant each of `size` places, chosen by the seed; a larger size continues the same list.

    cosmic-ray has eleven mutants of a ``+`` and one of a ``not``. Drawn one by one, most would be of
    arithmetic, and many of the same few lines.

    Parameters
    ----------
    items : iterable of cosmic_ray.work_item.WorkItem
    size, seed : int
    is_valid : callable, optional
        Whether a work item may be taken; of a place that has none, no mutant is.

    Returns
    -------
    list of WorkItem
    """
    of_place = defaultdict(list)
    for item in sorted(items, key=identity):
        of_place[place(item)].append(item)
    order, random = list(of_place), Random(seed)
    random.shuffle(order)
    chosen = []
    for items_there in map(of_place.get, order):
        if len(chosen) == size:
            break
        candidates = random.sample(items_there, len(items_there))
        chosen += list(filter(is_valid, candidates))[:1]
    return chosen


def place(item):
    (mutation,) = item.mutations
    return mutation.module_path.as_posix(), *mutation.start_pos, *mutation.end_pos


def identity(item):
    (mutation,) = item.mutations
    return *place(item), mutation.operator_name, mutation.occurrence


def is_inside(item, spans):
    """Whether a mutant changes something of one of these spans of its file."""
    (mutation,) = item.mutations
    return any(start <= tuple(mutation.start_pos) < end for start, end in spans)


def left_out(source):
    """The spans of a file, each from (line, column) to (line, column), in which no mutant is tried.

    Annotations, `__all__`, and what is read by type checkers alone. Docstrings need no span, since cosmic-ray
    changes no text.
    """
    lines = source.splitlines()
    nodes = [found for node in ast.walk(ast.parse(source)) for found in not_run(node)]
    return [
        (position(lines, node.lineno, node.col_offset), position(lines, node.end_lineno, node.end_col_offset))
        for node in nodes
    ]


def not_run(node):
    match node:
        case ast.arg(annotation=ast.AST() as annotation) | ast.AnnAssign(annotation=annotation):
            yield annotation
        case ast.FunctionDef(returns=ast.AST() as annotation):
            yield annotation
        case ast.Assign(targets=[ast.Name("__all__")]) | ast.AugAssign(target=ast.Name("__all__")):
            yield node
        case ast.If(test=ast.Name("TYPE_CHECKING")):
            yield from (node.test, *node.body)


def position(lines, line, offset):
    """As cosmic-ray counts, in characters; ast counts bytes."""
    return line, len(lines[line - 1].encode()[:offset].decode())
