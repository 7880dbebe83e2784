"""The main job on real data: few labels, many recordings, three classifiers.

Smartwatch recordings of seven shoulder exercises; odd persons train, even persons
test, and of the training windows a few of each class have a label. Prints test accuracies and
writes pictures. ``python -m benchmarks.demo --help`` shows what can be changed.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks import pictures
from sklearn_seqgan import CNNClassifier, GRUClassifier, SemiSupervisedInfoGANClassifier
from sklearn_seqgan.datasets import load_watch

CLASSIFIERS = {
    "InfoGAN": SemiSupervisedInfoGANClassifier,
    "CNN": CNNClassifier,
    "GRU": GRUClassifier,
}


def main():
    options = parse_options()
    watch = load_watch()
    train, test = (np.flatnonzero(watch.groups % 2 == odd) for odd in (1, 0))
    X_train, X_test = ([watch.X[i] for i in rows] for rows in (train, test))
    y_partial = keep_labels(watch.y[train], options.per_class, np.random.default_rng(options.seed))
    print_task(y_partial, watch, test)

    fitted, rows = {}, []
    for name, Classifier in CLASSIFIERS.items():
        start = perf_counter()
        clf = Classifier(random_state=options.seed, verbose=1, **options.parameters)
        fitted[name] = clf.fit(X_train, y_partial)
        rows.append((name, clf.score(X_test, watch.y[test]), perf_counter() - start))
    print_table(rows)
    draw_pictures(fitted["InfoGAN"], watch, train, test, options)


def draw_pictures(infogan, watch, train, test, options):
    options.out.mkdir(parents=True, exist_ok=True)
    pictures.training_curves(infogan.history_, options.out / "training.png")
    X_test = [watch.X[i] for i in test]
    pictures.confusion(infogan, X_test, watch.y[test], watch.target_names, options.out / "confusion.png")
    real = [watch.X[i] for i in train if watch.y[i] == options.exercise][:3]
    generated, _ = infogan.sample(len(real), y=options.exercise)
    title = f"exercise {watch.target_names[options.exercise]}"
    path = options.out / "sequences.png"
    pictures.real_and_generated(real, generated, watch.feature_names, title, path)
    print(f"pictures: training.png, confusion.png and sequences.png in {options.out}/")


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--per-class", type=int, default=3, help="labelled windows a class (default: 3)")
    parser.add_argument("--seed", type=int, default=0, help="of the label draw and of all fits (default: 0)")
    parser.add_argument("--max-steps", type=int, help="training steps (default: that of the classifiers)")
    parser.add_argument(
        "--exercise",
        type=int,
        default=0,
        choices=range(7),
        metavar="K",
        help="class to generate, 0..6 (default: 0)",
    )
    parser.add_argument("--out", type=Path, default=Path("demo"), help="folder for pictures (default: demo)")
    options = parser.parse_args()
    options.parameters = {} if options.max_steps is None else {"max_steps": options.max_steps}
    return options


def keep_labels(y, per_class, rng):
    """y with all but `per_class` labels of each class replaced by -1."""
    order = rng.permutation(len(y))
    kept = np.concatenate([order[y[order] == k][:per_class] for k in np.unique(y)])
    partial = np.full_like(y, -1)
    partial[kept] = y[kept]
    return partial


def print_task(y_partial, watch, test):
    labeled = int((y_partial >= 0).sum())
    persons = len(np.unique(watch.groups[test]))
    print(
        f"watch: {len(watch.target_names)} exercises, {len(watch.feature_names)} channels. "
        f"Training on {labeled} labelled and {len(y_partial) - labeled} unlabelled windows, "
        f"testing on {len(test)} windows of {persons} other persons."
    )


def print_table(rows):
    print(f"\n{'classifier':<12}{'test accuracy':>14}{'seconds':>10}")
    for name, accuracy, seconds in rows:
        print(f"{name:<12}{accuracy:>14.3f}{seconds:>10.0f}")
    print()


if __name__ == "__main__":
    main()
