"""Semi-supervised adversarial learning on sequences, compatible with scikit-learn.

The classifiers, and torch with them, are imported on first use; ``__init__.pyi`` says from where.
"""
# SPDX-License-Identifier: BSD-3-Clause

import lazy_loader

from sklearn_seqgan._version import __version__ as __version__

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
