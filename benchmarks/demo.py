"""The main job on real data: few labels, many recordings, four classifiers.

Smartwatch recordings of seven shoulder exercises. Persons with odd numbers are for training, those with even
numbers for testing; a few training windows of each class have a label. Prints test accuracies and writes
pictures. ``python -m benchmarks.demo --help`` lists the options. For many draws of labels, more methods and
intervals, see ``benchmarks.supervision``.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
from pathlib import Path
from time import perf_counter

import matplotlib.pyplot as plt
import numpy as np
from sklearn.metrics import ConfusionMatrixDisplay

from benchmarks.catalogue import methods, prepared_data
from benchmarks.output import pictures
from sklearn_seqgan.metrics import accuracy
from sklearn_seqgan.model_selection import mask_labels
from sklearn_seqgan.plotting import SequenceDisplay, TrainingHistoryDisplay

SHOWN = [methods.OURS, methods.INFOGAN, "CNN", "GRU", "MiniRocket + Ridge"]


def main():
    options = parse_options()
    watch = prepared_data.load("watch")
    X_train, X_test = ([watch.X[i] for i in rows] for rows in (watch.train, watch.test))
    y_partial = mask_labels(watch.y[watch.train], per_class=options.per_class, random_state=options.seed)
    print_task(y_partial, watch)

    fitted, rows = {}, []
    for name in SHOWN:
        start = perf_counter()
        clf = methods.make(name, watch, options.seed)
        wanted, known = {"verbose": 1} | options.parameters, clf.get_params()
        if not methods.is_peer(name):
            clf.set_params(**{name: value for name, value in wanted.items() if name in known})
        fitted[name] = clf.fit(X_train, y_partial)
        share = accuracy(watch.y[watch.test], clf.predict(X_test))
        rows.append((name, share, perf_counter() - start))
    print_table(rows)
    draw_pictures(fitted[methods.INFOGAN], watch, options)


def draw_pictures(infogan, watch, options):
    options.out.mkdir(parents=True, exist_ok=True)
    pictures.save(TrainingHistoryDisplay.from_estimator(infogan).figure_, options.out / "training.png")
    X_train, X_test = ([watch.X[i] for i in rows] for rows in (watch.train, watch.test))
    draw_confusion(infogan, X_test, watch, options.out / "confusion.png")
    display = SequenceDisplay.from_estimator(
        infogan,
        X_train,
        watch.y[watch.train],
        target=options.exercise,
        feature_names=watch.channel_names,
        rate_hz=50,
    )
    display.figure_.suptitle(f"exercise {watch.target_names[options.exercise]}")
    pictures.save(display.figure_, options.out / "sequences.png")
    print(f"pictures: training.png, confusion.png and sequences.png in {options.out}/")


def draw_confusion(classifier, X, watch, path):
    """Confusion matrix on test data, in percent of each true class."""
    figure, ax = plt.subplots(figsize=(6.4, 5.6), layout="constrained")
    y, predicted = watch.y[watch.test], classifier.predict(X)
    percent = {"normalize": "true", "values_format": ".0%", "cmap": "Blues", "colorbar": False}
    names = {"display_labels": watch.target_names}
    ConfusionMatrixDisplay.from_predictions(y, predicted, ax=ax, **percent, **names)
    title = f"{type(classifier).__name__}\ntest accuracy {accuracy(y, predicted):.3f}"
    ax.set_title(title, fontsize=10)
    pictures.save(figure, path)


def parse_options():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.demo", description=__doc__.splitlines()[0])
    parser.add_argument("--per-class", type=int, default=3, help="labelled windows a class (default: 3)")
    parser.add_argument("--seed", type=int, default=0, help="of the label draw and of all fits (default: 0)")
    parser.add_argument("--max-steps", type=int, help="training steps (default: that of the classifiers)")
    parser.add_argument("--reconstruction-steps", type=int, help="of the InfoGAN (default: its own)")
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
    steps = {name: getattr(options, name) for name in ("max_steps", "reconstruction_steps")}
    options.parameters = {name: n for name, n in steps.items() if n is not None}
    return options


def print_task(y_partial, watch):
    labeled = int((y_partial >= 0).sum())
    persons = len(np.unique(watch.groups[watch.test]))
    print(
        f"watch: {len(watch.target_names)} exercises, {len(watch.channel_names)} channels. "
        f"Training on {labeled} labelled and {len(y_partial) - labeled} unlabelled windows, "
        f"testing on {len(watch.test)} windows of {persons} other persons."
    )


def print_table(rows):
    print(f"\n{'classifier':<20}{'test accuracy':>14}{'seconds':>10}")
    for name, share, seconds in rows:
        print(f"{name:<20}{share:>14.3f}{seconds:>10.0f}")
    print()


if __name__ == "__main__":
    main()
