"""Our Adam against torch's class, and what it is for: no compiler is loaded."""
# SPDX-License-Identifier: BSD-3-Clause

import subprocess
import sys
from importlib.util import find_spec

import pytest
import torch

from sklearn_seqgan.training.adam import Adam

SETTINGS = 1e-2, (0.5, 0.9)


def weights(seed=0):
    rng = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=rng, dtype=torch.float64) for shape in ((3, 4), (5,), ())]


def take_steps(optimizer, parameters, first, last):
    for i in range(first, last):
        for weight, gradient in zip(parameters, weights(seed=1 + i), strict=True):
            weight.grad = gradient
        optimizer.step()


def test_it_moves_as_torchs_class_does():
    ours, theirs = ([w.requires_grad_() for w in weights()] for _ in range(2))
    take_steps(Adam(ours, *SETTINGS), ours, 0, 20)
    take_steps(torch.optim.Adam(theirs, lr=SETTINGS[0], betas=SETTINGS[1]), theirs, 0, 20)
    torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-14)


def test_a_gradient_may_lie_otherwise_in_memory():
    """Those of the folded recurrence are transposed."""
    ours, theirs = ([w.requires_grad_() for w in weights()[:1]] for _ in range(2))
    (gradient,) = weights(seed=1)[:1]
    for w, laid_out in ((ours[0], gradient.T.contiguous().T), (theirs[0], gradient)):
        w.grad = laid_out
    Adam(ours, *SETTINGS).step()
    torch.optim.Adam(theirs, lr=SETTINGS[0], betas=SETTINGS[1]).step()
    torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-14)


def test_another_goes_on_where_it_stopped():
    whole, halves = ([w.requires_grad_() for w in weights()] for _ in range(2))
    take_steps(Adam(whole, *SETTINGS), whole, 0, 10)
    first, second = Adam(halves, *SETTINGS), Adam(halves, *SETTINGS)
    take_steps(first, halves, 0, 4)
    second.load(first.state())
    take_steps(second, halves, 4, 10)
    assert all(torch.equal(a, b) for a, b in zip(whole, halves, strict=True))


def test_a_rate_on_the_device_is_read_at_each_step():
    weight = torch.nn.Parameter(torch.zeros(3))
    optimizer = Adam([weight], torch.zeros(()), (0.0, 0.0))
    for rate in (0.5, 0.25):
        optimizer.learning_rate.fill_(rate)
        weight.grad = torch.ones(3)
        optimizer.step()
    torch.testing.assert_close(weight.detach(), torch.full((3,), -0.75))


@pytest.mark.slow
@pytest.mark.skipif(find_spec("torch_geometric"), reason="skorch loads it, and it loads torch's compiler")
def test_a_fit_loads_neither_torchs_compiler_nor_symbolic_algebra():
    """Together they would take a second and a half in every process."""
    program = (
        "import sys, numpy as np, sklearn_seqgan\n"
        "clf = sklearn_seqgan.SemiSupervisedInfoGANClassifier.paper(max_steps=1, device='cpu')\n"
        "clf.fit(np.random.default_rng(0).random((9, 5, 2)), np.arange(9) % 3)\n"
        "print([name for name in ('torch._dynamo', 'sympy', 'numba', 'triton') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True)
    assert run.stdout.strip() == "[]", run.stderr
