"""State of the whole process, which a fit should leave unchanged."""
# SPDX-License-Identifier: BSD-3-Clause

import locale
import os
import random
import sys

import numpy as np

__all__ = ["changed", "state_of_process"]


def state_of_process():
    """State of this process that others see, by name; includes torch if it is loaded."""
    return {
        "Python's global generator": random.getstate(),
        "numpy's global generator": _plain(np.random.get_state()),  # noqa: NPY002
        "numpy's handling of floating-point errors": np.geterr(),
        "os.environ": dict(os.environ),
        "the working directory": os.getcwd(),
        "the locale": locale.setlocale(locale.LC_ALL),
        **_state_of_torch(),
    }


def changed(before, after):
    """Names of what differs between two states; additions are left out."""
    return [name for name in before if before[name] != after[name]]


def _plain(state):
    return [v.tolist() if isinstance(v, np.ndarray) else v for v in state]


def _state_of_torch():
    torch = sys.modules.get("torch")
    if torch is None:
        return {}
    return {
        "torch's global generator": torch.random.get_rng_state().numpy().tolist(),
        "torch's number of threads": torch.get_num_threads(),
        "torch's default dtype": torch.get_default_dtype(),
        "torch's default device": str(torch.empty(0).device),
        "torch's grad mode": torch.is_grad_enabled(),
        "torch's deterministic algorithms": torch.are_deterministic_algorithms_enabled(),
        "torch's precision of products": torch.get_float32_matmul_precision(),
    }
