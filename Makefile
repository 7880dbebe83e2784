PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
OLDEST := .venv-oldest
WHEEL ?= .venv-wheel
LOCK := .venv-lock
MUTANTS := .venv-mutants
PEERS := .venv-peers
EXTRAS := annotation,annotation-page,bench,bvh,c3d,cluster,fast,onnx,test
EXTRAS_AND_DOCS := $(EXTRAS),docs
QUIET := --quiet --disable-pip-version-check
PYTHONS ?= $(shell for v in 3.11 3.12 3.13 3.14; do if python$$v -c "" 2> /dev/null; then echo python$$v; fi; done)

.PHONY: install demo docs types test test-oldest test-wheel release-check reliability fuzz coverage mutants peers lint lock clean

install: $(INSTALLED)

# First the packages of the lock, checked by their hashes: they are all that torch and the extras need. Then torch,
# pinned, since a looser request may bring gigabytes of CUDA packages.
$(INSTALLED): pyproject.toml constraints.txt requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install $(QUIET) --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install $(QUIET) --constraint constraints.txt torch
	$(BIN)/python -m pip install $(QUIET) --no-deps --no-build-isolation --editable .
	touch $@

demo: install
	$(BIN)/python -m benchmarks.demo

# Checks annotations of the package, and of a user's script with three mistakes that must be found.
types: install
	$(BIN)/basedpyright --level error --pythonpath $(BIN)/python

# One thread per process: on two cores, two processes with two threads each take half as long again.
test: install types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2

# Builds the site and runs its examples; warnings are errors.
docs: install
	OMP_NUM_THREADS=1 $(BIN)/python -m sphinx -W --keep-going --quiet -c docs . docs/_build/html
	@echo "the site: docs/_build/html/index.html"

# The suite without its slow tests, on the lowest declared versions; these use features that have since been deprecated.
test-oldest: $(OLDEST)/.installed
	OMP_NUM_THREADS=1 $(OLDEST)/bin/python -m pytest -n 2 -m "not slow" -W default::DeprecationWarning -W default::FutureWarning $(ARGS)

$(OLDEST)/.installed: pyproject.toml constraints-oldest.txt requirements-oldest.lock
	$(PYTHON) -m venv $(OLDEST)
	$(OLDEST)/bin/python -m pip install $(QUIET) --no-deps --require-hashes --requirement requirements-oldest.lock
	$(OLDEST)/bin/python -m pip install $(QUIET) --constraint constraints-oldest.txt torch
	$(OLDEST)/bin/python -m pip install $(QUIET) --no-deps --no-build-isolation --editable .
	touch $@

# Rewrites the locks with what pip finds for the constraints. Run it when these or a dependency change.
lock:
	$(call write_lock,constraints.txt,$(EXTRAS_AND_DOCS),requirements.lock)
	$(call write_lock,constraints-oldest.txt,$(EXTRAS),requirements-oldest.lock)

define write_lock
	rm -rf $(LOCK) && $(PYTHON) -m venv $(LOCK)
	$(LOCK)/bin/python -m pip install $(QUIET) --constraint $(1) torch hatchling hatch-fancy-pypi-readme editables
	$(LOCK)/bin/python -m pip install $(QUIET) --constraint $(1) ".[$(2)]"
	$(LOCK)/bin/python -m pip freeze --exclude torch --exclude sklearn_seqgan > $(LOCK)/frozen.txt
	$(LOCK)/bin/python -m pip install $(QUIET) uv
	$(LOCK)/bin/uv pip compile --quiet --universal --python-version $(shell $(PYTHON) -c "import platform; print(platform.python_version())") --no-deps --generate-hashes --no-emit-index-url --no-annotate --no-header --output-file $(3) $(LOCK)/frozen.txt
endef

# Longer forms of tests: 2,000 damaged or made-up files of each kind (200 in the suite), with a count of the outcomes;
# 20 killed fits (3 in the suite); 200 fits in one process (20 in the suite).
reliability: install
	OMP_NUM_THREADS=1 SKLEARN_SEQGAN_DAMAGED_FILES=2000 $(BIN)/python -m pytest -q -s -k "damaged or made_up" tests/estimators/test_files.py tests/model_selection/test_files.py
	OMP_NUM_THREADS=1 SKLEARN_SEQGAN_KILLS=20 $(BIN)/python -m pytest -k killed_at_random tests/estimators/test_checkpoint.py
	OMP_NUM_THREADS=1 SKLEARN_SEQGAN_FITS=200 $(BIN)/python -m pytest -k one_process tests/test_load.py

# 3,000 examples of odd and bad input (100 in the suite) for each of classifiers, their wrappers, transformers and
# functions, with a count of the outcomes.
fuzz: install
	OMP_NUM_THREADS=1 SKLEARN_SEQGAN_EXAMPLES=3000 $(BIN)/python -m pytest -q -s tests/fuzz

# The suite, and the lines of the package that it runs, in all its processes but those that are killed.
coverage: install
	$(BIN)/python -m pip install $(QUIET) "coverage>=7.10"
	OMP_NUM_THREADS=1 $(BIN)/python -m coverage run -m pytest -n 2 $(ARGS)
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report --skip-covered --show-missing

# Tests 300 mutants of the package, one at a time, in a clone of the last commit, and says which of them the tests
# kill; resumes where it was stopped. cosmic-ray is pinned, since the sample depends on its version, and has its own
# environment.
mutants: install $(MUTANTS)/.installed
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.mutation $(ARGS)

$(MUTANTS)/.installed:
	$(PYTHON) -m venv $(MUTANTS)
	$(MUTANTS)/bin/python -m pip install $(QUIET) cosmic-ray==8.7.0
	touch $@

# An environment for peers that need other versions of packages: tsgm, whose pins exclude pandas 3 and whose code does
# not work with the newest keras, and sktime for InceptionTime.
peers: $(PEERS)/.installed

$(PEERS)/.installed:
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install $(QUIET) --constraint constraints.txt torch
	$(PEERS)/bin/python -m pip install $(QUIET) --editable ".[bench]" sktime==1.2.0 tsgm==0.1.0 "pandas<3" keras==3.12.0
	touch $@

# Tests the wheel in an environment without extras and without the checkout.
test-wheel: $(WHEEL)/.installed
	cd $(WHEEL) && OMP_NUM_THREADS=1 bin/python -I smoke.py

$(WHEEL)/.installed: pyproject.toml constraints.txt $(shell find sklearn_seqgan -name "*.py*" -not -name "*.pyc") tests/wheel_smoke.py
	rm -rf $(WHEEL) dist && $(PYTHON) -m venv $(WHEEL)
	$(WHEEL)/bin/python -m pip install $(QUIET) --constraint constraints.txt build torch
	$(WHEEL)/bin/python -m build --outdir dist .
	$(WHEEL)/bin/python -m pip install $(QUIET) --constraint constraints.txt dist/*.whl
	cp tests/wheel_smoke.py $(WHEEL)/smoke.py
	touch $@

# Builds sdist and wheel for publication, and tests the wheel on each Python that is installed.
release-check:
	rm -rf $(WHEEL)
	for python in $(PYTHONS); do $(MAKE) test-wheel PYTHON=$$python WHEEL=.venv-wheel-$$(basename $$python) || exit 1; done
	.venv-wheel-$(notdir $(firstword $(PYTHONS)))/bin/python -m pip install $(QUIET) twine
	.venv-wheel-$(notdir $(firstword $(PYTHONS)))/bin/python -m twine check --strict dist/*

lint: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) $(OLDEST) $(LOCK) $(MUTANTS) $(PEERS) .venv-wheel* dist demo docs/_build docs/_pictures docs/api docs/gallery .pytest_cache .ruff_cache .hypothesis .coverage*
