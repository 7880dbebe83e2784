"""The report of a comparison, from its rows alone: table.md, results.csv and pictures."""
# SPDX-License-Identifier: BSD-3-Clause

import csv
import json

import numpy as np

from benchmarks.catalogue.methods import OURS, PAPER, in_order
from benchmarks.output.markdown import level_name, markdown, points
from benchmarks.supervision import pictures
from benchmarks.supervision.by_class import pairs_of, recalls
from benchmarks.supervision.by_subject import of_subjects
from benchmarks.supervision.subject_bootstrap import subject_bootstrap
from sklearn_seqgan.metrics import PREDICTION_METRICS
from sklearn_seqgan.model_selection import mean_interval

__all__ = ["table", "write"]

OUTPUTS = ["table.md", "classes.json", "results.csv", "curve.png", "confusion.png"]

COLUMNS = ["data", "method", "level", "seed", "n_labeled", "n_unlabeled"]
COLUMNS += [*PREDICTION_METRICS, "fit_seconds", "predict_seconds", "peak_memory_mib"]
COLUMNS += ["device", "error", "code", "fingerprint"]

MORE_METRICS = {
    "balanced_accuracy": "Balanced accuracy in percent (mean recall of the classes): mean over label draws.",
    "mean_subject": "Accuracy within a test subject, in percent: mean over subjects and label draws.",
    "worst_subject": "The same for the subject with the lowest accuracy: mean over label draws.",
    "balanced_by_subject": "Balanced accuracy in percent, by the majority vote of a subject's windows.",
    "calibration_error": "Expected calibration error of the probabilities, in points: mean over label draws.",
}
"""Metrics that have their own table if rows have them -> its caption."""


def write(rows, target_names, folder, expected=(), skipped=None):
    """Write table.md, classes.json, results.csv, curve.png and confusion.png to a folder; return the table.

    Older files of the report are removed, so nothing expired is left.

    Parameters
    ----------
    rows : list of dict
        Rows of one data set.
    target_names : list of str
    folder : Path
    expected : list of str
        Methods that are in the table even without rows.
    skipped : dict of str -> str, optional
        Methods that do not apply to the data set, and why.
    """
    for name in OUTPUTS:
        (folder / name).unlink(missing_ok=True)
    if not rows:
        return "There is no row of today's code and data.\n"
    text = table(rows, expected, skipped, target_names)
    (folder / "table.md").write_text(text)
    (folder / "classes.json").write_text(json.dumps(target_names, ensure_ascii=False) + "\n")
    write_csv(rows, folder / "results.csv")
    scored = [row for row in rows if "accuracy" in row["metrics"]]
    if scored:
        pictures.label_efficiency(as_columns(scored), rows[0]["data"], folder / "curve.png")
        shown = [row for row in scored if row["method"] == reference_of(scored)]
        pictures.confusion_by_level(shown, target_names, folder / "confusion.png")
    return text


def write_csv(rows, path):
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(row | row["metrics"] for row in rows)


def as_columns(rows):
    """Rows as columns for `LabelEfficiencyDisplay`; all labels (1.0) and one per class (1) stay distinct."""
    place = {name: i for i, name in enumerate(in_order(row["method"] for row in rows))}
    rows = sorted(rows, key=lambda row: place[row["method"]])  # each method keeps its colour
    names = {"estimator": "method", "seed": "seed", "n_labeled": "n_labeled"}
    columns = {name: [row[key] for row in rows] for name, key in names.items()}
    columns["test_score"] = [row["metrics"]["accuracy"] for row in rows]
    return columns | {"level": [level_name(row["level"]) for row in rows]}


def table(rows, expected=(), skipped=None, target_names=None):
    """Markdown: accuracies, paired differences between one method and every other, results by class."""
    levels = levels_of(rows)
    names = in_order([*expected, *(row["method"] for row in rows)])
    parts = [
        f"# {rows[0]['data']}",
        "Test accuracy in percent, mean ± 95 % interval over label draws (Student's t).",
        markdown(["method", *map(level_name, levels), "fit, s"], accuracy_lines(rows, names, levels)),
    ]
    for metric, caption in MORE_METRICS.items():
        if having := in_order(row["method"] for row in rows if metric in measured(row)):
            lines = metric_lines(rows, having, levels, metric)
            parts += [caption, markdown(["method", *map(level_name, levels)], lines)]
    references = dict.fromkeys([reference_of(rows), *(name for name in names if name == PAPER)])
    for reference in references if len(names) > 1 else ():
        parts += [
            f"{reference} minus the other, in points: mean ± paired 95 % interval over label draws "
            "[95 % interval over test subjects, by bootstrap].",
            markdown(["method", *map(level_name, levels)], difference_lines(rows, names, levels, reference)),
        ]
    parts += class_parts(rows, levels, target_names)
    if failures := list(failure_lines(rows)):
        parts.append("Failed:\n\n" + "\n".join(failures))
    if skipped:
        lines = (f"- {name}: {reason}" for name, reason in skipped.items())
        parts.append("Left out:\n\n" + "\n".join(lines))
    return "\n\n".join(parts) + "\n"


def class_parts(rows, levels, target_names):
    """For the reference method: recall of each class, and the most confused pairs."""
    name = reference_of(rows)
    found = {level_name(level): _of(rows, name, level) for level in levels}
    found = {level: some for level, some in found.items() if some}
    if not found or target_names is None:
        return []
    shares = np.array([recalls(some) for some in found.values()]).T
    lines = [[k, *(points(share, np.nan) for share in of_class)] for k, of_class in zip(target_names, shares)]
    pairs = [[level, pairs_of(some, target_names, n=5)] for level, some in found.items()]
    return [
        f"Recall of each class by {name}, in percent, all label draws together.",
        markdown(["class", *found], lines),
        f"Most frequent confusions of {name}, as shares of the true class.",
        markdown(["labels", "true → predicted"], pairs),
    ]


def measured(row):
    """Name of a metric -> its value in a row, including metrics of test subjects."""
    return row["metrics"] | of_subjects(row)


def reference_of(rows):
    """The method that the others are compared to: ours, if it was run."""
    names = in_order(row["method"] for row in rows)
    return OURS if OURS in names else names[0]


def levels_of(rows):
    """Shares of the labels, then numbers per class, in order; 1.0 and 1 are different levels."""
    levels = {level_name(row["level"]): row["level"] for row in rows}
    return sorted(levels.values(), key=lambda level: (isinstance(level, int), level))


def accuracy_lines(rows, names, levels):
    columns = [accuracy_column(rows, names, level) for level in levels]
    for name, *texts in zip(names, *columns):
        seconds = [row["fit_seconds"] for row in rows if row["method"] == name and not row["error"]]
        yield [name, *texts, f"{np.median(seconds):.1f}" if seconds else ""]


def accuracy_column(rows, names, level, interval=True, metric="accuracy"):
    """Means, the best in bold, with the number of draws if other methods have more."""
    draws = [list(values_of(rows, name, level, metric).values()) for name in names]
    cells = [mean_interval(values) for values in draws]
    best, most = np.fmax.reduce([mean for mean, _ in cells]), max(map(len, draws))
    for name, (mean, half), n in zip(names, cells, map(len, draws)):
        text = points(mean, half if interval else np.nan) if n else missing(rows, name, level)
        text = f"**{text}**" if mean == best else text
        yield f"{text} (n = {n})" if 0 < n < most else text


def metric_lines(rows, names, levels, metric):
    for name in names:
        yield [name, *(metric_cell(rows, name, level, metric) for level in levels)]


def metric_cell(rows, name, level, metric):
    """Mean over the draws that have the metric, which older rows may lack."""
    values = list(values_of(rows, name, level, metric).values())
    return points(np.mean(values), np.nan) if values else missing(rows, name, level)


def missing(rows, name, level):
    """Text for a missing value, which says whether there are rows."""
    return "not measured" if _of(rows, name, level) else "not run"


def failure_lines(rows):
    for row in rows:
        if row["error"]:
            yield f"- {row['method']}, {level_name(row['level'])}, draw {row['seed']}: {row['error']}"


def difference_lines(rows, names, levels, reference):
    for name in names:
        if name != reference:
            yield [name, *(difference(rows, reference, name, level) for level in levels)]


def difference(rows, reference, other, level):
    """Difference over the draws that both methods have."""
    ours, theirs = accuracies(rows, reference, level), accuracies(rows, other, level)
    draws = sorted(set(ours) & set(theirs))
    if not draws:
        return "not run"
    text = points(*mean_interval([ours[seed] - theirs[seed] for seed in draws]), signed=True)
    (right, total), (other_right, _) = (subject_counts(rows, m, level, draws) for m in (reference, other))
    low, high = subject_bootstrap(right, other_right, total)
    return text if np.isnan(low) else f"{text} [{100 * low:+.1f}, {100 * high:+.1f}]"


def accuracies(rows, name, level):
    """Seed -> test accuracy."""
    return values_of(rows, name, level, "accuracy")


def values_of(rows, name, level, metric):
    """Seed -> value of a metric, for the rows that have it."""
    found = {row["seed"]: measured(row) for row in _of(rows, name, level)}
    return {seed: values[metric] for seed, values in found.items() if metric in values}


def subject_counts(rows, name, level, draws):
    """Correct rows of each test subject (mean over draws), and all its rows."""
    counts = np.array([list(r["subjects"].values()) for r in _of(rows, name, level) if r["seed"] in draws])
    return counts.mean(axis=0).T


def _of(rows, name, level):
    there = [r for r in rows if r["method"] == name and not r["error"]]
    return [r for r in there if level_name(r["level"]) == level_name(level)]
