"""Classifiers as files of ONNX, for runtimes in any language. What an estimator is, is unknown here."""
# SPDX-License-Identifier: BSD-3-Clause
