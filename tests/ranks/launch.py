"""Ranks in processes of this machine, by the engine that torchrun is."""
# SPDX-License-Identifier: BSD-3-Clause

import multiprocessing
import os
from unittest import mock

from torch.distributed.launcher.api import LaunchConfig, elastic_launch

NEEDED = ["torch.distributed", "tests.ranks.work"]
"""Modules that are loaded once, before processes start."""


def launch(function, *arguments, size=2, restarts=0):
    """What a function of `work` gives on each rank; it is imported once, whatever is launched."""
    multiprocessing.set_forkserver_preload(NEEDED)
    config = LaunchConfig(
        min_nodes=1,
        max_nodes=1,
        run_id="test",
        nproc_per_node=size,
        start_method="forkserver",
        rdzv_backend="c10d",
        rdzv_endpoint="127.0.0.1:0",
        local_addr="127.0.0.1",
        max_restarts=restarts,
        monitor_interval=0.05,
    )
    own = {"GLOO_SOCKET_IFNAME": "lo", "OMP_NUM_THREADS": "1", "TORCHELASTIC_ERROR_FILE": ""}
    with mock.patch.dict(os.environ, own):
        found = elastic_launch(config, function)(*arguments)
    return [found[rank] for rank in range(size)]
