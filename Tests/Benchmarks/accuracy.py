"""The largest error that each peer makes in the middle of the range: results of magnitude 1/16 … 16, on
200,000 inputs. A sample, so the true maximum may be a little larger."""

import numpy as np
from measure import Cell
from native import CHANNELS
from reference import FUNCTIONS, ulps

SAMPLE = 200_000
LOW, HIGH = 2.0**-4, 2.0**4
OTHER = 1e5  # ULP; beyond this it is another function


def inputs():
    numbers = np.random.default_rng(2)
    uniform = numbers.uniform(-10, 10, SAMPLE // 2)
    magnitude = 2.0 ** numbers.uniform(-10, 4, SAMPLE // 2)
    return np.concatenate([uniform, magnitude * numbers.choice([-1, 1], SAMPLE // 2)]).astype(
        np.float32
    )


def exact(function, direction, given, slopes):
    given = given.astype(np.float64)
    if function == "prelu":
        each = np.tile(slopes.astype(np.float64), SAMPLE // CHANNELS)
        return np.where(
            given > 0,
            given if direction == "forward" else 1,
            each * (given if direction == "forward" else 1),
        )
    f, slope, slope_of_output = FUNCTIONS[function]
    return {"forward": f, "backward_x": slope, "backward_y": slope_of_output}[direction](given)


def errors(bench, function, direction):
    """{candidate: maximum ULP}, for the candidates that have it."""
    x = inputs()
    given = np.array(x)
    if direction == "backward_y":
        given = FUNCTIONS[function][0](x.astype(np.float64)).astype(np.float32)
    expected = exact(function, direction, given, bench.slopes)
    middle = (np.abs(expected) >= LOW) & (np.abs(expected) <= HIGH)
    found = {}
    for name, candidate in bench.candidates.items():
        for threads in (1, 2):
            source, dy, out = (bench.clock.scratch(SAMPLE, i) for i in range(3))
            source[:], dy[:], out[:] = given, 1, np.nan
            cell = Cell(function, direction, SAMPLE, threads, False)
            made = bench.make(candidate, cell, (source, dy, out), function, threads)
            if not made:
                continue
            run = getattr(made, "copied", None)
            run() if run else candidate.run(made)
            candidate.free(made)
            # PReLU of PyTorch allocates its result, so that none is seen here.
            if not np.isnan(out[:1]).any():
                found[name] = float(ulps(out, expected)[middle].max(initial=0))
            break
    return found
