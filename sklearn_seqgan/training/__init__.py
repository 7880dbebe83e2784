"""Adversarial training on tensors. Estimators, labels' names and files are unknown here."""
# SPDX-License-Identifier: BSD-3-Clause
