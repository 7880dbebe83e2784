"""Classifiers as ONNX files, for runtimes in any language. Knows nothing of estimators."""
# SPDX-License-Identifier: BSD-3-Clause
