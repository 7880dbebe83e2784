"""The arms of the wrong priors, and their table."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from benchmarks.ablations.code_priors import main, priors_of, table


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


def test_the_command_runs(tiny_path, capsys):
    arguments = ["--data", str(tiny_path), "--levels", "0.5", "--skews", "2", "--seeds", "1", "--jobs", "1"]
    main(arguments)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "tiny, 1 draws of labels" and len(lines) == 8
    assert all("not run" not in line for line in lines)
