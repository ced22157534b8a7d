"""Times one cell: all candidates on the same buffers, in random order, round after round; the minimum."""

import dataclasses
import random

import numpy as np
from native import CHANNELS, COLUMNS, DIRECTIONS, Clock, Shim, Work, address
from peers import LIMITS
from reference import FUNCTIONS

BATCH_NS = 20_000  # long against the clock's own 25 ns
BUDGET_NS = 4e6  # a candidate and round
ROUNDS = 3
FEWEST = 6  # calls a round, if they fit into
LONGEST_NS = 120e6
TOGETHER = 4096  # elements of the copies that are timed together in place


@dataclasses.dataclass(frozen=True)
class Cell:
    function: str
    direction: str
    n: int
    threads: int
    in_place: bool

    @property
    def bytes(self):
        return 8 if self.direction == "forward" else 12

    @property
    def stride(self):
        """From one copy to the next: whole cache lines."""
        return -(-self.n // 16) * 16

    @property
    def copies(self):
        return max(1, TOGETHER // self.stride) if self.in_place else 1


class Bench:
    def __init__(self, candidates, limits, largest):
        self.candidates, self.limits, self.clock = candidates, limits, Clock()
        self.random = random.Random(1)
        self.x, self.y, self.dy, self.out = (self.clock.buffer(largest) for _ in range(4))
        self.slopes, self.dslopes = (self.clock.buffer(CHANNELS) for _ in range(2))
        numbers = np.random.default_rng(1)
        self.x[:] = 2 * numbers.standard_normal(largest, dtype=np.float32)
        self.dy[:] = numbers.standard_normal(largest, dtype=np.float32)
        self.slopes[:] = np.linspace(0.1, 0.4, CHANNELS)
        self.outputs_of = None
        self.loops = {}

    def outputs(self, function):
        """y = f(x), in double and in pieces, kept while the function stays the same."""
        if self.outputs_of != function:
            f = FUNCTIONS[function][0]
            for start in range(0, len(self.x), 1000 * COLUMNS):
                piece = slice(start, start + 1000 * COLUMNS)
                self.y[piece] = f(self.x[piece].astype(np.float64))
            self.outputs_of = function

    def arrays(self, cell, copy):
        """in, dy, out."""
        n = cell.n
        saved = self.y[:n] if cell.direction == "backward_y" else self.x[:n]
        start = copy * cell.stride
        out = self.out[start : start + n]
        if not cell.in_place:
            return saved, self.dy[:n], out
        return (out, None, out) if cell.direction == "forward" else (saved, out, out)

    def make(self, candidate, cell, arrays, function, threads):
        source, dy, out = arrays
        if not isinstance(candidate, Shim):
            return candidate.make_arrays(function, cell.direction, threads, source, dy, out)
        return candidate.make(
            Work(
                function.encode(),
                DIRECTIONS.index(cell.direction),
                threads,
                address(source),
                address(dy) if dy is not None else None,
                address(out),
                address(self.slopes),
                address(self.dslopes),
                len(source),
            )
        )

    def sample(self, candidate, made, cell, estimate):
        """One round of a candidate: nanoseconds a call. `made` has what each copy needs."""
        if cell.in_place:
            source = self.x if cell.direction == "forward" else self.dy
            each = cell.copies * (2 * estimate + 100)
            repeats = max(FEWEST, min(20_000, int(BUDGET_NS / each)))
            budget = self.budget(estimate)
            return self.clock.singles(candidate, made, self.out, source, cell, repeats, budget)
        batch = max(1, int(BATCH_NS / estimate))
        return self.batches(
            candidate, made[0], batch, max(FEWEST, int(BUDGET_NS / (batch * estimate)))
        )

    def budget(self, estimate):
        """Nanoseconds a round: FEWEST calls, each after its input is put back, if they fit into LONGEST_NS."""
        return max(3 * BUDGET_NS, min(2 * FEWEST * estimate, LONGEST_NS))

    def batches(self, candidate, made, batch, repeats, budget=3 * BUDGET_NS):
        if isinstance(candidate, Shim):
            return self.clock.batches(candidate, made, batch, repeats, budget)
        return candidate.batches(made, batch, repeats, budget)

    def time(self, cell, names=None):
        """ns an element by candidate, in one cell, and by "limit": the copy loop that is the fastest there."""
        if cell.direction == "backward_y":
            self.outputs(cell.function)
        loop, threads = self.loop(cell)
        pairs = [
            (n, c, cell.function, cell.threads)
            for n, c in self.candidates.items()
            if names is None or n in names
        ] + [("limit", self.limits, loop, threads)]
        return self.race(cell, pairs)

    def loop(self, cell):
        """The fastest copy loop and its threads, of which two may be worse than one. Found once for all functions, and
        timed again in each cell, because the machine's speed changes."""
        direction = "forward" if cell.direction == "forward" else "backward_x"
        cell = dataclasses.replace(cell, function="limit", direction=direction)
        if cell not in self.loops:
            pairs = [
                ((n, t), self.limits, n, t) for n in LIMITS for t in range(1, cell.threads + 1)
            ]
            found = self.race(cell, pairs)
            self.loops[cell] = min(found, key=found.get)
        return self.loops[cell]

    def race(self, cell, pairs):
        arrays = [self.arrays(cell, copy) for copy in range(cell.copies)]
        pairs = [(n, c, [self.make(c, cell, a, f, t) for a in arrays]) for n, c, f, t in pairs]
        pairs = [pair for pair in pairs if all(pair[2])]
        if cell.function != "limit" and all(name != "Gesso" for name, _, _ in pairs):
            pairs = []  # nothing to compare
        best, estimates = {}, {}
        for _ in range(ROUNDS):
            self.random.shuffle(pairs)
            for name, candidate, made in pairs:
                self.clock.settle()
                if name not in estimates:
                    estimates[name] = max(self.first(candidate, made[0]), 20)
                took = self.sample(candidate, made, cell, estimates[name])
                estimates[name] = max(min(estimates[name], took), 20)
                best[name] = min(best.get(name, took), took)
        for _, candidate, made in pairs:
            for each in made:
                candidate.free(each)
        return {name: took / cell.n for name, took in best.items()}

    def first(self, candidate, made):
        """The least of a few calls: one alone may have met another process, and the size of the batches
        hangs on it."""
        candidate.run(made)
        least = self.batches(candidate, made, 1, 3)
        return least if least > BUDGET_NS else min(least, self.batches(candidate, made, 1, 20))
