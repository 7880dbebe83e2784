"""Pictures of the page on benchmarks, drawn from the committed rows."""
# SPDX-License-Identifier: BSD-3-Clause

from pathlib import Path

import matplotlib.pyplot as plt

from benchmarks import RESULTS
from benchmarks.rows import store
from benchmarks.supervision.report import as_columns
from sklearn_seqgan.plotting import LabelEfficiencyDisplay

METHODS = [
    "Rocket",
    "Hydra + self-training",
    "balanced self-training",
    "MiniRocket + Ridge",
    "CNN",
    "GRU",
]

SETS = [
    "utd_mhad",
    "msr_action3d",
    "msrc12",
    "nw_ucla",
    "ui_prmd_kinect",
    "hapt_segments",
    "uci_har_rebuilt",
]
"""Those that were measured at several numbers of labels."""


def rows_of(name):
    """Of each method, share of the labels and seed the last row that has an accuracy.

    Numbers per class are left out: as many labels as a share has would be a second point above it.
    """
    found = {}
    for row in store.read(RESULTS / "supervision" / name / "rows.jsonl").values():
        is_share = isinstance(row["level"], float)
        if row["method"] in METHODS and is_share and "accuracy" in row["metrics"]:
            found[row["method"], row["level"], row["seed"]] = row
    return list(found.values())


def draw():
    """Accuracy against the number of labels on each data set."""
    figure, axes = plt.subplots(2, 4, figsize=(13, 6.4), layout="constrained")
    shown = {}
    for ax, name in zip(axes.flat, SETS):
        columns = as_columns(rows_of(name))
        lines = LabelEfficiencyDisplay.from_results(columns, score_name="test accuracy", ax=ax).lines_
        shown |= {method: paint(line, method) for method, line in lines.items()}
        ax.get_legend().remove()
        ax.set_title(name, fontsize=10)
    axes.flat[-1].axis("off")
    names = [method for method in METHODS if method in shown]
    title = "mean, 95 % interval over draws"
    axes.flat[-1].legend([shown[method] for method in names], names, loc="center left", title=title)
    return figure


def paint(line, method):
    """A method has one colour on all data sets, whichever others there are."""
    middle, caps, bars = line
    for part in (middle, *caps, *bars):
        part.set_color(f"C{METHODS.index(method)}")
    return line


def write_pictures(app, config):
    folder = Path(app.srcdir, "docs", "_pictures")
    folder.mkdir(exist_ok=True)
    figure = draw()
    figure.savefig(folder / "label_efficiency.svg", metadata={"Date": None})
    plt.close(figure)


def setup(app):
    app.connect("config-inited", write_pictures)
    return {"parallel_read_safe": True}
