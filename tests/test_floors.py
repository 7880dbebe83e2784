"""An import may only go down the floors of docs/design.md; this reads every import."""
# SPDX-License-Identifier: BSD-3-Clause

import ast
from pathlib import Path

import pytest

import sklearn_seqgan

PACKAGE = Path(sklearn_seqgan.__file__).parent
BENCHMARKS = PACKAGE.parent / "benchmarks"

# floor or side building -> what it may import of the package beside itself, and of the heavy libraries
GROUND = {"exceptions", "sequences", "labels", "scaling"}
ALLOWED = {
    "exceptions": (set(), set()),
    "sequences": (set(), set()),
    "labels": (set(), {"sklearn"}),
    "scaling": ({"sequences"}, set()),
    "datasets": (GROUND, {"sklearn", "seglearn"}),
    "_compat": (set(), {"sklearn"}),
    "_validation": ({"sequences"}, {"sklearn"}),
    "preprocessing": (GROUND | {"_compat", "_validation"}, {"sklearn"}),
    "model_selection": ({"_compat", "labels"}, {"sklearn"}),
    "plotting": ({"labels", "model_selection", "sequences"}, {"sklearn", "matplotlib"}),
    "_version": (set(), set()),
    "priors": (set(), {"torch"}),
    "objectives": (set(), {"torch"}),
    "networks": (set(), {"torch", "numba", "triton"}),
    "training": ({"exceptions", "priors", "objectives", "networks"}, {"torch"}),
    "estimators": (
        GROUND | {"_compat", "_validation", "_version", "priors", "networks", "objectives", "training"},
        {"torch", "sklearn", "skorch"},
    ),
    "__init__": ({"_version", "estimators", "exceptions"}, set()),
}
# benchmark -> floors of which it measures the parts
MEASURES_PARTS = {"speed_recurrence.py": {"networks"}, "speed_steps.py": {"training"}}
HEAVY = {"torch", "sklearn", "skorch", "seglearn", "matplotlib", "pandas", "numba", "triton"}
FILES = sorted(PACKAGE.rglob("*.py"))


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


def test_every_room_is_on_the_plan():
    assert {room(path) for path in FILES} == set(ALLOWED)


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(PACKAGE)) for p in FILES])
def test_imports_go_down_only(path):
    rooms, libraries = ALLOWED[room(path)]
    for name in imported(path):
        top, *rest = name.split(".")
        if top == "sklearn_seqgan" and rest:
            assert rest[0] in rooms | {room(path)}, f"{path.name} imports {name}"
        elif top in HEAVY:
            assert top in libraries, f"{path.name} imports {name}"


def test_baselines_never_import_training():
    for name in ("baselines", "_skorch", "_base"):
        names = imported(PACKAGE / "estimators" / f"{name}.py")
        assert not any(name.startswith("sklearn_seqgan.training") for name in names)


def test_private_scikit_learn_names_come_through_one_door():
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("sklearn."):
                private = [a.name for a in node.names if a.name.startswith("_")] or "._" in node.module
                assert not private or path.name == "_compat.py", f"{path}: {node.module}"


@pytest.mark.skipif(not BENCHMARKS.exists(), reason="an installed package comes without benchmarks")
def test_benchmarks_use_public_names_only():
    rooms = ("datasets", "model_selection", "plotting", "preprocessing", "sequences")
    public = {"sklearn_seqgan", *(f"sklearn_seqgan.{room}" for room in rooms)}
    for path in BENCHMARKS.glob("*.py"):
        ours = {name for name in imported(path) if name.startswith("sklearn_seqgan")}
        floors = MEASURES_PARTS.get(path.name, set())
        measured = {name for name in ours if name.removeprefix("sklearn_seqgan.").split(".")[0] in floors}
        assert ours - measured <= public, f"{path.name}: {ours - public}"
