"""The encoder in closed form: ridge regression, self-training and nuisance, on features of any origin.

Tensors and functions that give them go in, linear maps come out. What makes the features, and how a
network is trained, is unknown here.
"""
# SPDX-License-Identifier: BSD-3-Clause
