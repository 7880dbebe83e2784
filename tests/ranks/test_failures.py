"""Ranks that fail, die and start anew, and calls that do not form one fit."""
# SPDX-License-Identifier: BSD-3-Clause

import multiprocessing
import os
import signal
import socket
import subprocess
import sys

import numpy as np
import pytest

from tests.ranks import work
from tests.ranks.launch import NEEDED, launch

pytestmark = pytest.mark.filterwarnings("ignore:The codes have collapsed")


def test_what_is_wrong_on_one_rank_ends_all_with_its_name():
    first, second = both = launch(work.refused)
    nan = "ValueError: X contains NaN inside sample 0, at step 2"
    for said, *parts in [
        (first[0], "RankError: Rank 1 of 2 has failed", nan),
        (second[0], nan),
        *((s[1], "ValueError: Ranks 0 and 1", "cannot be one fit: the parameters differs") for s in both),
        *((s[2], "ValueError: Ranks 0 and 1", "the channels of X differs") for s in both),
        *((s[3], "whether there are y, groups and sample_weight differs") for s in both),
    ]:
        assert all(part in said for part in parts), said
    assert first[4:] == [1]  # steps of a fit that rank 0 made alone


def test_a_rank_that_dies_is_named_on_the_others():
    multiprocessing.set_forkserver_preload(NEEDED)
    context = multiprocessing.get_context("forkserver")
    said = context.Queue()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ranks = [context.Process(target=work.left_behind, args=(rank, port, said)) for rank in (0, 1)]
    for rank in ranks:
        rank.start()
    try:
        assert "RankError: Rank 1 of 2 has ended" in said.get(timeout=60)
    finally:
        for rank in ranks:
            rank.join(timeout=60)
    assert [rank.exitcode for rank in ranks] == [0, 1]


def test_a_job_that_is_started_anew_goes_on_from_its_checkpoint(tmp_path):
    whole = launch(work.killed_once, str(tmp_path / "whole"), False)
    again = launch(work.killed_once, str(tmp_path / "again"), True, restarts=1)
    steps = [("reconstruction", 10), ("reconstruction", 20), ("adversarial", 10), ("adversarial", 20)]
    assert [seen for seen, *_ in whole] == [steps, []]  # callbacks are rank 0's
    assert [seen for seen, *_ in again] == [steps[2:], []]
    for (_, history, weights), (_, expected, expected_weights) in zip(again, whole, strict=True):
        assert history == expected
        for name, weight in expected_weights.items():
            np.testing.assert_array_equal(weights[name], weight, err_msg=name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("name", "own_rows"), [("conv", False), ("bigan", True)])
def test_a_rank_without_a_row_of_a_batch_changes_nothing(name, own_rows):
    expected = work.without_time(work.few_rows_a_rank(name, False))
    for history in launch(work.few_rows_a_rank, name, own_rows, size=3):
        for row, row_alone in zip(work.without_time(history), expected, strict=True):
            assert row.pop("stage") == "adversarial"
            assert row == pytest.approx(
                {k: v for k, v in row_alone.items() if k != "stage"}, rel=1e-5, abs=1e-5
            )


@pytest.mark.slow
def test_a_job_that_ctrl_c_ended_goes_on_from_its_checkpoint(tmp_path):
    jobs = [start_torchrun(tmp_path, "ended")]
    interrupted = jobs[0]
    try:
        seen = [interrupted.stdout.readline() for _ in range(4)]
        os.killpg(interrupted.pid, signal.SIGINT)  # as a terminal does
        _, said = interrupted.communicate(timeout=60)
        assert seen[-1] == "adversarial 20\n" and interrupted.returncode != 0, said
        assert (tmp_path / "ended").exists() and not (tmp_path / "ended.npz").exists(), said
        steps_of = []
        for name in ("ended", "whole"):  # not at once: both may find the same free port
            jobs.append(start_torchrun(tmp_path, name))
            out, said = jobs[-1].communicate(timeout=120)
            assert jobs[-1].returncode == 0, said
            steps_of.append(out.splitlines())
        steps, whole_steps = steps_of
        assert 0 < len(steps) < len(whole_steps) and steps == whole_steps[-len(steps) :]
        found, expected = (np.load(tmp_path / f"{name}.npz") for name in ("ended", "whole"))
        for name in expected:
            np.testing.assert_array_equal(found[name], expected[name], err_msg=name)
    finally:
        for job in jobs:
            job.kill()


def start_torchrun(folder, name):
    """Two ranks of `work.main` in a process group of their own."""
    launcher = ["torch.distributed.run", "--standalone", "--local-addr", "127.0.0.1", "--nproc-per-node=2"]
    environment = os.environ | {"GLOO_SOCKET_IFNAME": "lo", "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", *launcher, "-m", "tests.ranks.work", folder / name, folder / f"{name}.npz"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )
