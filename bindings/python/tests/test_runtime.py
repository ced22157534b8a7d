import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import gesso
from gesso import errors


def test_what_runs():
    assert gesso.isa() in ("v2", "v3", "v4") and gesso.threads() >= 1


def test_what_the_package_has():
    assert gesso.__version__ == gesso.version()
    assert {"Whitener", "tanh", "Moments", "__version__"} <= set(dir(gesso))


def test_threads_do_not_change_the_bits(restore_threads):
    x = gesso.init.normal(3_000_000, seed=1)
    results = []
    for count in (1, 2, 5):
        gesso.set_threads(count)
        assert gesso.threads() == count
        results.append((gesso.tanh(x), gesso.init.he_normal((1000, 3000), seed=2),
                        gesso.standardize(x.reshape(-1, 3))))
    for other in results[1:]:
        for a, b in zip(results[0], other):
            np.testing.assert_array_equal(a.view(np.uint32), b.view(np.uint32))


def test_calls_and_errors_from_many_threads():
    x = gesso.init.normal(100_000, seed=1)
    expected = gesso.tanh(x)

    def work(number):
        function, words = ((gesso.init.normal, "gesso_init_f32") if number % 2 else
                           (gesso.rrelu, "gesso_rrelu_forward_f32"))
        for _ in range(20):
            assert (gesso.tanh(x) == expected).all()
            with pytest.raises(errors.RangeError, match=words):
                gesso.init.normal(1, 0, -1, seed=1) if number % 2 else function(x, 1, lower=2)
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(8)))


def test_set_threads_refuses(restore_threads):
    with pytest.raises(errors.RangeError, match="^gesso_set_threads"):
        gesso.set_threads(-1)
    with pytest.raises(ValueError):
        gesso.set_threads(2**32)
    with pytest.raises(TypeError):
        gesso.set_threads(1.5)


def test_every_status_has_its_exception():
    for name, (value, exception) in errors.STATUS.items():
        if value:
            assert exception.status == value and issubclass(exception, gesso.GessoError), name
    assert issubclass(errors.AllocationError, MemoryError)


def run(*arguments, **environment):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True,
                          env={**os.environ, **environment})


@pytest.mark.parametrize("isa", ["v2", "v3", "v4"])
def test_a_lower_level_can_be_forced_and_gives_the_same_bits(isa):
    code = ("import gesso, zlib; x = gesso.init.normal(99999, 0, 4, seed=1); print(gesso.isa(), "
            "*(zlib.crc32(gesso.activation(n, x)) for n in gesso.activation_names()))")
    forced, free = run("-c", code, GESSO_ISA=isa), run("-c", code)
    level, *checksums = forced.stdout.split()
    assert level == min(isa, gesso.isa()), forced.stderr
    assert checksums == free.stdout.split()[1:]


def test_info():
    result = run("-m", "gesso", "info")
    assert result.returncode == 0 and result.stdout.split()[:2] == ["version", gesso.version()]


def test_a_library_that_is_none_is_an_import_error():
    result = run("-c", "import gesso", GESSO_LIBRARY="/nonexistent/libgesso.so")
    assert "ImportError: gesso: cannot use the library /nonexistent/libgesso.so" in result.stderr
