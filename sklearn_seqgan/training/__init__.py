"""Adversarial training on tensors. This package knows nothing of estimators, names of classes and files."""
# SPDX-License-Identifier: BSD-3-Clause
