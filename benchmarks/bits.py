"""Which settings change the bits of a fit: ``python -m benchmarks.bits``.

Each classifier is fitted to the synthetic rhythms, in a new process for each setting, and compared with its
first fit: with the same settings again, in other joblib backends, with other numbers of threads, with other
kernels of torch and of Intel's library, and without the compiled recurrence. `--classifiers` and `--settings`
select.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
import os
import pickle
import subprocess
import sys

import numpy as np

from benchmarks.output.markdown import markdown

CLASSIFIERS = {
    "InfoGAN": ("SemiSupervisedInfoGANClassifier", {"reconstruction_steps": 100, "max_steps": 20}),
    "Rocket": ("SemiSupervisedRocketClassifier", {}),
    "BiGAN": ("SemiSupervisedBiGANClassifier", {"reconstruction_steps": 100, "max_steps": 20}),
    "CNN": ("CNNClassifier", {"max_steps": 100}),
    "GRU": ("GRUClassifier", {"max_steps": 100}),
    "PA-LSTM": ("PartAwareLSTMClassifier", {"max_steps": 100}),
}

ONE_THREAD = {"OMP_NUM_THREADS": "1"}
SETTINGS = {
    "again, in a new process": {},
    "in a process of joblib": {"SETTING": "loky"},
    "in a thread of joblib": {"SETTING": "threading"},
    "two threads": {"OMP_NUM_THREADS": "2"},
    "without numba": {"SETTING": "without numba"},
    "torch's kernels for AVX2": {"ATEN_CPU_CAPABILITY": "avx2"},
    "torch's kernels for any processor": {"ATEN_CPU_CAPABILITY": "default"},
    "MKL's kernels for any processor": {"MKL_CBWR": "COMPATIBLE"},
}
"""Environment variables of the process, in addition to one thread."""

FIT = """
import os, pickle, sys, warnings
setting = os.environ.get("SETTING")
if setting == "without numba":
    sys.modules["numba"] = None
from benchmarks.bits import fitted
from joblib import Parallel, delayed
warnings.simplefilter("ignore")
backend = setting if setting in ("loky", "threading") else "sequential"
(found,) = Parallel(2, backend=backend)([delayed(fitted)(sys.argv[1])])
sys.stdout.buffer.write(pickle.dumps(found))
"""


def fitted(name):
    """Probabilities and samples of a classifier."""
    import sklearn_seqgan
    from sklearn_seqgan.datasets import make_rhythms

    X, y = make_rhythms(n_per_class=40, random_state=0)
    kind, parameters = CLASSIFIERS[name]
    clf = getattr(sklearn_seqgan, kind)(random_state=0, device="cpu", **parameters)
    clf.fit(X, np.where(np.arange(len(y)) % 10 == 0, y, -1))
    samples = clf.sample(20)[0] if hasattr(clf, "sample") else []
    return clf.predict_proba(X), samples


def run(name, setting):
    """`fitted` in a new process."""
    env = {**os.environ, **ONE_THREAD, **setting}
    done = subprocess.run([sys.executable, "-c", FIT, name], env=env, stdout=subprocess.PIPE, check=True)
    return pickle.loads(done.stdout)


def compare(first, second):
    """The result in words: the same bits, or how much probabilities and samples differ."""
    (p, samples), (q, others) = first, second
    probabilities = np.abs(p - q).max()
    generated = max((np.abs(a - b).max() for a, b in zip(samples, others, strict=True)), default=0.0)
    if probabilities == generated == 0:
        return "same"
    changed = int((p.argmax(1) != q.argmax(1)).sum())
    return (
        f"{probabilities:.0e}"
        + (f", {generated:.0e}" if samples else "")
        + (f"; {changed} of {len(p)} classes" if changed else "")
    )


def main(arguments=None):
    """Print the table."""
    parser = argparse.ArgumentParser("python -m benchmarks.bits", description=__doc__.splitlines()[0])
    parser.add_argument("--classifiers", nargs="+", choices=CLASSIFIERS, default=list(CLASSIFIERS))
    parser.add_argument("--settings", nargs="+", choices=SETTINGS, default=list(SETTINGS))
    chosen = parser.parse_args(arguments)
    base = {name: run(name, {}) for name in chosen.classifiers}
    rows = [
        [setting, *(compare(base[name], run(name, SETTINGS[setting])) for name in chosen.classifiers)]
        for setting in chosen.settings
    ]
    print(markdown(["", *chosen.classifiers], rows))


if __name__ == "__main__":
    main()
