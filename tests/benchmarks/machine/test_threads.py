"""One thread, in every library."""
# SPDX-License-Identifier: BSD-3-Clause

from joblib import parallel_config
from joblib.parallel import get_active_backend
from threadpoolctl import threadpool_info

from benchmarks.machine.threads import one_thread


def test_within_a_cell_nothing_else_runs():
    with parallel_config(backend="threading", n_jobs=2), one_thread():
        assert {pool["num_threads"] for pool in threadpool_info()} == {1}
        assert type(get_active_backend()[0]).__name__ == "SequentialBackend"
