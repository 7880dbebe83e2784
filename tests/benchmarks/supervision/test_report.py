"""The report of rows typed by hand: its table letter by letter, its spreadsheet and its pictures."""
# SPDX-License-Identifier: BSD-3-Clause

import csv
import warnings

import numpy as np
import pytest

from benchmarks.output.markdown import level_name
from benchmarks.supervision import report
from benchmarks.supervision.report import as_columns, table, write

NO_SCORES = {"metrics": {}, "subjects": None, "confusion": None, "fit_seconds": None}


@pytest.fixture
def rows(row):
    """InfoGAN against two others; draws 0 and 1, the forest at one level only, a failure of the CNN."""
    return [
        row("CNN", 0.5, 0, (6, 4), fit_seconds=3.0),
        row("CNN", 0.5, 1, (6, 6), fit_seconds=5.0),
        row("InfoGAN", 0.5, 0, (8, 6), fit_seconds=10.0),
        row("InfoGAN", 0.5, 1, (8, 8), fit_seconds=20.0),
        row("InfoGAN", 1.0, 0, (9, 9), fit_seconds=30.0),
        row("InfoGAN", 1.0, 1, (9, 9), fit_seconds=40.0),
        row("CNN", 1.0, 0, (10, 9), fit_seconds=4.0),
        row("CNN", 1.0, 1, **NO_SCORES, error="ValueError: no luck"),
        row("random forest", 0.5, 2, (5, 5), fit_seconds=0.25),
    ]


def test_table_of_rows_counted_by_hand(rows):
    """Two draws that differ by 0.1: half the width is t(0.975, 1) · 0.05 = 0.635.

    InfoGAN − CNN at 50 % is 4 of 20 rows in both draws, 2 of 10 for both subjects. At 100 % they have one
    draw in common: 18 − 19 of 20, 9 − 10 and 9 − 9 of 10 by subject. The forest has no draw in common.
    """
    assert (
        table(rows)
        == """# tiny

Test accuracy in percent, mean ± 95 % interval over label draws (Student's t).

| method | 50 % | 100 % | fit, s |
| --- | --- | --- | --- |
| InfoGAN | **75.0 ± 63.5** | 90.0 ± 0.0 | 25.0 |
| CNN | 55.0 ± 63.5 | **95.0** (n = 1) | 4.0 |
| random forest | 50.0 (n = 1) | not run | 0.2 |

Balanced accuracy in percent (mean recall of the classes): mean over label draws.

| method | 50 % | 100 % |
| --- | --- | --- |
| InfoGAN | 75.0 | 90.0 |
| CNN | 55.0 | 95.0 |
| random forest | 50.0 | not run |

Accuracy within a test subject, in percent: mean over subjects and label draws.

| method | 50 % | 100 % |
| --- | --- | --- |
| InfoGAN | 75.0 | 90.0 |
| CNN | 55.0 | 95.0 |
| random forest | 50.0 | not run |

The same for the subject with the lowest accuracy: mean over label draws.

| method | 50 % | 100 % |
| --- | --- | --- |
| InfoGAN | 70.0 | 90.0 |
| CNN | 50.0 | 90.0 |
| random forest | 50.0 | not run |

InfoGAN minus the other, in points: mean ± paired 95 % interval over label draws \
[95 % interval over test subjects, by bootstrap].

| method | 50 % | 100 % |
| --- | --- | --- |
| CNN | +20.0 ± 0.0 [+20.0, +20.0] | -5.0 [-10.0, +0.0] |
| random forest | not run | not run |

Failed:

- CNN, 100 %, draw 1: ValueError: no luck
"""
    )


def with_calibration(row, error):
    return row | {"metrics": row["metrics"] | {"calibration_error": error}}


def test_calibration_of_those_that_have_probabilities(row):
    """Means over draws of .1 and .3, and of the one draw in which it was measured."""
    rows = [with_calibration(row("InfoGAN", 0.5, seed), error) for seed, error in ((0, 0.1), (1, 0.3))]
    rows += [with_calibration(row("CNN", 1.0, 0), 0.05), row("CNN", 1.0, 1), row("random forest", 0.5, 0)]
    rows.append(row("InfoGAN", 1.0, 0))  # of before it was there
    assert """Expected calibration error of the probabilities, in points: mean over label draws.

| method | 50 % | 100 % |
| --- | --- | --- |
| InfoGAN | 20.0 | not measured |
| CNN | not run | 5.0 |
""" in table(rows)


def test_the_order_of_rows_does_not_matter(rows):
    assert table(rows[::-1]) == table(rows)


def test_differences_are_of_common_draws_only(row):
    """Only InfoGAN has draw 0, by far the best; in draws 1 and 2 both are equal."""
    rows = [row("InfoGAN", 0.5, 0, (10, 10))]
    rows += [row(name, 0.5, seed, (4, seed)) for name in ("InfoGAN", "GRU") for seed in (1, 2)]
    assert "| GRU | +0.0 ± 0.0 [+0.0, +0.0] |" in table(rows)


def test_draws_are_paired_by_their_seed_whatever_their_order(row):
    rights = {0: 2, 1: 8, 2: 5}
    rows = [row("InfoGAN", 0.5, seed, (rights[seed] + 1, 0)) for seed in (2, 0, 1)]
    rows += [row("CNN", 0.5, seed, (rights[seed], 0)) for seed in (0, 1, 2)]
    assert "| CNN | +5.0 ± 0.0 [+0.0, +10.0] |" in table(rows)


def test_the_best_of_equals_are_all_in_bold(row):
    rows = [row(name, 0.5, 0, (right, 3)) for name, right in (("CNN", 4), ("GRU", 4), ("InfoGAN", 3))]
    found = table(rows)
    assert "| CNN | **35.0** |" in found and "| GRU | **35.0** |" in found and "| InfoGAN | 30.0 |" in found


def test_without_infogan_the_first_method_is_compared(row):
    rows = [row(name, 0.5, 0, (3, 3)) for name in ("random forest", "GRU")]
    assert "GRU minus the other" in table(rows)
    rows.append(row("InfoGAN (paper)", 0.5, 0, (3, 3)))
    assert "InfoGAN (paper) minus the other" in table(rows)


def test_one_method_has_nothing_to_be_compared_to(row):
    assert "minus" not in table([row("CNN", 0.5, 0, (3, 3))])


def test_one_subject_has_no_interval_over_subjects(row):
    rows = [row(name, 0.5, 0, subjects={"3": [right, 10]}) for name, right in (("InfoGAN", 5), ("CNN", 4))]
    assert "| CNN | +0.0 |" in table(rows)


def test_names_of_levels():
    assert [level_name(k) for k in (0.05, 0.1, 1.0, 0.125, 1, 3)] == [
        "5 %",
        "10 %",
        "100 %",
        "12.5 %",
        "1 per class",
        "3 per class",
    ]


def test_one_label_a_class_and_all_labels_are_two_levels(row):
    rows = [row(name, 1, 0, (3, 3)) for name in ("InfoGAN", "CNN")]
    rows += [row(name, 1.0, 0, (9, 9)) for name in ("InfoGAN", "CNN")]
    found = table(rows)
    assert "| method | 100 % | 1 per class | fit, s |" in found
    assert "| CNN | **90.0** | **30.0** | 1.0 |" in found
    columns = as_columns(rows)
    assert columns["estimator"] == ["InfoGAN", "InfoGAN", "CNN", "CNN"]
    assert columns["level"] == ["1 per class", "100 %"] * 2
    assert columns["test_score"] == [0.3, 0.9] * 2


def test_a_level_at_which_all_failed_is_no_matter(row):
    rows = [row("CNN", 1.0, 0, (3, 3)), row("CNN", 0.5, 0, **NO_SCORES, error="E: e")]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "| CNN | not run | **30.0** | 1.0 |" in table(rows)
        only_failed = table(rows[1:])
    assert "| CNN | not run |  |" in only_failed


def test_everything_is_written(rows, tmp_path):
    assert (
        write(rows, ["slow", "fast"], tmp_path)
        == (tmp_path / "table.md").read_text()
        == table(rows, target_names=["slow", "fast"])
    )
    assert {p.name for p in tmp_path.iterdir()} == {*report.OUTPUTS}
    for name in ("curve.png", "confusion.png"):
        picture = (tmp_path / name).read_bytes()
        assert picture.startswith(b"\x89PNG") and len(picture) > 5_000
    with (tmp_path / "results.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert [(r["method"], float(r["level"]), int(r["seed"])) for r in lines] == [
        (r["method"], r["level"], r["seed"]) for r in rows
    ]
    assert [r["accuracy"] for r in lines] == [
        "" if r["error"] else str(r["metrics"]["accuracy"]) for r in rows
    ]
    assert lines[7]["error"] == "ValueError: no luck"
    assert "peak_memory_mib" in lines[0] and "predict_seconds" in lines[0] and "confusion" not in lines[0]


def test_confusions_are_of_the_lowest_and_the_highest_level(rows, row, tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(report.pictures, "save", lambda figure, path: drawn.append((path.name, figure)))
    middle = [row("InfoGAN", 0.75, seed, (2, 2)) for seed in (0, 1)]
    write(rows + middle, ["slow", "fast"], tmp_path)
    (_, figure) = drawn[-1]
    assert [ax.get_title() for ax in figure.axes] == ["12 labels", "24 labels"]
    assert "InfoGAN" in figure.get_suptitle()
    shown = [np.asarray(ax.images[0].get_array()) for ax in figure.axes]
    np.testing.assert_allclose(shown[0], [[0.75, 0.25], [0, 0]])
    np.testing.assert_allclose(shown[1], [[0.9, 0.1], [0, 0]])


def test_the_curve_has_a_line_for_every_method(rows, tmp_path, monkeypatch):
    drawn = {}
    monkeypatch.setattr(report.pictures, "save", lambda figure, path: drawn.update({path.name: figure}))
    write(rows, ["slow", "fast"], tmp_path)
    lines = drawn["curve.png"].axes[0].containers
    found = {line.get_label(): line.lines[0].get_xydata().tolist() for line in lines}
    expected = {
        "InfoGAN": [[12, 0.75], [24, 0.9]],
        "CNN": [[12, 0.55], [24, 0.95]],
        "random forest": [[12, 0.5]],
    }
    assert list(found) == list(expected)
    for name, points in expected.items():
        np.testing.assert_allclose(found[name], points, rtol=0.02)


def test_rows_that_all_failed_make_a_table_and_no_picture(row, tmp_path):
    rows = [row("CNN", 0.5, 0, **NO_SCORES, error="ValueError: no luck")]
    assert "- CNN, 50 %, draw 0: ValueError: no luck" in write(rows, ["slow", "fast"], tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {"table.md", "classes.json", "results.csv"}


def test_no_rows_are_no_report(tmp_path):
    assert write([], ["slow", "fast"], tmp_path) == "There is no row of today's code and data.\n"
    assert not list(tmp_path.iterdir())


def test_the_papers_configuration_is_compared_too(row):
    rows = [row(name, 0.5, 0, right) for name, right in (("InfoGAN", (8, 8)), ("CNN", (6, 6)))]
    assert table(rows).count("minus the other") == 1
    found = table([*rows, row("InfoGAN (paper)", 0.5, 0, (5, 5))])
    assert "InfoGAN (paper) minus the other" in found
    assert "| CNN | +20.0 [+20.0, +20.0] |" in found
    assert "| CNN | -10.0 [-10.0, -10.0] |" in found


def test_what_was_expected_and_not_run_is_in_the_table_and_old_reports_go(row, tmp_path):
    found = write([row("CNN", 0.5, 0)], ["slow", "fast"], tmp_path, expected=["InfoGAN", "CNN"])
    assert "| InfoGAN | not run |" in found
    write([], ["slow", "fast"], tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_does_not_apply_is_named_with_its_reason(row):
    found = table([row("CNN", 0.5, 0)], skipped={"PA-LSTM": "There is no body."})
    assert found.endswith("Left out:\n\n- PA-LSTM: There is no body.\n")
    assert "Left out" not in table([row("CNN", 0.5, 0)], skipped={})


def test_an_accuracy_of_other_code_is_not_measured(rows, tmp_path):
    """What does not need it is there."""
    expired = [row | {"metrics": {}} if row["method"] == "CNN" else row for row in rows]
    found = write(expired, ["slow", "fast"], tmp_path)
    assert "| CNN | not measured | not measured | 4.0 |" in found
    assert "| CNN | not run | not run |" in found
    assert {p.name for p in tmp_path.iterdir()} == {*report.OUTPUTS}


def test_what_becomes_of_classes(row):
    """Both draws together: of 20 slow rows 14 are found, of 10 fast ones 4."""
    rows = [row("CNN", 0.5, 0, confusion=[[8, 2], [1, 4]]), row("CNN", 0.5, 1, confusion=[[6, 4], [5, 0]])]
    found = table(rows, target_names=["slow", "fast"])
    assert "Recall of each class by CNN" in found
    assert "| slow | 70.0 |\n| fast | 40.0 |" in found
    assert "| 50 % | fast → slow: 60 %; slow → fast: 30 % |" in found


def test_of_subjects_that_are_of_one_class_the_votes_are_counted(row):
    rows = [row("CNN", 0.5, 0, subject_confusion=[[3, 1], [1, 1]]), row("GRU", 0.5, 0)]
    assert "| CNN | 62.5 |\n| GRU |" not in table(rows)
    assert """by the majority vote of a subject's windows.

| method | 50 % |
| --- | --- |
| CNN | 62.5 |
""" in table(rows)
