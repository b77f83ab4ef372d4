"""Interrupted, resumed, on lost workers: the same answer."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

import numpy as np
import pytest
from test_ensemble import PRIORS, same

from tamnhin.errors import SimulationError


def interrupted(model, folder, after, **how):
    """Run, and press Ctrl-C when so many draws are done."""

    def progress(done, _):
        if done >= after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model.ensemble(PRIORS, 4000, chunk=256, resume=folder, progress=progress, **how)


@pytest.mark.parametrize("keep", ["values", "summary"])
def test_an_interrupted_run_goes_on(tea, tmp_path, keep):
    whole = tea.ensemble(PRIORS, 4000, keep=keep)
    interrupted(tea, tmp_path, 1500, keep=keep, workers=2)
    kept = list(tmp_path.rglob("chunk-*.npz"))
    assert 5 <= len(kept) < 16
    assert not list(tmp_path.rglob("*.part"))
    kept[0].write_bytes(kept[0].read_bytes()[:100])  # a torn file is run again
    kept[1].write_bytes(b"")
    ran = []

    class Counting(ThreadPoolExecutor):
        def submit(self, *args, **named):
            ran.append(args[2])
            return super().submit(*args, **named)

    with Counting(2) as pool:
        again = tea.ensemble(PRIORS, 4000, keep=keep, chunk=256, resume=tmp_path, executor=pool)
    same(whole, again)
    assert len(ran) == 16 - (len(kept) - 2)
    assert not list(tmp_path.rglob("chunk-*"))


@pytest.mark.filterwarnings("ignore:.*Sobol:tamnhin.simulate.notice.Notice")
def test_another_study_takes_nothing_up(tea, tmp_path):
    interrupted(tea, tmp_path, 1500)
    for change in ({"seed": 1}, {"params": {"FINAL TIME": 10}}, {"design": "sobol"}):
        told = []
        tea.ensemble(
            PRIORS,
            4000,
            chunk=256,
            resume=tmp_path,
            progress=lambda d, _, told=told: told.append(d),
            **change,
        )
        assert told[0] == 256
        assert len(list(tmp_path.rglob("chunk-*.npz"))) >= 5
    fresh = []
    tea.ensemble(
        PRIORS, 4000, chunk=256, resume=tmp_path, fresh=True,
        executor=ThreadPoolExecutor(1, initializer=lambda: fresh.append(1)),
    )  # fmt: skip
    assert fresh
    assert not list(tmp_path.rglob("chunk-*.npz"))


class Dying(ProcessPoolExecutor):
    """A pool of which a worker dies at the twelfth task, between answers and not within one."""

    sent = 0

    def submit(self, fn, /, *args, **kwargs):
        self.sent += 1
        if self.sent == 12:
            return super().submit(os._exit, 1)
        return super().submit(fn, *args, **kwargs)


def test_a_broken_pool_keeps_what_is_done(tea, tmp_path):
    with Dying(2, mp_context=get_context("spawn")) as pool:
        with pytest.raises(SimulationError, match="workers were lost") as caught:
            tea.ensemble(PRIORS, 4000, chunk=256, resume=tmp_path, executor=pool, workers=2)
        assert isinstance(caught.value.__cause__, BrokenProcessPool)
    assert list(tmp_path.rglob("chunk-*.npz"))
    again = tea.ensemble(PRIORS, 4000, chunk=256, resume=tmp_path)
    same(tea.ensemble(PRIORS, 4000), again)


@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_that_loses_a_worker_gives_the_same_bits(tea, tmp_path):
    distributed = pytest.importorskip("distributed")
    killed, workers = [], set()

    def progress(done, _):
        if done >= 1024 and not killed:
            pid = next(iter(client.run(os.getpid).values()))
            killed.append(pid)
            os.kill(pid, signal.SIGKILL)

    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
            local_directory=str(tmp_path),
        ) as cluster,
        distributed.Client(cluster) as client,
    ):  # fmt: skip
        workers.update(client.run(os.getpid).values())
        found = tea.ensemble(
            PRIORS, 20_000, chunk=512, executor=client.get_executor(), workers=2,
            progress=progress, keep="summary", conditions=["Temperature < 100"],
        )  # fmt: skip
        assert len(workers) == 2
        assert killed[0] in workers
        assert os.getpid() not in workers
    same(tea.ensemble(PRIORS, 20_000, keep="summary", conditions=["Temperature < 100"]), found)
    assert np.isfinite(found.mean("Temperature")).all()
