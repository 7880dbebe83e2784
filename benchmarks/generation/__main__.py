"""How believable generated sequences are, and Figure 4 of the paper: skeletons beside real ones.

All rows are split at random within classes into two halves. Both halves show the same persons, since a judge
could otherwise distinguish real from generated sequences by the persons alone. The generator trains on one
half with one draw of labels. The command prints `metrics.generation_report`: every metric of generated
against held-out sequences, beside its value for real ones. Judges learn from the training half with all its
labels. ``--figure`` draws, for each requested class, the first held-out sequence above the first generated
one.

``--grid`` runs methods, shares of labels and seeds. Each run is a row of JSON lines, as in
``benchmarks.supervision``; an interrupted grid resumes where it stopped. ``--reconstruction`` measures
how well a BiGAN reconstructs held-out sequences. ``--judge-curve`` shows how the discriminative score of a
GRU grows with the steps that it is trained for. ``--carry-over`` gives rows today's version of the code if
one of them, computed anew, has the same metrics.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
from pathlib import Path

import numpy as np
from joblib import delayed

from benchmarks import RESULTS
from benchmarks.catalogue import methods, prepared_data
from benchmarks.generation import halves, judge_curve, reconstruction
from benchmarks.generation.carry_over import carry_over
from benchmarks.generation.cells import Cell, fit, measure, report_of, version
from benchmarks.generation.report import table
from benchmarks.output import pictures
from benchmarks.rows import store
from sklearn_seqgan.metrics import SEQUENCE_METRICS
from sklearn_seqgan.plotting import SequenceDisplay, SkeletonDisplay

__all__ = ["main", "side_by_side"]


def main(arguments=None):
    options = parse_options(arguments)
    if options.reconstruction:
        print(reconstruction.report(options.seeds))
        return
    data = halves.load(options.data)
    folder = options.out or RESULTS / "generation" / data.name
    if options.carry_over:
        for line in carry_over(folder / "rows.jsonl", data, options.methods):
            print(line)
        return
    if options.grid:
        print(run_grid(data, options, folder))
        return
    data = halves.in_halves(data, options.seed)
    classes = classes_of(data, options)
    steps = {} if options.max_steps is None else {"max_steps": options.max_steps}
    clf = fit(data, options.method, options.level, options.seed, verbose=1, **steps)
    print(judge_curve.report(data, clf) if options.judge_curve else as_text(data, clf, options))
    if options.figure:
        folder.mkdir(parents=True, exist_ok=True)
        display = side_by_side(data, clf, classes)
        pictures.save(display.figure_, folder / "figure4.png")
        if options.animate and data.bones is not None:
            display.animate(folder / "figure4.gif")
        print(f"pictures in {folder}/")


def run_grid(data, options, folder):
    """Run what is missing; return the table of all requested cells."""
    names = options.methods or methods.available(methods.GENERATORS, data)
    for name in names:
        if reason := methods.skip(name, data):
            raise SystemExit(f"--methods: {name!r} cannot run. {reason}")
    cells = [
        Cell(method, level, seed, data.name, data.fingerprint, version(method))
        for seed in range(options.seeds)
        for method in names
        for level in options.levels
    ]
    path = folder / "rows.jsonl"
    done = store.read(path)
    missing = [cell for cell in cells if cell.key not in done]
    calls = (delayed(measure)(cell, data) for cell in missing)
    store.append_all(path, calls, len(missing), options.jobs, data.name)
    done, wanted = store.read(path), {cell.key for cell in cells}
    text = table([row for key, row in done.items() if key in wanted])
    (folder / "table.md").write_text(text)
    return text


def as_text(data, clf, options):
    metrics = {name: SEQUENCE_METRICS[name] for name in options.metrics}
    report = report_of(data, clf, metrics, options.draws)
    case = f"{data.name}, {options.level:.0%} of the labels, {clf.n_steps_} steps"
    return f"{case}, {options.draws} draws of {len(data.test)} sequences\n\n{report}\n"


def side_by_side(data, clf, classes):
    """Display of the first real sequence of each class and, below it, a generated one."""
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
    """Numbers of the classes requested by name, or of the first three."""
    names = list(data.target_names)
    for name in options.classes or []:
        if name not in names:
            raise SystemExit(f"--classes: {data.name} has no class {name!r}; it has {names}.")
    return [names.index(name) for name in options.classes or names[:3]]


def parse_options(arguments):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generation", description=__doc__)
    parser.add_argument("--data", default="actions", help=prepared_data.HELP + " (default: actions)")
    names = ", ".join(methods.GENERATORS)
    parser.add_argument("--method", default=methods.INFOGAN, help=f"one of {names}")
    parser.add_argument("--level", type=float, default=0.1, help="share of the labels (default: 0.1)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--max-steps", type=int, help="training steps (default: the method's own)")
    parser.add_argument(
        "--metrics", nargs="+", default=list(SEQUENCE_METRICS), choices=list(SEQUENCE_METRICS)
    )
    parser.add_argument("--draws", type=int, default=3, help="how often to generate sequences (default: 3)")
    parser.add_argument("--figure", action="store_true", help="draw Figure 4")
    parser.add_argument("--animate", action="store_true", help="draw a moving one, too")
    parser.add_argument(
        "--classes", nargs="+", metavar="NAME", help="classes to draw (default: the first three)"
    )
    parser.add_argument(
        "--grid", action="store_true", help="run methods, levels and seeds, and keep their rows"
    )
    parser.add_argument(
        "--methods", nargs="+", help="methods of the grid or of --carry-over (default: all that can run here)"
    )
    parser.add_argument("--levels", nargs="+", type=float, default=[1.0, 0.1], help="levels of the grid")
    parser.add_argument("--seeds", type=int, default=3, help="seeds of the grid or of --reconstruction")
    parser.add_argument("--jobs", type=int, help="processes (default: joblib's)")
    parser.add_argument("--reconstruction", action="store_true", help="measure how well BiGAN reconstructs")
    parser.add_argument(
        "--judge-curve",
        action="store_true",
        help="score of a GRU by its steps, not all metrics",
    )
    parser.add_argument("--carry-over", action="store_true", help="keep rows of code with the same results")
    parser.add_argument("--out", type=Path, help="folder (default: benchmarks/results/generation/DATA)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
