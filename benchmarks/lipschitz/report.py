"""The table and the picture of `benchmarks.lipschitz`, from its rows alone."""
# SPDX-License-Identifier: BSD-3-Clause

import matplotlib.pyplot as plt
import numpy as np

from benchmarks.output.markdown import markdown
from benchmarks.output.pictures import save
from sklearn_seqgan.model_selection import mean_interval

__all__ = ["best_rate", "cost_ratio", "reached", "table", "write"]

METRIC, CAPTION = "squared_mmd", "squared MMD"
"""The metric that the methods are compared by, and its name in the report."""


def write(rows, folder):
    """Write table.md and curves.png to a folder; return the table. Rows without the metric do not count."""
    rows = [row for row in rows if METRIC in row["metrics"]]
    if not rows:
        return "There is no row of today's code and data.\n"
    text = table(rows)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "table.md").write_text(text)
    draw(rows, folder / "curves.png")
    return text


def table(rows):
    """Markdown: each method at its best rate, and its cost of coming as near as the worst method does."""
    methods = list(dict.fromkeys(row["method"] for row in rows))
    best = {method: _of(rows, method, best_rate(rows, method)) for method in methods}
    finals = {method: [last_distance(row) for row in best[method]] for method in methods}
    target = max(np.mean(values) for values in finals.values())
    header = ["method", "rate", f"{CAPTION} at the end", "steps to the target", "seconds to the target"]
    header += [f"steps to the end of {methods[0]}", "critic step", "diverged, all rates"]
    lines = []
    for method in methods:
        of_all = [row for row in rows if row["method"] == method]
        to_target = [reached(row, target) for row in best[method]]
        to_first = [reached(row, np.mean(finals[methods[0]])) for row in best[method]]
        lines.append(
            [
                method,
                f"{best[method][0]['rate']:g}",
                _text(finals[method], ".4f"),
                _text([steps for steps, _ in to_target], ".0f"),
                _text([seconds for _, seconds in to_target], ".0f"),
                _text([steps for steps, _ in to_first], ".0f"),
                cost_ratio(rows, method, methods[0]),
                f"{sum(bool(row['diverged']) for row in of_all)} of {len(of_all)}",
            ]
        )
    floor = np.mean([row["floors"][METRIC] for row in rows])
    caption = (
        f"# {rows[0]['data']}\n\n{rows[0]['max_steps']} steps: mean ± 95 % interval over seeds, each method "
        f"at the rate that ends nearest. Training sequences themselves are {floor:.4f} from the held-out; "
        f"the target is {target:.4f}. A critic step is in units of {methods[0]}'s: median and range over "
        "pairs of the same rate and seed, which ran one after the other."
    )
    return f"{caption}\n\n{markdown(header, lines)}\n"


def best_rate(rows, method):
    """The learning rate with the smallest mean final distance; that of a diverged run is infinite."""
    rates = sorted({row["rate"] for row in rows if row["method"] == method})
    return min(rates, key=lambda rate: np.mean([last_distance(row) for row in _of(rows, method, rate)]))


def last_distance(row):
    return np.inf if row["diverged"] or not distances(row) else distances(row)[-1][2]


def distances(row):
    """Steps, seconds and distance at each evaluation."""
    return row["metrics"][METRIC]


def reached(row, target):
    """Steps and seconds of the first evaluation within the target distance; NaN if there is none."""
    found = [(steps, seconds) for steps, seconds, distance in distances(row) if distance <= target]
    return found[0] if found else (np.nan, np.nan)


def cost_ratio(rows, method, unit):
    """Seconds of a critic step over those of another method at the same rate and seed: median and range.

    Other work on the machine would distort a mean.
    """
    seconds = {(row["method"], row["rate"], row["seed"]): row["critic_step_seconds"] for row in rows}
    pairs = [(value, seconds.get((unit, *run[1:]))) for run, value in seconds.items() if run[0] == method]
    ratios = [value / other for value, other in pairs if other is not None]
    return f"{np.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def draw(rows, path):
    """Critic gaps against steps and seconds, each method on its own axes; below, the distances of all."""
    methods = list(dict.fromkeys(row["method"] for row in rows))
    figure = plt.figure(figsize=(4.4 * len(methods), 10), layout="constrained")
    upper, lower = figure.subfigures(2, 1, height_ratios=[2, 1.2])
    axes = upper.subplots(2, len(methods), squeeze=False)
    of_all = lower.subplots(1, 2, sharey=True)
    for column, method in enumerate(methods):
        best = _of(rows, method, best_rate(rows, method))
        label = f"{method}, rate {best[0]['rate']:g}"
        for place, unit in enumerate(("step", "seconds")):
            _curves(axes[place, column], [row["gap"] for row in best], place, f"C{column}")
            axes[place, column].set(xlabel=unit, title=label if place == 0 else "")
            _curves(of_all[place], map(distances, best), place, f"C{column}", label)
            of_all[place].set(xlabel=unit)
    for ax in axes[:, 0]:
        ax.set_ylabel("critic gap (own units)")
    floor = np.mean([row["floors"][METRIC] for row in rows])
    for ax in of_all:
        ax.axhline(floor, color="grey", linestyle=":", label="training sequences")
        ax.set_yscale("symlog", linthresh=0.01)
        ax.set_ylim(bottom=min(0, floor, *(look[2] for row in rows for look in distances(row))))
    of_all[0].set_ylabel(f"{CAPTION} to held-out sequences")
    of_all[1].legend(fontsize="small")
    for ax in (*axes.flat, *of_all):
        ax.grid(alpha=0.3)
    figure.suptitle(f"{rows[0]['data']}: critics kept Lipschitz, one line per seed")
    save(figure, path)


def _curves(ax, curves, place, colour, label=None):
    for i, curve in enumerate(curves):
        if curve:
            points = np.array(curve, dtype=float)
            ax.plot(points[:, place], points[:, 2], color=colour, alpha=0.7, label=None if i else label)


def _of(rows, method, rate):
    return [row for row in rows if row["method"] == method and row["rate"] == rate]


def _text(values, form):
    """Mean ± half width of the known values, and how many they are if some are not."""
    known = [value for value in values if np.isfinite(value)]
    if not known:
        return "never"
    mean, half = mean_interval(known)
    text = f"{mean:{form}}" if np.isnan(half) else f"{mean:{form}} ± {half:{form}}"
    return text if len(known) == len(values) else f"{text} ({len(known)} of {len(values)})"
