"""Pictures without a screen, closed after each test."""
# SPDX-License-Identifier: BSD-3-Clause

import matplotlib
import pytest

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def closed_figures():
    import matplotlib.pyplot as plt

    yield
    plt.close("all")
