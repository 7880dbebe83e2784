"""Estimators with scikit-learn's interface."""
# SPDX-License-Identifier: BSD-3-Clause
