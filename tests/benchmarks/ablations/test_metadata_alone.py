"""A column that is the label is found out, one that has nothing to do with it is not blamed."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from benchmarks.ablations.metadata_alone import main


@pytest.fixture
def path(write_npz):
    rng = np.random.default_rng(0)
    subject = np.repeat(np.arange(40), 3)
    y = np.repeat(np.tile([0, 1], 20), 3)
    columns = {"sensor": np.where(y == 1, "new", "old"), "age": rng.permutation(40)[subject]}
    columns |= {"first": subject < 20}
    X = [np.zeros((4, 1))] * 120
    return write_npz("clinic", X, y=y, subject=subject, class_names=["ill", "well"], **columns)


def shares(printed):
    return {line.split(" | ")[0][2:]: float(line.split(" | ")[1][:-2]) for line in printed.splitlines()[2:]}


@pytest.mark.slow
def test_what_columns_give_away(path, capsys):
    main(["--data", str(path), "--columns", "sensor", "age", "length"])
    found = shares(capsys.readouterr().out)
    assert found["sensor"] == found["all of them"] == 100
    assert found["length"] <= 50 and 25 < found["age"] < 75


def test_some_rows_only_and_an_unknown_column(path, capsys):
    main(["--data", str(path), "--columns", "sensor", "--select", "first"])
    assert list(shares(capsys.readouterr().out)) == ["sensor"]
    with pytest.raises(SystemExit, match="no column 'weight'"):
        main(["--data", str(path), "--columns", "weight"])
