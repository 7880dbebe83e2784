"""What tests and the examples in docstrings share; the package itself has no such file."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest

from sklearn_seqgan.networks.trunks import random_convolution


@pytest.fixture
def few_kernels(monkeypatch):
    """Half of the default trunk's features, for tests in which not accuracy is the matter."""
    few = tuple(block._replace(n_biases=min(block.n_biases, 32)) for block in random_convolution.BLOCKS)
    monkeypatch.setattr(random_convolution, "BLOCKS", few)


@pytest.fixture(autouse=True)
def few_kernels_in_examples(request):
    if isinstance(request.node, pytest.DoctestItem):
        request.getfixturevalue("few_kernels")
