"""What comes out of a comparison: table.md, results.csv and pictures, from its rows alone."""
# SPDX-License-Identifier: BSD-3-Clause

import csv

import numpy as np

from benchmarks import pictures
from benchmarks.intervals import subject_bootstrap
from benchmarks.methods import OURS, PAPER, in_order
from sklearn_seqgan.model_selection import mean_interval

__all__ = ["table", "write"]

OUTPUTS = ["table.md", "results.csv", "curve.png", "confusion.png"]

COLUMNS = ["data", "method", "level", "seed", "n_labeled", "n_unlabeled"]
COLUMNS += [
    "accuracy",
    "balanced_accuracy",
    "macro_f1",
    "calibration_error",
    "fit_seconds",
    "predict_seconds",
    "peak_memory_mib",
]
COLUMNS += ["device", "error", "code", "fingerprint"]


def write(rows, target_names, folder, expected=()):
    """Write table.md, results.csv, curve.png and confusion.png to a folder; give the table.

    What was there before goes, so that nothing expired is left.

    Parameters
    ----------
    rows : list of dict
        Of one data set.
    target_names : list of str
    folder : Path
    expected : list of str
        Methods that are in the table, rows or not.
    """
    for name in OUTPUTS:
        (folder / name).unlink(missing_ok=True)
    if not rows:
        return "There is no row of today's code and data.\n"
    text = table(rows, expected)
    (folder / "table.md").write_text(text)
    write_csv(rows, folder / "results.csv")
    scored = [row for row in rows if not row["error"]]
    if scored:
        pictures.label_efficiency(as_columns(scored), rows[0]["data"], folder / "curve.png")
        shown = [row for row in scored if row["method"] == reference_of(scored)]
        pictures.confusion_by_level(shown, target_names, folder / "confusion.png")
    return text


def write_csv(rows, path):
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def as_columns(rows):
    """Rows as `LabelEfficiencyDisplay` takes them, all labels and one a class told apart (1.0 and 1)."""
    place = {name: i for i, name in enumerate(in_order(row["method"] for row in rows))}
    rows = sorted(rows, key=lambda row: place[row["method"]])  # so a method has its colour
    names = {"estimator": "method", "seed": "seed", "n_labeled": "n_labeled", "test_score": "accuracy"}
    columns = {name: [row[key] for row in rows] for name, key in names.items()}
    return columns | {"level": [level_name(row["level"]) for row in rows]}


def table(rows, expected=()):
    """Markdown: accuracies, and the paired differences of one method to every other."""
    levels = levels_of(rows)
    names = in_order([*expected, *(row["method"] for row in rows)])
    parts = [
        f"# {rows[0]['data']}",
        "Test accuracy in percent, mean ± 95 % interval over label draws (Student's t).",
        markdown(["method", *map(level_name, levels), "fit, s"], accuracy_lines(rows, names, levels)),
    ]
    if sure := in_order(row["method"] for row in rows if "calibration_error" in row):
        parts += [
            "Expected calibration error of the probabilities, in points: mean over label draws.",
            markdown(["method", *map(level_name, levels)], calibration_lines(rows, sure, levels)),
        ]
    references = dict.fromkeys([reference_of(rows), *(name for name in names if name == PAPER)])
    for reference in references if len(names) > 1 else ():
        parts += [
            f"{reference} minus the other, in points: mean ± paired 95 % interval over label draws "
            "[95 % interval over test subjects, by bootstrap].",
            markdown(["method", *map(level_name, levels)], difference_lines(rows, names, levels, reference)),
        ]
    if failures := list(failure_lines(rows)):
        parts.append("Failed:\n\n" + "\n".join(failures))
    return "\n\n".join(parts) + "\n"


def reference_of(rows):
    """The method that the others are compared to: InfoGAN, if it was run."""
    names = in_order(row["method"] for row in rows)
    return OURS if OURS in names else names[0]


def levels_of(rows):
    """Shares of the labels, then numbers a class, in order; 1.0 and 1 are two levels."""
    levels = {level_name(row["level"]): row["level"] for row in rows}
    return sorted(levels.values(), key=lambda level: (isinstance(level, int), level))


def level_name(level):
    return f"{level} a class" if isinstance(level, int) else f"{100 * level:g} %"


def accuracy_lines(rows, names, levels):
    columns = [accuracy_column(rows, names, level) for level in levels]
    for name, *texts in zip(names, *columns):
        seconds = [row["fit_seconds"] for row in rows if row["method"] == name and not row["error"]]
        yield [name, *texts, f"{np.median(seconds):.1f}" if seconds else ""]


def accuracy_column(rows, names, level, interval=True):
    """The best mean in bold; with the number of draws where there are fewer than of others."""
    draws = [list(accuracies(rows, name, level).values()) for name in names]
    cells = [mean_interval(values) for values in draws]
    best, most = np.fmax.reduce([mean for mean, _ in cells]), max(map(len, draws))
    for (mean, half), n in zip(cells, map(len, draws)):
        text = points(mean, half if interval else np.nan)
        text = f"**{text}**" if mean == best else text
        yield f"{text} (n = {n})" if 0 < n < most else text


def calibration_lines(rows, names, levels):
    for name in names:
        draws = [figures(rows, name, level, "calibration_error") for level in levels]
        yield [name, *(points(np.mean(list(of_one.values()) or np.nan), np.nan) for of_one in draws)]


def failure_lines(rows):
    for row in rows:
        if row["error"]:
            yield f"- {row['method']}, {level_name(row['level'])}, draw {row['seed']}: {row['error']}"


def difference_lines(rows, names, levels, reference):
    for name in names:
        if name != reference:
            yield [name, *(difference(rows, reference, name, level) for level in levels)]


def difference(rows, reference, other, level):
    """Of the draws that both have."""
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
    return figures(rows, name, level, "accuracy")


def figures(rows, name, level, figure):
    """Seed -> a figure, of the rows that have it."""
    return {r["seed"]: r[figure] for r in _of(rows, name, level) if figure in r}


def subject_counts(rows, name, level, draws):
    """Right rows, mean over draws, and rows of each test subject."""
    counts = np.array([list(r["subjects"].values()) for r in _of(rows, name, level) if r["seed"] in draws])
    return counts.mean(axis=0).T


def _of(rows, name, level):
    there = [r for r in rows if r["method"] == name and not r["error"]]
    return [r for r in there if level_name(r["level"]) == level_name(level)]


def points(mean, half, signed=False):
    if np.isnan(mean):
        return "not run"
    text = f"{100 * mean:{'+' if signed else ''}.1f}"
    return text if np.isnan(half) else f"{text} ± {100 * half:.1f}"


def markdown(header, lines):
    cells = [header, ["---"] * len(header), *lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)
