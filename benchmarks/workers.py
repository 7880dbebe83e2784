"""What two processes save over one with dask: cross-validation, and prediction over a folder of files.

Each worker has one thread. Seconds are counted once all workers have loaded the package. The memory of a
worker is its peak, the package included.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
import resource
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import joblib
import numpy as np
from sklearn.model_selection import cross_validate

from benchmarks.extremes import waves
from benchmarks.output.markdown import markdown
from sklearn_seqgan import SemiSupervisedRocketClassifier
from sklearn_seqgan.datasets import load_sequences_npz, save_sequences_npz
from sklearn_seqgan.model_selection import SemiSupervisedSplit

__all__ = ["cross_validated", "fitted", "main", "predicted", "written"]

HEADER = ["", "sequences", "data, MB", "workers", "s", "times as fast", "most memory of a worker, MB"]
SHORT, LONG = (30, 6), (60, 24)
"""Time steps and channels of the sequences held in memory for a fit, and of those read from files."""

N_CLASSES, N_LABELS = 3, 100


def main(arguments=None):
    options = parse_options(arguments)
    print(markdown(HEADER, []), flush=True)
    for name in options.only or WAYS:
        WAYS[name](options)


def over_files(options):
    with TemporaryDirectory() as folder:
        paths = written(Path(folder), options.sequences, options.files)
        clf, size = fitted(), sum(path.stat().st_size for path in paths)
        compare(options, "prediction over files", size, lambda client: predicted(client, paths, clf))


def in_folds(options):
    X, y = waves(options.sequences, *SHORT, N_CLASSES, N_LABELS)
    compare(options, "cross-validation", X.nbytes, lambda client: cross_validated(X, y))


WAYS = {"prediction": over_files, "cross-validation": in_folds}


def parse_options(arguments):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workers", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=WAYS, help="measurements (default: both)")
    parser.add_argument("--sequences", type=int, default=100_000, help="sequences in all (default: 100000)")
    parser.add_argument("--files", type=int, default=50, help="number of files to predict from (default: 50)")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="workers (default: 1 2)")
    return parser.parse_args(arguments)


def written(folder, n, n_files):
    """Paths of files that hold n sequences together."""
    paths = [folder / f"{i:04d}.npz" for i in range(n_files)]
    for i, path in enumerate(paths):
        save_sequences_npz(path, *waves(n // n_files, *LONG, N_CLASSES, N_LABELS, seed=i))
    return paths


def fitted():
    return SemiSupervisedRocketClassifier(random_state=0).fit(*waves(600, *LONG, N_CLASSES, N_LABELS))


def predicted(client, paths, clf):
    """Classes of the sequences of all files, with one dask task per file."""
    import dask

    model = dask.delayed(clf)
    return np.concatenate(
        client.gather(client.compute([dask.delayed(predict_file)(p, model) for p in paths]))
    )


def predict_file(path, clf):
    return clf.predict(load_sequences_npz(path, split=None).X)


def cross_validated(X, y, n_folds=2):
    """Accuracies of the folds, which the client's workers fit."""
    clf = SemiSupervisedRocketClassifier(random_state=0)
    with joblib.parallel_config("dask"):
        return cross_validate(clf, X, y, cv=SemiSupervisedSplit(n_folds))["test_score"]


def compare(options, name, n_bytes, way):
    """Print a line for each number of workers as soon as it is measured."""
    first = None
    for n_workers in options.workers:
        seconds, most = _measured(n_workers, way)
        first = first or seconds
        line = [name, f"{options.sequences:,}", f"{n_bytes / 1e6:.0f}", str(n_workers), f"{seconds:.0f}"]
        print(f"| {' | '.join([*line, f'{first / seconds:.2f}', f'{most:.0f}'])} |", flush=True)


def _measured(n_workers, way):
    """Seconds, and the largest peak memory of a worker in megabytes."""
    from dask.distributed import Client

    of_a_worker = {"threads_per_worker": 1, "memory_limit": 0}  # no limit: memory is measured
    with Client(n_workers=n_workers, **of_a_worker, host="127.0.0.1", dashboard_address=None) as client:
        client.run(_load)
        start = perf_counter()
        way(client)
        return perf_counter() - start, max(client.run(_most_memory).values())


def _load():
    """Load all that a first fit imports."""
    SemiSupervisedRocketClassifier(random_state=0).fit(*waves(30, *SHORT, N_CLASSES, N_LABELS))


def _most_memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    main()
