"""Tables and a picture from the rows."""
# SPDX-License-Identifier: BSD-3-Clause

import matplotlib.pyplot as plt
import numpy as np

from benchmarks.choosing.arms import ARMS, BUDGETS
from benchmarks.output.markdown import markdown, points
from benchmarks.output.pictures import save
from sklearn_seqgan.model_selection import mean_interval

__all__ = ["labels_needed", "reaches_with_half", "write"]

RANDOM, SUGGESTED = "random", "medoids"

SHOWN = "random", "stratified", "medoids"


def write(rows, folder):
    """Draw the picture, and return all tables in Markdown."""
    data = list(dict.fromkeys(row["data"] for row in rows))
    if not data:
        return "no rows"
    draw_curves(rows, data, folder / "curves.png")
    tables = {
        "Accuracy at 1 / 2 / 4 labels per class, mean of draws; in brackets the difference to random labels, "
        "paired by draw, with its 95 % interval": table(rows, data, "accuracy"),
        "Balanced accuracy": table(rows, data, "balanced_accuracy"),
        "Share of the classes that have a label": table(rows, data, "classes_found"),
        "Times as many random labels for the same accuracy": saved(rows, data),
        "1 and 2 suggested labels per class against twice as many random ones": halves(rows, data),
    }
    return "\n\n".join(f"{title}:\n\n{text}" for title, text in tables.items())


def values(rows, data, arm, budget, metric):
    """Values in the order of the draws."""
    found = {
        row["draw"]: row[metric]
        for row in rows
        if (row["data"], row["arm"], row["budget"]) == (data, arm, budget)
    }
    return np.array([found[draw] for draw in sorted(found)])


def table(rows, data, metric):
    lines = [[arm, *(_cell(rows, name, arm, metric) for name in data)] for arm in ARMS]
    return markdown(["labels", *data], lines)


def _cell(rows, name, arm, metric):
    texts = []
    for budget in BUDGETS:
        ours, random = (values(rows, name, a, budget, metric) for a in (arm, RANDOM))
        text = points(ours.mean() if len(ours) else np.nan, np.nan)
        if arm != RANDOM and len(ours) == len(random) > 0:
            text += f" ({points(*mean_interval(ours - random), signed=True)})"
        texts.append(text)
    return " / ".join(texts)


def labels_needed(budgets, accuracies, wanted):
    """Budget at which a rising curve reaches an accuracy, interpolated on a logarithmic scale."""
    rising = np.maximum.accumulate(accuracies)
    if wanted > rising[-1]:
        return np.inf
    return float(np.exp(np.interp(wanted, rising, np.log(budgets))))


def saved(rows, data):
    lines = [
        [arm, *(" / ".join(_factor(rows, name, arm, budget) for budget in BUDGETS) for name in data)]
        for arm in ARMS
        if not arm.startswith(RANDOM)
    ]
    return markdown(["labels", *data], lines)


def _factor(rows, name, arm, budget):
    budgets = ARMS[RANDOM].budgets
    curve = [values(rows, name, RANDOM, b, "accuracy") for b in budgets]
    ours = values(rows, name, arm, budget, "accuracy")
    if not len(ours) or not all(map(len, curve)):
        return "not run"
    needed = labels_needed(budgets, [some.mean() for some in curve], ours.mean()) / budget
    return f"above {budgets[-1] / budget:g}" if np.isinf(needed) else f"{needed:.1f}"


def halves(rows, data):
    lines = []
    for name in data:
        differences = [_against_twice(rows, name, budget) for budget in (1, 2)]
        cells = [points(*mean_interval(d), signed=True) if len(d) else "not run" for d in differences]
        lines.append([name, *cells, "yes" if reaches_with_half(differences) else "no"])
    return markdown(["data", "1 against 2", "2 against 4", "not below in both"], lines)


def reaches_with_half(differences):
    """Whether, at every budget, the mean is at least that of twice as many random labels."""
    return all(len(d) > 0 and d.mean() >= 0 for d in differences)


def _against_twice(rows, name, budget):
    ours = values(rows, name, SUGGESTED, budget, "accuracy")
    random = values(rows, name, RANDOM, 2 * budget, "accuracy")
    return ours - random if len(ours) == len(random) else np.empty(0)


def draw_curves(rows, data, path):
    n_columns = min(5, len(data))
    n_rows = -(-len(data) // n_columns)
    size = 2.4 * n_columns, 2.3 * n_rows + 0.5
    figure, axes = plt.subplots(n_rows, n_columns, figsize=size, squeeze=False, layout="constrained")
    for ax, name in zip(axes.flat, data):
        for arm in SHOWN:
            budgets = [b for b in ARMS[arm].budgets if len(values(rows, name, arm, b, "accuracy"))]
            middle = [mean_interval(values(rows, name, arm, b, "accuracy")) for b in budgets]
            means, half = np.transpose(middle) if middle else ([], [])
            ax.errorbar(budgets, means, half, marker="o", markersize=3, capsize=2, linewidth=1.2, label=arm)
        ax.set_xscale("log")
        ax.set_xticks(ARMS[RANDOM].budgets, labels=map(str, ARMS[RANDOM].budgets))
        ax.minorticks_off()
        ax.set_title(name, fontsize=9)
        ax.grid(alpha=0.3)
    for ax in axes.flat[len(data) :]:
        ax.set_visible(False)
    figure.supxlabel("labels per class, on average", fontsize=9)
    figure.supylabel("test accuracy", fontsize=9)
    figure.legend(*axes.flat[0].get_legend_handles_labels(), loc="outside upper right", ncols=3, fontsize=9)
    save(figure, path)
