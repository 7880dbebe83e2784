"""Leads over the best other method, from rows typed by hand."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest

from tests.benchmarks.supervision.typed_rows import row

lead = pytest.importorskip(
    "benchmarks.supervision.lead", reason="an installed package comes without benchmarks"
)


WALKS = [
    *(row("Rocket", 0.1, seed, accuracy) for seed, accuracy in enumerate([0.8, 0.9, 0.7])),
    *(row("CNN", 0.1, seed, accuracy) for seed, accuracy in enumerate([0.7, 0.6])),
    *(row("GRU", 0.1, seed, accuracy) for seed, accuracy in enumerate([0.5, 0.75])),
    row("CNN", 0.2, 0, 0.9),
    row("Rocket", 3, 0, 0.9),
    row("Rocket", 1, 0, 0.5),
    row("GRU", 1, 0, 0.6),
    row("CNN", 1, 0, None, "failed"),
]


def test_margins_are_over_the_highest_mean_on_draws_that_both_have():
    margins = lead.margins(WALKS, "Rocket")
    assert list(margins) == ["10 %", "1 per class"]
    assert margins["10 %"] == ("CNN", pytest.approx([0.1, 0.3]))
    assert margins["1 per class"] == ("GRU", pytest.approx([-0.1]))


def test_leads_have_a_line_per_set_and_a_column_per_level():
    runs = [row("Rocket", 1.0, 0, 0.9), row("CNN", 1.0, 0, 0.8)]
    assert lead.leads(
        {"walks": WALKS, "runs": runs, "none": [row("CNN", 0.1, 0, 1)]}, "Rocket"
    ).splitlines() == [
        "| data | 10 % | 100 % | 1 per class |",
        "| --- | --- | --- | --- |",
        "| walks | +20.0 ± 127.1 (CNN) |  | -10.0 (GRU) |",
        "| runs |  | +10.0 (CNN) |  |",
    ]
