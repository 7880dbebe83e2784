"""Pictures of a comparison's rows."""
# SPDX-License-Identifier: BSD-3-Clause

import matplotlib.pyplot as plt
import numpy as np
from sklearn.metrics import ConfusionMatrixDisplay

from benchmarks.output.pictures import save
from sklearn_seqgan.plotting import LabelEfficiencyDisplay

__all__ = ["confusion_by_level", "label_efficiency"]


def label_efficiency(columns, title, path):
    """Accuracy against the number of labels, a line per method."""
    figure, ax = plt.subplots(figsize=(8, 5.2), layout="constrained")
    LabelEfficiencyDisplay.from_results(columns, score_name="test accuracy", ax=ax)
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize="small")
    ax.set_title(f"{title}: mean and 95 % interval over label draws", fontsize=10)
    save(figure, path)


def confusion_by_level(rows, target_names, path):
    """Confusion matrices of one method with the fewest and the most labels (Figure 5), summed over draws."""
    counts = sorted({row["n_labeled"] for row in rows})
    ends = [counts[0], counts[-1]] if len(counts) > 1 else counts
    size = 3.4 + 0.22 * len(target_names)
    figure, axes = plt.subplots(
        1, len(ends), figsize=(size * len(ends), size), squeeze=False, sharey=True, layout="constrained"
    )
    for ax, count in zip(axes.flat, ends):
        shown = [row for row in rows if row["n_labeled"] == count]
        matrix = np.sum([row["confusion"] for row in shown], axis=0, dtype=float)
        matrix /= np.maximum(matrix.sum(axis=1, keepdims=True), 1)
        display = ConfusionMatrixDisplay(matrix, display_labels=target_names)
        numbers = len(target_names) <= 12
        display.plot(ax=ax, cmap="Blues", colorbar=False, include_values=numbers, values_format=".0%")
        display.im_.set_clim(0, 1)
        ax.tick_params(axis="x", rotation=90)
        ax.set(title=f"{count} labels", xlabel="predicted", ylabel="true" if ax is axes[0, 0] else "")
    figure.suptitle(f"{rows[0]['data']}, {rows[0]['method']}: share of each true class")
    save(figure, path)
