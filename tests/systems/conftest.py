"""A small state of any system, and a data set."""
# SPDX-License-Identifier: BSD-3-Clause

from tests.adversarial_fixtures import data, make_data, make_state, plain_descent

__all__ = ["data", "make_data", "make_state", "plain_descent"]
