"""Extraction on a Ray cluster. Each node has zhiwen installed, with the same data files; a file's bytes go with it.

Within a Ray worker a file runs in a process of its own, with the same limits as on one machine, so it fails alone in
the same cases. A worker or a node that is lost costs nothing but time: Ray runs its files again elsewhere.
"""
from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from ingest.executor import Failed, Limits, MakeKit, Outcome, Stage, in_process, prepare
from ingest.readers import Source
from kg.errors import UsageError, ZhiwenError
from kg.grounds import fingerprint
from kg.process import ProcessPool

AGAIN = 3           # times a file is run again whose worker or node was lost


class RayExecutor:
    """A cluster at `address`, `ray://HOST:PORT`. `lexicon` is the user's own, which every node has to see.

    Raises UsageError where Ray is not installed or no cluster answers.
    """

    def __init__(self, address: str, limits: Limits | None = None, *, lexicon: Path | None = None) -> None:
        try:
            import ray
        except ImportError as error:
            raise UsageError("--executor ray://…: 没有安装 Ray。请运行 pip install 'zhiwen[ray]'") from error
        self._ray, self._address = ray, address
        self._limits, self._lexicon = limits or Limits(), lexicon

    def map(self, make_kit: MakeKit, stage: Stage, sources: Iterable[Source]) -> Iterator[Outcome]:
        ray = self._ray
        try:
            ray.init(self._address, log_to_driver=False)
        except (ConnectionError, RuntimeError, ValueError) as error:
            said = " ".join(str(error).split())[:200]
            raise UsageError(f"{self._address}: 连不上 Ray 集群（{said}）。请检查地址，并确认集群已启动") from error
        try:
            run = ray.remote(_run).options(num_cpus=1, max_retries=AGAIN)
            job = ray.put((make_kit, stage, self._limits, self._lexicon, fingerprint(self._lexicon)))
            ahead = 2 * max(1, int(ray.cluster_resources().get("CPU", 1)))
            under_way: deque[tuple[Source, Any]] = deque()
            for source in sources:
                under_way.append((source, run.remote(job, source)))
                if len(under_way) >= ahead:
                    yield self._outcome(*under_way.popleft())
            while under_way:
                yield self._outcome(*under_way.popleft())
        finally:
            ray.shutdown()

    def _outcome(self, source: Source, reference: Any) -> Outcome:
        try:
            outcome = self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, ZhiwenError):
                raise error.cause from error
            raise
        except self._ray.exceptions.RayError as error:
            what = " ".join(str(error).split())[:200]
            return Failed(source.path, f"{source.path}: 处理它的节点或进程 {AGAIN + 1} 次中断（{what}）。请检查集群")
        assert isinstance(outcome, Outcome)
        return outcome


# ---- on the nodes --------------------------------------------------------------------------------------
_pool: tuple[object, ProcessPool] | None = None         # of this Ray worker: what it is for, and its process


def _run(job: tuple[MakeKit, Stage, Limits, Path | None, str], source: Source) -> Outcome:
    global _pool
    make_kit, stage, limits, lexicon, expected = job
    if fingerprint(lexicon) != expected:
        raise UsageError("Ray 节点上的数据文件（词表、词汇表、约束）与本机不同。"
                         "请在每个节点安装同一版本，并让每个节点看到存储目录里的 lexicon")
    use = (repr(make_kit), repr(stage), limits)
    if _pool is None or _pool[0] != use:
        if _pool:
            _pool[1].close()
        _pool = use, ProcessPool(partial(prepare, make_kit, stage, limits.memory), 1, seconds=limits.seconds)
    return in_process(_pool[1], limits, source)
