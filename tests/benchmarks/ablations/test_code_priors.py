"""The arms of the wrong priors, and their table."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from benchmarks.ablations import misleading_labels
from benchmarks.ablations.code_priors import main, priors_of, table

pytestmark = pytest.mark.usefixtures("few_kernels")


def test_a_skewed_prior_has_half_the_classes_that_much_more_often():
    y = np.repeat([0, 1, 2, 3], [10, 20, 30, 40])
    priors = priors_of(y, skews=[5.0])
    true = priors["true frequencies"]
    np.testing.assert_allclose(true, [0.1, 0.2, 0.3, 0.4])
    ratio = np.sort(priors["skewed by 5"] / true)
    np.testing.assert_allclose(ratio / ratio[0], [1, 1, 5, 5])
    assert priors["skewed by 5"].sum() == pytest.approx(1)
    assert (priors["labelled frequencies"], priors["uniform"]) == ("empirical", "uniform")


def test_table_of_scores_counted_by_hand():
    """Differences of .1 and .3 to the true prior: mean .2, half width t(.975, 1) · .1 = 1.271."""
    results = {
        "estimator": np.repeat(["true frequencies", "uniform"], 2),
        "level": np.full(4, 0.05),
        "test_score": np.array([0.5, 0.6, 0.6, 0.9]),
    }
    assert table(results).splitlines()[2:] == [
        "| true frequencies | 55.0 |",
        "| uniform | 75.0 (+20.0 ± 127.1) |",
    ]


@pytest.mark.parametrize("kind", misleading_labels.DRAWS)
def test_labels_mislead_as_they_say(kind):
    y, few = np.repeat([0, 1, 2, 3], [400, 800, 1200, 1600]), np.array([True, False, True, False])
    draw, rng = misleading_labels.DRAWS[kind], np.random.default_rng(0)
    rows, labels = np.bincount(y[draw.rows(y, few, rng)]), draw.labels(y, few, draw.levels[-1], rng)
    if kind == "equal":
        assert rows.tolist() == [100, 800, 300, 1600]
        assert np.bincount(y[labels]).tolist() == [4, 4, 4, 4]
    else:
        assert rows.tolist() == [400, 800, 1200, 1600]
        shares = np.bincount(y[labels]) / rows
        ratio = 5 if kind == "skewed" else 1
        np.testing.assert_allclose(shares / shares[0], [1, ratio, 1, ratio], rtol=0.03)
        assert labels.mean() == pytest.approx(0.2, abs=0.001)


def test_with_misleading_labels_differences_are_to_the_labelled_frequencies(tiny_path, capsys):
    main(["--data", str(tiny_path), "--labels", "equal", "--seeds", "1", "--levels", "2"])
    first, _, head, _, *lines = capsys.readouterr().out.splitlines()
    assert (first, head) == ("tiny, 1 draws of labels, equal", "| p(c) | 2 per class |")
    assert [line.split("|")[1].strip() for line in lines] == list(misleading_labels.ARMS)
    assert ["(" in line for line in lines] == [False, True, True, True]


def test_the_command_runs(tiny_path, capsys):
    arguments = ["--data", str(tiny_path), "--levels", "0.5", "--skews", "2", "--seeds", "1", "--jobs", "1"]
    main(arguments)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "tiny, 1 draws of labels" and len(lines) == 8
    assert all("not run" not in line for line in lines)
