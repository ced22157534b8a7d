"""The results against Tests/Vectors, within the bounds that the headers state."""

from itertools import groupby

import numpy as np
import pytest
from vectors import assert_same_bits, assert_within, f32, f64, records

import gesso
from gesso import init
from gesso.activation import PARAMETERS

# activation.h: these are correctly rounded, the others within 1 ULP forward and 2 backward.
EXACT = {"identity", "relu", "leaky_relu", "relu6", "hard_tanh", "hard_shrink", "soft_shrink",
         "threshold"}
ROUNDED = 2.0**-20  # of an ULP: what a value computed in double may add to one rounding


def groups(name, columns):
    """Records that agree in the first columns, as (those, the other columns)."""
    rows = sorted(records(name), key=lambda row: row[:columns])
    for head, members in groupby(rows, key=lambda row: row[:columns]):
        yield head, list(zip(*(row[columns:] for row in members)))


def parameters(kind, alpha, beta):
    values = {"alpha": f32([alpha])[0], "beta": f32([beta])[0]}
    return {name: values[name] for name in PARAMETERS[kind]}


def test_activations():
    seen = set()
    for (kind, *params), (x, y, derivative) in groups("activation.txt", 3):
        given, x = parameters(kind, *params), f32(x)
        assert_within(gesso.activation(kind, x, **given), f64(y), 0.5 if kind in EXACT else 1,
                      what=f"{kind} {given}")
        dx = gesso.activation_backward(kind, x, np.ones_like(x), **given)
        assert_within(dx, f64(derivative), 0.5 if kind in EXACT else 2,
                      what=f"{kind} {given} backward")
        seen.add(kind)
    assert seen == set(gesso.activation_names())


def test_activations_from_output():
    seen = set()
    for (kind, *params), (y, derivative) in groups("activation_from_output.txt", 3):
        given, y = parameters(kind, *params), f32(y)
        dx = gesso.activation_backward_from_output(kind, y, np.ones_like(y), **given)
        assert_within(dx, f64(derivative), 0.5 if kind in EXACT else 2, what=f"{kind} {given}")
        seen.add(kind)
    assert seen == set(filter(gesso.has_backward_from_output, gesso.activation_names()))


def cases(name):
    """A case's first line, and the lines below it by their first word."""
    head, lines = None, {}
    for word, *row in records(name):
        if word == "case":
            if head:
                yield head, lines
            head, lines = row, {}
        else:
            lines.setdefault(word, []).append(row)
    yield head, lines


def test_prelu():
    for sizes, lines in cases("prelu.txt"):
        shape = tuple(map(int, sizes))
        x, dy, y, dx = (f32(column).reshape(shape) for column in zip(*lines["element"]))
        slopes, dslopes = f32(lines["slopes"][0]), f64(lines["dslopes"][0])
        assert_same_bits(gesso.prelu(x, slopes), y)
        result, result_slopes = gesso.prelu_backward(x, slopes, dy)
        assert_same_bits(result, dx)
        assert_within(result_slopes, dslopes, 0.5 + ROUNDED)


def test_rrelu():
    for bounds_and_key, (offset, x, slope, y) in groups("rrelu.txt", 4):
        lower, upper = map(float, f32(bounds_and_key[:2]))
        seed, stream = (int(word, 16) for word in bounds_and_key[2:])
        for at, one, a, expected in zip(offset, x, slope, y):
            draw = {"seed": seed, "stream": stream, "offset": int(at, 16), "lower": lower,
                    "upper": upper}
            one = f32([one])
            assert_same_bits(gesso.rrelu(one, **draw), f32([expected]))
            dx = gesso.rrelu_backward(one, np.ones_like(one), **draw)
            assert_same_bits(dx, np.where(one > 0, np.float32(1), f32([a])))


def test_philox():
    rows = [[int(word, 16) for word in row] for row in records("philox.txt")]
    assert rows
    for row in rows:
        assert init.philox4x32_10(row[:4], row[4:6]).tolist() == row[6:]


def test_random_bits():
    rows = [[int(word, 16) for word in row] for row in records("random_bits.txt")]
    assert rows
    for seed, stream, offset, word in rows:
        assert init.random_bits(1, seed=seed, stream=stream, offset=offset)[0] == word


def test_distributions():
    seen = set()
    for kind, a, b, *where, value in records("init.txt"):
        (a, b), (seed, stream, offset) = map(float, f32([a, b])), (int(u, 16) for u in where)
        seen.add(kind)
        if kind == "constant":
            assert_same_bits(init.constant(1, a), f64([value]).astype(np.float32))
            continue
        w = getattr(init, kind)(1, a, b, seed=seed, stream=stream, offset=offset)
        exact = f64([value])
        deviation = abs(exact[0] - (a if kind == "normal" else 0))
        assert_within(w, exact, 0.5, deviation * 2.0**-31 if "normal" in kind else 0.0)
    assert seen >= set(init.DISTRIBUTIONS) - {"truncated_normal"}


def test_truncated_normal():
    rows = list(records("truncated.txt"))
    assert rows
    for *numbers, seed, stream, offset, value in rows:
        mean, std, low, high = map(float, f32(numbers))
        seed, stream, offset = (int(u, 16) for u in (seed, stream, offset))
        w = init.truncated_normal(1, mean, std, low, high, seed=seed, stream=stream, offset=offset)
        exact = f64([value])
        assert_within(w, exact, 0.5, abs(exact[0] - mean) * 2.0**-30)
        assert low <= w[0] <= high


def assert_distribution(d, kind, a, b, what):
    assert init.DISTRIBUTIONS[d.kind] == kind
    assert_within([d.a, d.b], f64([a, b]), 0.5 + ROUNDED, what=what)
    assert d.high == -d.low == (2 * d.b if kind == "truncated_normal" else 0)


def test_schemes():
    seen = set()
    for scheme, fan_in, fan_out, gain, *expected in records("scheme.txt"):
        fans = int(fan_in), int(fan_out)
        d = init.scheme_distribution(scheme, *fans, float(f32([gain])[0]))
        assert_distribution(d, *expected, f"{scheme} {fans} {gain}")
        seen.add(scheme)
    assert seen == set(init.SCHEMES)


def test_variance_scaling():
    seen = set()
    for scale, mode, fan_in, fan_out, kind, *expected in records("variance_scaling.txt"):
        d = init.variance_scaling_distribution(float(f32([scale])[0]), mode, kind, int(fan_in),
                                               int(fan_out))
        assert_distribution(d, kind, *expected, f"{scale} {mode} {kind}")
        seen.add(mode)
    assert seen == set(init.MODES)


def test_gains():
    seen = set()
    for kind, alpha, beta, gain in records("gains.txt"):
        found = init.gain(kind, **parameters(kind, alpha, beta))
        assert_within([found], f64([gain]), 0.5 + ROUNDED, what=kind)
        seen.add(kind)
    assert seen == set(gesso.activation_names())


def test_fans():
    rows = records("fans.txt")
    assert rows
    for layout, groups_, fan_in, fan_out, _, *shape in rows:
        layout = layout.removeprefix("layout_")
        assert init.fans(map(int, shape), layout, int(groups_)) == (int(fan_in), int(fan_out))


def test_preprocess():
    for (name, kind, rows, features, epsilon, status, tolerance), lines in cases("preprocess.txt"):
        shape = int(rows), int(features)
        x = f32(sum(lines.get("x", []), [])).reshape(shape)
        epsilon, tolerance = f64([epsilon, tolerance])
        if int(status):
            with pytest.raises(gesso.GessoError) as caught:
                gesso.preprocess(kind, x, epsilon)
            assert caught.value.status == int(status), name
            continue
        y, expected = gesso.preprocess(kind, x, epsilon), f64(sum(lines["y"], [])).reshape(shape)
        assert_within(y, expected, 0.5, tolerance, name)
        if kind in ("standardize", "whiten_pca"):
            assert (y[:, (expected == 0).all(0)] == 0).all(), name
