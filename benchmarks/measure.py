"""How a figure is taken: the best of several, in a process of its own where memory counts."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple


class Figure(NamedTuple):
    """The least wall time and CPU time in seconds, and the most memory in MB (0: not measured)."""

    wall: float
    cpu: float
    memory: float = 0.0


def best(work: Callable[[], Any], times: int = 5) -> Figure:
    """The least of several runs in this process; what the run before left is collected first, outside the clock."""
    figures = []
    for _ in range(times):
        gc.collect()
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        figures.append(Figure(time.perf_counter() - wall, time.process_time() - cpu))
    return Figure(min(one.wall for one in figures), min(one.cpu for one in figures))


def child(arguments: list[str], times: int = 3, folder: Path | None = None, cache: Path | None = None) -> Figure:
    """The least of several runs of this Python with arguments in a folder, start-up included, and the most memory it took."""
    return program([sys.executable, *arguments], times, folder, cache)


def program(command: list[str], times: int = 3, folder: Path | None = None, cache: Path | None = None) -> Figure:
    """The least of several runs of any program. Without a cache of its own ours keeps nothing from one run to the next."""
    figures = [_run(command, folder, cache) for _ in range(times)]
    return Figure(min(one.wall for one in figures), min(one.cpu for one in figures), max(one.memory for one in figures))


def _run(command: list[str], folder: Path | None, cache: Path | None) -> Figure:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")}
    environment["IMAGEPRICES_CACHE"] = str(cache or "")
    wall, memory = time.perf_counter(), 0.0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd=folder)
    ended, status, usage = os.wait4(process.pid, os.WNOHANG)
    while not ended:
        memory = max(memory, _most(process.pid))
        time.sleep(0.005 if time.perf_counter() < wall + 2 else 0.05)
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return Figure(time.perf_counter() - wall, usage.ru_utime + usage.ru_stime, memory)


def _most(pid: int) -> float:
    """The most memory a process had so far in MB. `ru_maxrss` would count what its parent had when it was forked."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0  # over between two looks
    return max((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), default=0.0)
