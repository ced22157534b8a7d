"""Runs the golden program on every level that can be had, natively and under an emulator."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import bochs
from elf import need


@dataclass
class Run:
    """One way to run the golden program, and the level that must then be found running."""
    isa: str
    emulated: str = ""  # a CPU of qemu-x86_64, or Bochs
    forced: str = ""    # GESSO_ISA
    threads: str = ""   # GESSO_NUM_THREADS
    needs: str = ""     # flags of this machine's CPU

    def __str__(self):
        machine = self.emulated if self.emulated in ("", BOCHS) else f"qemu -cpu {self.emulated}"
        return " ".join(filter(None, (machine or "native",
                                      self.forced and f"GESSO_ISA={self.forced}",
                                      self.threads and f"GESSO_NUM_THREADS={self.threads}")))

    def possible(self):
        return set(self.needs.split()) <= cpu_flags()


BOCHS = "Bochs"
V3, V4 = "avx2 fma bmi2", "avx2 fma bmi2 avx512f avx512bw avx512cd avx512dq avx512vl"
RUNS = [
    Run("v2", forced="v2"),
    Run("v3", forced="v3", needs=V3),
    Run("v4", forced="v4", needs=V4),
    Run("v2", forced="v2", threads="1"),
    Run("v2", forced="v2", threads="7"),
    Run("v4", needs=V4, threads="3"),
    Run("v2", emulated="Nehalem"),
    Run("v2", emulated="Nehalem", forced="v4"),
    Run("v3", emulated="Haswell"),
    Run("v2", emulated="Haswell", forced="v2"),
]
UNDER_BOCHS = Run("v4", emulated=BOCHS)
TOO_OLD = Run("none", emulated="core2duo")  # no SSE4.2, no POPCNT


def cpu_flags():
    found = re.search(r"^flags\s*:(.*)", Path("/proc/cpuinfo").read_text(), re.M)
    return set(found[1].split()) if found else set()


def lines(program, how, one_nan=False):
    """What the program prints; RuntimeError if it fails. With one_nan, all NaN count as one."""
    command = [program, *(["one-nan"] if one_nan else [])]
    if how.emulated == BOCHS:
        return bochs.lines(*command)
    if how.emulated:
        command = [need("qemu-x86_64", "qemu-user"), "-cpu", how.emulated, *command]
    wanted = {"GESSO_ISA": how.forced, "GESSO_NUM_THREADS": how.threads}
    environment = {name: value for name, value in os.environ.items() if name not in wanted}
    environment |= {name: value for name, value in wanted.items() if value}
    # An emulator warns of flags of its CPU that it lacks, on stderr.
    done = subprocess.run(command, env=environment, text=True, capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(f"{how}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout.splitlines()


def compare(how, got, expected):
    """Complaints where another level ran than should, or the hashes differ from `expected`."""
    isa, hashes = got[0], got[1:]
    return ([] if isa == f"isa {how.isa}" else [f"{how}: {isa} ran, not {how.isa}"]) + [
        f"{how}: {ours}, expected {theirs}" for ours, theirs in zip(hashes, expected)
        if ours != theirs] + ([] if len(hashes) == len(expected) else [f"{how}: lines are missing"])


def frozen(got, kept):
    """Complaints where a frozen line of the streams is no longer among the hashes."""
    return [f"the stream changed: {line}" for line in kept if line not in got]
