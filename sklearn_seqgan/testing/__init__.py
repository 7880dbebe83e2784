"""Checks of the contract of a classifier or a transformer of sequences, for any estimator.

To add a check, write a function of an estimator and a `Contract` in `_shared_checks`, `_classifier_checks` or
`_transformer_checks`, with a docstring of one sentence. Name it, with its requirements, in the table at the
end of that file.
"""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.testing._suite import (
    check_sequence_classifier,
    check_sequence_transformer,
    parametrize_with_sequence_checks,
    sequence_classifier_checks,
    sequence_transformer_checks,
)

__all__ = [
    "check_sequence_classifier",
    "check_sequence_transformer",
    "parametrize_with_sequence_checks",
    "sequence_classifier_checks",
    "sequence_transformer_checks",
]
