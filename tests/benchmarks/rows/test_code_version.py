"""What a version of code depends on, on a small package whose sources are changed one by one."""
# SPDX-License-Identifier: BSD-3-Clause

import importlib
import sys
from itertools import count
from types import SimpleNamespace

import pytest
from sklearn.linear_model import LogisticRegression

from benchmarks.catalogue.methods import METHODS, code_of
from benchmarks.rows import code_version as code
from benchmarks.rows.code_version import code_version, definitions
from benchmarks.supervision import cells

SOURCES = {
    "__init__": "from tiny.models import Model",
    "methods": """
\"\"\"The methods.\"\"\"
from functools import partial

from tiny import Model
from tiny import tools
from tiny.losses import LOSSES

STEPS = 3


def make(seed):
    \"\"\"A model.\"\"\"
    return Model(steps=STEPS, loss=LOSSES["a"], tool=tools.sharpen)


def other(seed):
    return seed + 1
""",
    "models": """
from sklearn.base import BaseEstimator

from tiny.base import Base


class Model(Base, BaseEstimator):
    \"\"\"Learns nothing.\"\"\"

    rate = 0.1

    def __init__(self, steps=1, loss=None, tool=None):
        self.steps, self.loss, self.tool = steps, loss, tool

    def fit(self, X, y):
        from tiny.late import late

        self.mean_ = late(X)
        return self._step()

    def get_params(self, deep=True):
        return super().get_params(deep)

    def _step(self):
        return self  # and nothing else

    def uncalled(self):
        return 2
""",
    "base": """
class Base:
    def predict(self, X):
        return self.shared + X

    @property
    def shared(self):
        return 5

    def aside(self):
        return 7
""",
    "losses": """
def a(x):
    return 11 * x


def b(x):
    return 13 * x


def unlisted(x):
    return 17 * x


LOSSES = {"a": a}
LOSSES |= {"b": b}
""",
    "tools": "def sharpen(x):\n    return 19 * x",
    "late": "from tiny.latest import GRAIN\n\n\ndef late(x):\n    return x + GRAIN",
    "latest": "GRAIN: int = 23",
}


@pytest.fixture
def version_of(tmp_path, monkeypatch):
    """Function that gives the version of tiny.methods.make under some sources, in a folder of their own."""
    monkeypatch.setattr(code, "OURS", ("tiny",))
    numbers = count()

    def forget():
        for name in [name for name in sys.modules if name.split(".")[0] == "tiny"]:
            del sys.modules[name]
        for function in (code._defined, code._imported, code._body):
            function.cache_clear()

    def version(sources, name="make"):
        folder = tmp_path / str(next(numbers))
        (folder / "tiny").mkdir(parents=True)
        for module, text in sources.items():
            (folder / "tiny" / f"{module}.py").write_text(text)
        forget()
        with monkeypatch.context() as patch:
            patch.syspath_prepend(folder)
            module = importlib.import_module("tiny.methods")
            return code_version(getattr(module, name))

    yield version
    forget()


def changed(module, old, new):
    assert SOURCES[module].count(old) == 1
    return SOURCES | {module: SOURCES[module].replace(old, new)}


THAT_COUNT = {
    "the function itself": ("methods", 'LOSSES["a"]', 'LOSSES["b"]'),
    "a constant that it uses": ("methods", "STEPS = 3", "STEPS = 4"),
    "a constant with a type": ("latest", "23", "24"),
    "what a class is called with": ("models", "steps=1", "steps=2"),
    "an attribute of a class": ("models", "rate = 0.1", "rate = 0.2"),
    "a method that is called from outside": ("models", "self.mean_ = late(X)", "self.mean_ = late(-X)"),
    "a method that it calls": ("models", "return self  #", "return None  #"),
    "a hook of the library": ("models", "super().get_params(deep)", "super().get_params(not deep)"),
    "a base class": ("models", "class Model(Base, BaseEstimator)", "class Model(BaseEstimator, Base)"),
    "a method of a base class": ("base", "self.shared + X", "self.shared - X"),
    "a property that is read": ("base", "return 5", "return 6"),
    "a member of a registry": ("losses", "11 * x", "12 * x"),
    "another member of it": ("losses", "13 * x", "14 * x"),
    "what is added to a registry": ("losses", '|= {"b"', '|= {"c"'),
    "a function of a module that is imported as one": ("tools", "19 * x", "20 * x"),
    "an import within a function": ("late", "x + GRAIN", "x - GRAIN"),
}

THAT_DO_NOT = {
    "a docstring": ("models", "Learns nothing.", "Learns a lot."),
    "a module's docstring": ("methods", "The methods.", "Some methods."),
    "a comment": ("models", "and nothing else", "or something else"),
    "layout": ("methods", "Model(steps=STEPS,", "Model(\n        steps=STEPS,"),
    "another function": ("methods", "seed + 1", "seed + 2"),
    "a method that nothing calls": ("models", "return 2", "return 3"),
    "such a method of a base class": ("base", "return 7", "return 8"),
    "a new method that nothing calls": (
        "models",
        "    def uncalled",
        "    def new(self):\n        pass\n\n    def uncalled",
    ),
    "a function that is in no registry": ("losses", "17 * x", "18 * x"),
    "an import of the library": ("methods", "import partial", "import partial, reduce"),
}


@pytest.mark.parametrize("change", THAT_COUNT.values(), ids=THAT_COUNT)
def test_a_version_changes_with(change, version_of):
    assert version_of(changed(*change)) != version_of(SOURCES)


@pytest.mark.parametrize("change", THAT_DO_NOT.values(), ids=THAT_DO_NOT)
def test_a_version_does_not_change_with(change, version_of):
    assert version_of(changed(*change)) == version_of(SOURCES)


def test_code_that_moves_is_the_same_code(version_of):
    """`late` goes to the module of its constant, and is imported from there."""
    header, function = SOURCES["late"].split("\n\n\n")
    assert header.startswith("from tiny.latest") and function.startswith("def late")
    moved = {"late": "from tiny.latest import late", "latest": SOURCES["latest"] + "\n\n\n" + function}
    assert version_of(SOURCES | moved) == version_of(SOURCES)


def test_a_function_beside_it_has_its_own_version(version_of):
    assert version_of(SOURCES, "other") != version_of(SOURCES)
    assert version_of(changed("losses", "11 * x", "12 * x"), "other") == version_of(SOURCES, "other")


def test_what_libraries_define_adds_nothing():
    assert code_version(LogisticRegression) == code_version()
    cnn = code_of("CNN")
    assert code_version(cnn, LogisticRegression) == code_version(cnn)


def test_every_method_has_a_version_of_its_own():
    versions = {(cells.version_of(name), method.persons) for name, method in METHODS.items()}
    assert len(versions) == len(METHODS)
    assert all(len(v) == 12 and int(v, 16) >= 0 for v, _ in versions)


def found(name):
    function = code_of(name)
    return definitions([(function.__module__, function.__name__)])


def test_the_cnn_depends_on_its_network_and_training_and_on_no_other():
    names = {name for _, name in found("CNN")}
    assert {
        "ConvClassifier.forward",
        "SequenceNetClassifier.initialize_module",  # called by skorch
        "SequenceNetClassifier.__init__",
        "SequenceClassifierMixin.predict",
        "Batches.__iter__",  # called by torch
        "ChannelScale.apply",
        "encode_labels",
    } <= names
    assert not {n for n in names if n.startswith(("Recurrent", "GRU", "PartAware", "Adversarial", "InfoGAN"))}
    assert not {module for module, _ in found("CNN") if module.startswith("sklearn_seqgan.training")}


def test_infogan_depends_on_its_training_and_on_no_baseline():
    places = found("InfoGAN")
    assert ("sklearn_seqgan.systems._infogan", "critic_step") in places
    assert ("sklearn_seqgan.objectives.adversarial", "score_gap") in places  # by the registry of losses
    modules = {module for module, _ in places}
    assert not {m for m in modules if m.endswith((".baselines", "._sequence_net"))}
    assert "benchmarks.catalogue.peers" not in modules


def test_the_closed_form_depends_on_no_generator_and_no_steps():
    modules = {module for module, _ in found("Rocket")}
    assert {"sklearn_seqgan.closed_form.solver", "sklearn_seqgan.networks.trunks.kernels"} <= modules
    assert not {
        m for m in modules if m.endswith((".generator", ".loop", ".state", ".lipschitz", "._infogan"))
    }


def test_a_peer_depends_on_its_own_functions_only():
    places = found("MiniRocket + Ridge")
    assert not {module for module, _ in places if module.startswith("sklearn_seqgan.estimators")}
    names = {name for _, name in places}
    assert {"minirocket_ridge", "rocket", "resample", "LENGTH", "ALPHAS", "LabeledOnly.fit"} <= names
    assert not names & {"random_forest", "ClassBalancedSelfTraining.fit", "N_COMPONENTS"}


def test_two_objects_are_both_followed():
    names = {"summary_statistics", "principal"}
    objects = [
        SimpleNamespace(__module__="benchmarks.catalogue.peers", __name__=name) for name in sorted(names)
    ]
    assert code_version(*objects) == code_version(*objects[::-1])
    assert code_version(*objects) not in {code_version(o) for o in objects}
