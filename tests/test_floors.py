"""An import may only go down the floors of docs/design.md; this reads every import."""
# SPDX-License-Identifier: BSD-3-Clause

import ast
from pathlib import Path

import pytest

import sklearn_seqgan

PACKAGE = Path(sklearn_seqgan.__file__).parent
BENCHMARKS = PACKAGE.parent / "benchmarks"

# floor or side building -> what it may import of the package beside itself, and of the heavy libraries
EVERYWHERE = {"typing"}  # names for annotations, of numpy alone
GROUND = {"exceptions", "sequences", "labels", "step_labels", "groups"}
ALLOWED = {
    "exceptions": (set(), set()),
    "typing": (set(), set()),
    "_whole_file": (set(), set()),
    "_progress": (set(), set()),
    "model_file": ({"_whole_file"}, {"safetensors"}),
    "_pickles": ({"_version", "_warnings"}, {"sklearn"}),
    "_files": ({"_pickles", "_version", "model_file"}, {"sklearn"}),
    "files": ({"_files", "model_file", "estimators", "model_selection"}, set()),
    "labels": ({"_warnings"}, {"sklearn"}),
    "step_labels": ({"labels"}, {"sklearn"}),
    "sequences": ({"_warnings", "labels", "step_labels"}, {"sklearn"}),
    "groups": ({"labels"}, {"sklearn"}),
    "datasets": (GROUND | {"_progress"}, {"sklearn", "seglearn"}),
    "_compat": (set(), {"sklearn"}),
    "_warnings": (set(), {"sklearn"}),
    "_validation": ({"_compat", "_warnings", "sequences"}, {"sklearn"}),
    "preprocessing": (GROUND | {"_compat", "_pickles", "_validation"}, {"sklearn"}),
    "model_selection": (GROUND | {"_compat", "_files", "_validation", "_warnings"}, {"sklearn"}),
    "metrics": (
        {"_validation", "labels", "model_selection", "preprocessing", "sequences"},
        {"sklearn"},
    ),
    "inspection": (GROUND | {"_validation", "_warnings"}, {"sklearn"}),
    "plotting": (
        {"inspection", "labels", "metrics", "model_selection", "sequences", "step_labels"},
        {"sklearn", "matplotlib"},
    ),
    "testing": ({"labels"}, {"sklearn"}),
    "_version": (set(), set()),
    "ranks": ({"exceptions"}, {"torch"}),
    "priors": (set(), {"torch"}),
    "objectives": (set(), {"torch"}),
    "networks": ({"ranks"}, {"torch", "numba", "triton"}),
    "closed_form": ({"ranks"}, {"torch"}),
    "training": ({"_progress", "exceptions", "ranks", "priors", "objectives", "networks"}, {"torch"}),
    "systems": (
        {"_progress", "sequences", "ranks", "priors", "objectives", "networks", "closed_form", "training"},
        {"torch"},
    ),
    "onnx_file": ({"_version", "networks", "systems"}, {"torch", "onnx", "onnxruntime"}),
    "estimators": (
        GROUND
        | {
            "_compat",
            "_files",
            "_progress",
            "_validation",
            "_version",
            "_warnings",
            "_whole_file",
            "model_file",
        }
        | {"ranks", "priors", "networks", "objectives", "closed_form", "training", "systems", "onnx_file"},
        {"torch", "sklearn", "skorch"},
    ),
    "annotation": (
        GROUND | {"_warnings", "_whole_file", "datasets", "estimators", "model_selection"},
        {"sklearn", "kmedoids", "nicegui"},
    ),
    "__init__": ({"_version", "estimators", "exceptions", "files"}, set()),
}
# room -> what it may import inside a function only: classifiers that judge sequences by default, and the list
# of classes that a file may hold
LATE = {"metrics": ("sklearn_seqgan.estimators", "aeon"), "_files": ("sklearn_seqgan.files",)}
# benchmark -> floors of which it measures the parts
MEASURES_PARTS = {
    "speed/recurrence.py": {"networks"},
    "speed/steps.py": {"training", "systems", "networks", "priors", "sequences"},
}
HEAVY = {
    "torch",
    "sklearn",
    "skorch",
    "seglearn",
    "matplotlib",
    "pandas",
    "numba",
    "triton",
    "aeon",
    "kmedoids",
    "nicegui",
    "onnx",
    "onnxruntime",
    "safetensors",
}
DYNAMIC = {"import_module", "__import__"}
FILES = sorted(PACKAGE.rglob("*.py"))
EXPORTED = {
    alias.name: f"sklearn_seqgan.{node.module}"
    for node in ast.walk(ast.parse((PACKAGE / "__init__.pyi").read_text()))
    if isinstance(node, ast.ImportFrom)
    for alias in node.names
}


def room(path):
    """The part of the package that a file belongs to: its folder, or its own name."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module


def home(name):
    """The module that a name of the package's root comes from; itself where it is a room."""
    is_room = (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").exists()
    return f"sklearn_seqgan.{name}" if is_room else EXPORTED.get(name, f"sklearn_seqgan.{name}")


def resolved(tree):
    """Modules that are imported; of a name taken from the package's root, the one where it lives."""
    for node in ast.walk(tree):
        yield from resolved_at(node)


def resolved_at(node):
    """The same, of a single statement."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
        yield from (home("__init__") if name == "sklearn_seqgan" else name for name in names)
    elif isinstance(node, ast.ImportFrom) and (node.level, node.module) == (0, "sklearn_seqgan"):
        yield from (home(alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield "." * node.level + (node.module or "")


def inside_functions(tree):
    """All that runs only when a function is called."""
    functions = (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    return {inner for function in functions for inner in ast.walk(function)}


def may_come_late(of, name):
    return any(name == module or name.startswith(f"{module}.") for module in LATE.get(of, ()))


def is_of_own_room(call):
    """Whether the first argument is an f-string that begins with ``{__name__}.``"""
    match call.args:
        case [ast.JoinedStr([ast.FormattedValue(ast.Name("__name__")), ast.Constant(rest), *_]), *_]:
            return rest.startswith(".")
    return False


def dynamic(tree):
    """Imports by a function, other than from the importing module's own room, as source text."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    fine = {id(call.func) for call in calls if is_of_own_room(call)}
    for node in ast.walk(tree):
        name = getattr(node, "id", getattr(node, "attr", None))
        renamed = isinstance(node, ast.alias) and node.asname and node.name in DYNAMIC
        if renamed or (name in DYNAMIC and id(node) not in fine):
            yield ast.unparse(node)


def violations(of, source):
    """What a module of that room may not import."""
    tree = ast.parse(source)
    inner = inside_functions(tree)
    for node in ast.walk(tree):
        for name in resolved_at(node):
            if is_upward(of, name) and not (node in inner and may_come_late(of, name)):
                yield name
    yield from dynamic(tree)


def is_upward(of, name):
    rooms, libraries = ALLOWED[of]
    top, *rest = name.split(".")
    from_above = top == "sklearn_seqgan" and rest[0] not in rooms | EVERYWHERE | {of}
    return from_above or top == "" or (top in HEAVY and top not in libraries)


def test_every_room_is_on_the_plan():
    assert {room(path) for path in FILES} == set(ALLOWED)


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(PACKAGE)) for p in FILES])
def test_imports_go_down_only(path):
    assert list(violations(room(path), path.read_text())) == []


UPWARD = {
    "from sklearn_seqgan.training.loop import train": "sklearn_seqgan.training.loop",
    "import sklearn_seqgan.networks.trunks as t": "sklearn_seqgan.networks.trunks",
    "from sklearn_seqgan import CNNClassifier": "sklearn_seqgan.estimators.baselines",
    "from sklearn_seqgan import estimators": "sklearn_seqgan.estimators",
    "from sklearn_seqgan import *": "sklearn_seqgan.*",
    "import sklearn_seqgan": "sklearn_seqgan.__init__",
    "from ..training import loop": "..training",
    "from . import x": ".",
    "def f():\n    import torch.nn": "torch.nn",
    "import_module('sklearn_seqgan.training')": "import_module",
    "import_module(f'sklearn_seqgan.{name}')": "import_module",
    "import_module(f'{package}.{name}')": "import_module",
    "import_module(f'{__name__}{name}')": "import_module",
    "importlib.import_module(name)": "importlib.import_module",
    "from importlib import import_module as load": "import_module as load",
    "list(map(import_module, names))": "import_module",
    "__import__('torch')": "__import__",
}


@pytest.mark.parametrize("source", UPWARD)
def test_an_import_upward_is_found(source):
    assert list(violations("labels", source)) == [UPWARD[source]]


@pytest.mark.parametrize(
    "source",
    [
        "from sklearn_seqgan.labels import is_labeled",
        "import sklearn.base, numpy",
        "from importlib import import_module\nimport_module(f'{__name__}.{name}')",
        "importlib.import_module(f'{__name__}.other')",
    ],
)
def test_an_import_downward_or_of_the_own_room_is_not(source):
    assert list(violations("labels", source)) == []


LATE_IMPORTS = {
    "from sklearn_seqgan import GRUClassifier": "sklearn_seqgan.estimators.baselines",
    "from sklearn_seqgan.estimators import GRUClassifier": "sklearn_seqgan.estimators",
    "from aeon.transformations.collection import Resizer": "aeon.transformations.collection",
}


@pytest.mark.parametrize("source", LATE_IMPORTS)
def test_a_default_judge_is_imported_where_it_is_used_and_nowhere_else(source):
    within = f"def judge():\n    {source}"
    assert list(violations("metrics", within)) == []
    assert list(violations("metrics", f"class Judge:\n    def fit(self):\n        {source}")) == []
    for outside in (source, f"class Judge:\n    {source}", f"try:\n    {source}\nfinally:\n    pass"):
        assert list(violations("metrics", outside)) == [LATE_IMPORTS[source]]
    assert list(violations("metrics", f"{within}\n{source}")) == [LATE_IMPORTS[source]]
    assert list(violations("labels", within)) == [LATE_IMPORTS[source]]
    assert list(violations("metrics", "def f():\n    import torch")) == ["torch"]


def test_a_name_of_the_root_counts_where_it_lives():
    for name in ("exceptions", "DivergenceError", "__version__"):
        assert list(violations("estimators", f"from sklearn_seqgan import {name}")) == []


def test_baselines_never_import_training():
    for name in ("baselines", "_sequence_net", "_base"):
        names = resolved(ast.parse((PACKAGE / "estimators" / f"{name}.py").read_text()))
        assert not any(name.startswith("sklearn_seqgan.training") for name in names)


def test_torch_distributed_is_imported_in_one_room_and_inside_functions():
    for path in FILES:
        tree = ast.parse(path.read_text())
        found = [node for node in ast.walk(tree) if is_of_distributed(node)]
        assert room(path) == "ranks" or not found, path
        assert {*found} <= inside_functions(tree), path


def is_of_distributed(node):
    match node:
        case ast.Import(names):
            return any(alias.name.startswith("torch.distributed") for alias in names)
        case ast.ImportFrom("torch", names):
            return any(alias.name == "distributed" for alias in names)
        case ast.ImportFrom(str(module)):
            return module.startswith("torch.distributed")
    return False


def test_private_scikit_learn_names_come_through_one_door():
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("sklearn."):
                private = [a.name for a in node.names if a.name.startswith("_")] or "._" in node.module
                assert not private or path.name == "_compat.py", f"{path}: {node.module}"


PROTOCOL = {"_asdict", "_fields", "_make", "_replace"}  # public names of named tuples


def is_private(name):
    return name.strip("_") != "" and name[0] == "_" != name[1] and name not in PROTOCOL


def not_public(source):
    """Private names that a benchmark takes from something else than itself, and what it patches."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(ast.Name("self" | "cls")):
                continue
            case ast.Attribute(attr=name) if is_private(name):
                yield name
            case ast.Import():
                yield from (alias.name for alias in node.names if alias.name.startswith("unittest"))
            case ast.ImportFrom(module, names):
                yield from [module] if module.startswith("unittest") else ()
                yield from (alias.name for alias in names if is_private(alias.name))
            case ast.Call():
                yield from filter(is_path_or_private, texts_in(node.args))


def texts_in(nodes):
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def is_path_or_private(text):
    """As patch and getattr take them."""
    return text.isprintable() and (
        text.startswith("sklearn_seqgan.") or (text.isidentifier() and is_private(text))
    )


NOT_PUBLIC = {
    "estimator.fit(X)._step": ["_step"],
    "estimator._step = stop": ["_step"],
    "del type(estimator)._step": ["_step"],
    "getattr(estimator, '_step')": ["_step"],
    "from sklearn_seqgan.model_selection import _rows": ["_rows"],
    "from sklearn_seqgan import training\ntraining.loop._give_up()": ["_give_up"],
    "from unittest.mock import patch": ["unittest.mock"],
    "import unittest.mock as m": ["unittest.mock"],
    "patch('sklearn_seqgan.labels.is_labeled', None)": ["sklearn_seqgan.labels.is_labeled"],
    "patch('sklearn_seqgan.labels.is_labeled').start()": ["sklearn_seqgan.labels.is_labeled"],
}


@pytest.mark.parametrize("source", NOT_PUBLIC)
def test_what_is_not_public_is_found(source):
    assert list(not_public(source)) == NOT_PUBLIC[source]


@pytest.mark.parametrize(
    "source",
    [
        "self._seconds = _measure(cell._replace(code='c'), row._asdict())",
        "cls._steps, estimator.__init__, Cell._fields, __name__",
        "from benchmarks.rows import store\nprint('sklearn_seqgan', '_')",
        '"""See sklearn_seqgan.metrics."""',
    ],
)
def test_what_is_public_or_ones_own_is_not(source):
    assert list(not_public(source)) == []


BENCHMARK_FILES = sorted(BENCHMARKS.rglob("*.py"))


@pytest.mark.parametrize(
    "path", BENCHMARK_FILES, ids=[str(p.relative_to(BENCHMARKS)) for p in BENCHMARK_FILES]
)
def test_benchmarks_use_public_names_only(path):
    rooms = ("annotation", "datasets", "inspection", "metrics", "model_selection")
    rooms += ("plotting", "preprocessing", "sequences", "testing")
    public = {"sklearn_seqgan", *(f"sklearn_seqgan.{room}" for room in rooms)}
    name = path.relative_to(BENCHMARKS).as_posix()
    ours = {module for module in imported(path) if module.startswith("sklearn_seqgan")}
    floors = MEASURES_PARTS.get(name, set())
    measured = {module for module in ours if module.removeprefix("sklearn_seqgan.").split(".")[0] in floors}
    assert ours - measured <= public, f"{name}: {ours - public}"
    assert list(not_public(path.read_text())) == []


@pytest.mark.skipif(not BENCHMARKS.exists(), reason="an installed package comes without benchmarks")
def test_exceptions_are_of_benchmarks_that_there_are():
    there = {path.relative_to(BENCHMARKS).as_posix() for path in BENCHMARK_FILES}
    assert {*MEASURES_PARTS} <= there
