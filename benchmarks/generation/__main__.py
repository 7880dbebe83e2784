"""What the generator makes of a few labels: its skeletons beside real ones (Figure 4 of the paper).

All rows are split at random within classes into two halves of the same persons, since sequences of other
persons are told apart however well they are generated. The generator trains on one half with one draw of
labels. What is printed is `metrics.generation_report`: every metric of generated against held-out sequences,
beside the value of real ones. Judges learn from the training half with all its labels. ``--figure`` draws, of
each class asked for, a held-out sequence above a generated one: the first of both, not chosen.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks import RESULTS
from benchmarks.catalogue import methods, prepared_data
from benchmarks.output import pictures
from sklearn_seqgan.metrics import SEQUENCE_METRICS, generation_report, random_halves
from sklearn_seqgan.model_selection import mask_labels
from sklearn_seqgan.plotting import SequenceDisplay, SkeletonDisplay

__all__ = ["main", "side_by_side"]


def main(arguments=None):
    options = parse_options(arguments)
    data = in_halves(prepared_data.load(options.data), options.seed)
    classes = classes_of(data, options)
    clf = fit(data, options)
    print(as_text(data, clf, options))
    if options.figure:
        folder = options.out or RESULTS / "generation" / data.name
        folder.mkdir(parents=True, exist_ok=True)
        display = side_by_side(data, clf, classes)
        pictures.save(display.figure_, folder / "figure4.png")
        if options.animate and data.bones is not None:
            display.animate(folder / "figure4.gif")
        print(f"pictures in {folder}/")


def in_halves(data, seed):
    train, test = random_halves(data.y, len(data.y), seed)
    return replace(data, train=train, test=test)


def fit(data, options):
    X, y = rows_of(data, data.train)
    y = mask_labels(y, fraction=options.level, random_state=options.seed)
    clf = methods.make(options.method, data, options.seed).set_params(verbose=1)
    if options.max_steps is not None:
        clf.set_params(max_steps=options.max_steps)
    return clf.fit(X, y)


def as_text(data, clf, options):
    X_train, y_train = rows_of(data, data.train)
    report = generation_report(
        clf,
        *rows_of(data, data.test),
        X_train=X_train,
        y_train=y_train,
        n_seeds=options.draws,
        metrics={name: SEQUENCE_METRICS[name] for name in options.metrics},
        bones=data.bones,
    )
    case = f"{data.name}, {options.level:.0%} of the labels, {clf.n_steps_} steps"
    return f"{case}, {options.draws} draws of {len(data.test)} sequences\n\n{report}\n"


def rows_of(data, rows):
    return [data.X[i] for i in rows], data.y[rows]


def side_by_side(data, clf, classes):
    """The display of each class's first real sequence and, below it, a generated one."""
    names = [str(data.target_names[k]) for k in classes]
    real = [data.X[data.test[np.flatnonzero(data.y[data.test] == k)[0]]] for k in classes]
    generated, _ = clf.sample(len(classes), y=np.array(classes))
    if data.bones is None:
        groups = {"real": real, "generated": generated}
        return SequenceDisplay.from_data(groups, feature_names=data.channel_names)
    rows = [x for pair in zip(real, generated) for x in pair]
    titles = [f"{kind}: {name}" for name in names for kind in ("real", "generated")]
    return SkeletonDisplay.from_data(rows, data.bones, titles=titles, n_frames=12)


def classes_of(data, options):
    """Numbers of the classes asked for by name; of the first three unasked."""
    names = list(data.target_names)
    for name in options.classes or []:
        if name not in names:
            raise SystemExit(f"--classes: {data.name} has no class {name!r}; it has {names}.")
    return [names.index(name) for name in options.classes or names[:3]]


def parse_options(arguments):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generation", description=__doc__)
    parser.add_argument("--data", default="actions", help=prepared_data.HELP + " (default: actions)")
    names = ", ".join([methods.INFOGAN, methods.PAPER, methods.VAE])
    parser.add_argument("--method", default=methods.INFOGAN, help=f"one of {names}")
    parser.add_argument("--level", type=float, default=0.1, help="share of the labels (default: 0.1)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--max-steps", type=int, help="training steps (default: that of the method)")
    parser.add_argument(
        "--metrics", nargs="+", default=list(SEQUENCE_METRICS), choices=list(SEQUENCE_METRICS)
    )
    parser.add_argument("--draws", type=int, default=3, help="of generated sequences (default: 3)")
    parser.add_argument("--figure", action="store_true", help="draw Figure 4")
    parser.add_argument("--animate", action="store_true", help="and, with it, a moving one")
    parser.add_argument("--classes", nargs="+", metavar="NAME", help="to be drawn (default: the first three)")
    parser.add_argument("--out", type=Path, help="folder (default: benchmarks/results/generation/DATA)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
