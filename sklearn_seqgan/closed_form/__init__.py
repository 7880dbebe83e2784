"""The encoder in closed form: ridge regression, self-training and nuisance, on features from any source.

The inputs are tensors, or functions that return tensors; the outputs are linear maps. This package does not
know where features come from, or how networks are trained.
"""
# SPDX-License-Identifier: BSD-3-Clause
