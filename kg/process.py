"""Processes for work that may hang or eat memory: an overdue one is killed, one that asks for too much memory fails.

Neither a regular expression nor a library in C can be stopped from within, so both limits are the operating system's
work. A process that has ended is replaced at the next message.
"""
from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, LifoQueue
from threading import BoundedSemaphore
from typing import Any

from kg.errors import StoreError, ZhiwenError

Answer = Callable[[Any], object]
Prepare = Callable[[], Answer]
START = 120.0          # seconds in which a process has to be ready; the time limit counts from then
SLOW = 1.0            # seconds after which a message makes room for others
GRACE = 5.0           # seconds beyond the limit after which a process whose parent is gone ends itself


class Stopped(Exception):
    """A message got no reply. The process is gone; what the sender should do about it, only the caller knows."""


class Overdue(Stopped):
    """It took longer than the time limit."""


class Exhausted(Stopped):
    """It took more memory than the limit, or the process died (of a fault in a library, or killed from outside)."""


class ProcessPool:
    """Up to `size` processes, started when they are needed, each answering one message at a time.

    `prepare` runs once in each process (spawned: it must be picklable) and returns what answers messages. A reply takes
    at most `seconds`; what answers bounds its own memory, with `bounded_memory`. Up to `beside` messages that take more
    than a second give their place to the next and go on beside.
    """

    def __init__(self, prepare: Prepare, size: int, *, seconds: float, beside: int = 0) -> None:
        self._start = partial(_Process, prepare, seconds)
        # Last in, first out: while one process is enough, no second one is started.
        self._idle: LifoQueue[_Process | None] = LifoQueue()
        self._spare: LifoQueue[_Process] = LifoQueue()          # done with a slow message; for the next empty place
        self._running: set[_Process] = set()
        self._beside = BoundedSemaphore(beside)
        self._closed = False
        for _ in range(size):
            self._idle.put(None)

    def ask(self, message: object) -> object:
        """The reply; waits while all processes are busy. For any thread.

        Raises Overdue, Exhausted, and the ZhiwenError that `prepare` raised.
        """
        process = self._idle.get()
        if process is None:
            with suppress(Empty):
                process = self._spare.get_nowait()
        aside = False

        def step_aside() -> None:
            nonlocal aside
            if self._beside.acquire(blocking=False):
                aside = True
                self._idle.put(None)

        try:
            if process is None or not process.alive:
                if self._closed:
                    raise Exhausted
                process = self._start()
                self._running.add(process)
                process.ready()
            return process.ask(message, step_aside)
        finally:
            if process and not process.alive:
                self._running.discard(process)
                process = None
            if not aside:
                self._idle.put(process)
            else:
                self._beside.release()
                if process:
                    self._spare.put(process)

    def kill(self) -> None:
        """End all processes now; threads that wait for a reply get Exhausted."""
        self._closed = True
        for process in list(self._running):
            process.kill()

    def close(self) -> None:
        """End all processes, once no thread waits for one."""
        self.kill()
        for process in list(self._running):
            process.end()


class _Process:
    """One process and the pipe to it."""

    def __init__(self, prepare: Prepare, seconds: float) -> None:
        context = multiprocessing.get_context("spawn")      # threads of libraries do not survive a fork
        self._seconds = seconds
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, prepare, seconds), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def ready(self) -> None:
        """Wait until it is."""
        try:
            problem = self._reply(START)
        except Stopped as error:
            raise StoreError("处理进程没有启动。请检查内存是否够用") from error
        if isinstance(problem, ZhiwenError):
            self.end()
            raise problem

    def ask(self, message: object, slow: Callable[[], None]) -> object:
        """The reply; `slow` is called once where it takes more than `SLOW` seconds."""
        try:
            self._pipe.send(message)
        except ConnectionError as error:
            self.end()
            raise Exhausted from error
        reply = self._reply(self._seconds, slow)
        if isinstance(reply, Stopped):
            self.end()
            raise reply
        return reply

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _reply(self, seconds: float, slow: Callable[[], None] | None = None) -> object:
        """The next message. A process that sends none in time, or dies, is ended."""
        problem: Stopped = Overdue()
        try:
            soon = min(SLOW, seconds) if slow else seconds
            ready = self._pipe.poll(soon)
            if not ready and slow:
                slow()
                ready = self._pipe.poll(seconds - soon)
            if ready:
                return self._pipe.recv()
        except (EOFError, ConnectionError):
            problem = Exhausted()
        self.end()
        raise problem


# ---- inside the process --------------------------------------------------------------------------------
@contextmanager
def bounded_memory(limit: int) -> Iterator[None]:
    """Let this process take `limit` bytes of data beyond what it has now (Linux; elsewhere there is no such limit).

    Data, not address space: each thread of a library reserves addresses that it may never touch.
    """
    pages = Path("/proc/self/statm")
    if not pages.exists():
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    used = int(pages.read_text().split()[5]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_DATA, (used + limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _serve(pipe: Connection[Any, Any], prepare: Prepare, seconds: float) -> None:
    """Answer messages until the other end goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)      # Ctrl+C is the parent's to handle
    try:
        answer = prepare()
    except ZhiwenError as error:
        pipe.send(ZhiwenError(str(error)))        # the subclasses take other arguments than their message
        return
    try:
        pipe.send(None)
        while True:
            message = pipe.recv()
            _alarm(seconds + GRACE)
            try:
                reply = answer(message)
            except MemoryError:
                reply = Exhausted()
            _alarm(0)
            pipe.send(reply)
    except (EOFError, ConnectionError):
        os._exit(0)         # nobody is there any more; threads of libraries are not waited for


def _alarm(seconds: float) -> None:
    """End this process after so many seconds; 0 calls it off. The parent does that sooner, while there is one."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
