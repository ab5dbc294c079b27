"""Whole processes, measured: wall time, processor time, memory."""

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1024  # ru_maxrss is in kilobytes on Linux
TIMEOUT = 600


@dataclass(frozen=True, slots=True)
class Measure:
    """One run: seconds on the wall, seconds of processor time of the process and its children, peak megabytes."""

    wall: float
    processor: float
    memory: float
    code: int


@dataclass(frozen=True, slots=True)
class Result:
    """The medians of several runs; `spread` is the distance of the quickest and the slowest."""

    name: str
    wall: float
    spread: float
    processor: float
    memory: float
    runs: int
    code: int


def run(command: Sequence[str], folder: Path) -> Measure:
    """Run a command once and wait for it, its output thrown away."""
    begun = time.perf_counter()
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, stdout=nowhere, stderr=nowhere)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    return Measure(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MEGABYTE, process.returncode)


def measured(name: str, command: Sequence[str], folder: Path, runs: int) -> Result:
    """The medians over several runs, after one that warms the disk's cache."""
    run(command, folder)
    found = [run(command, folder) for _ in range(runs)]
    walls = [one.wall for one in found]
    return Result(
        name,
        statistics.median(walls),
        max(walls) - min(walls),
        statistics.median(one.processor for one in found),
        max(one.memory for one in found),
        runs,
        found[0].code,
    )
