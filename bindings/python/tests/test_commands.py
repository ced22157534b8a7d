"""`python -m gesso fit` and `apply`, on files of each kind."""

import subprocess
import sys

import numpy as np
import pytest

import gesso
from gesso import streams


def gesso_command(*arguments, status=0):
    done = subprocess.run([sys.executable, "-m", "gesso", *map(str, arguments)], text=True,
                          capture_output=True)
    assert done.returncode == status, done.stderr
    return done.stdout if status == 0 else done.stderr


@pytest.fixture
def x():
    return gesso.init.normal((3000, 9), seed=1) @ gesso.init.normal((9, 9), seed=2)


def write(path, x):
    if path.suffix == ".npy":
        np.save(path, x)
    elif path.suffix == ".csv":
        np.savetxt(path, x, delimiter=",", fmt="%.9g", comments="",
                   header=",".join("abcdefghi"))
    else:
        pyarrow = pytest.importorskip("pyarrow")
        from pyarrow import parquet
        parquet.write_table(pyarrow.table(list(x.T.copy()), names=list("abcdefghi")), path)


def read(path):
    if path.suffix == ".npy":
        return np.load(path)
    if path.suffix == ".csv":
        return np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    from pyarrow import parquet
    return np.column_stack([c.to_numpy() for c in parquet.read_table(path).columns])


def test_rounded_sums(tmp_path, x):
    data = tmp_path / "data.npy"
    write(data, x)
    gesso_command("fit", "--rounded", data, "-o", tmp_path / "fitted.gesso")
    fitted = gesso.Transform.load((tmp_path / "fitted.gesso").read_bytes())
    assert fitted.save() == gesso.Transform("standardize", gesso.Moments(9, exact=False).update(x)).save()


@pytest.mark.parametrize("suffix", [".npy", ".csv", ".parquet"])
@pytest.mark.parametrize("kind", ["standardize", "zca"])
def test_files(tmp_path, x, suffix, kind):
    data, fitted, out, back = (tmp_path / name for name in (
        f"data{suffix}", "fitted.gesso", f"out{suffix}", f"back{suffix}"))
    write(data, x)
    assert "3000 rows, 9 features, rank 9" in gesso_command(
        "fit", "--kind", kind, data, "-o", fitted)
    assert "3000 rows" in gesso_command("apply", fitted, data, "-o", out)
    y = read(out)
    transform = gesso.Transform.load(fitted.read_bytes())
    # A decimal number of a .csv is not the float it came from, and goes as a double.
    np.testing.assert_allclose(y, transform.apply(x), atol=1e-5 if suffix == ".csv" else 1e-6)
    if kind == "standardize":
        np.testing.assert_allclose(transform.apply(x), gesso.standardize(x),
                                   atol=3e-7 if suffix == ".csv" else 0)
    else:
        np.testing.assert_allclose(np.cov(y, rowvar=False, ddof=0), np.eye(9), atol=1e-5)
    gesso_command("apply", "--invert", fitted, out, "-o", back)
    np.testing.assert_allclose(read(back), x, atol=1e-4)


@pytest.mark.parametrize("suffix", [".npy", ".csv", ".parquet"])
def test_far_means_and_constants_beyond_float(tmp_path, suffix):
    x = 1.7e9 + np.random.default_rng(0).normal(size=(1000, 9)) * 10
    x[:, 4] = 1e300
    data, fitted, out = (tmp_path / name for name in (f"data{suffix}", "t", f"out{suffix}"))
    if suffix == ".csv":
        np.savetxt(data, x, delimiter=",", fmt="%.17g", header=",".join("abcdefghi"), comments="")
    else:
        write(data, x)
    gesso_command("fit", data, "-o", fitted)
    gesso_command("apply", fitted, data, "-o", out)
    x[:, 4] = 0
    expected = (x - x.mean(0)) / np.where(x.std(0) == 0, 1, x.std(0))
    np.testing.assert_allclose(read(out), expected, atol=1e-5)


def test_images_and_a_picture(tmp_path):
    pytest.importorskip("matplotlib")
    images = np.random.default_rng(0).integers(0, 256, (500, 8, 8), dtype=np.uint8)
    np.save(tmp_path / "images.npy", images)
    gesso_command("fit", "--kind", "zca", "--components", "0.9", tmp_path / "images.npy", "-o",
                  tmp_path / "t", "--plot", tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes()[:4] == b"\x89PNG"
    gesso_command("apply", tmp_path / "t", tmp_path / "images.npy", "-o", tmp_path / "out.csv")
    assert np.loadtxt(tmp_path / "out.csv", delimiter=",").shape == (500, 64)


def test_a_byte_order_mark_is_no_name(tmp_path):
    (tmp_path / "x.csv").write_text("1,2\n3,5\n", encoding="utf-8-sig")
    assert "2 rows" in gesso_command("fit", tmp_path / "x.csv", "-o", tmp_path / "t")


def test_blank_lines_of_a_csv_are_no_rows(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_text("\n \na,b\n\n1,2\n" + 9 * "\n" + "3,4\n\n5,6\n\n")
    monkeypatch.setattr(streams, "BLOCK", 8)
    source = streams.reader(path)
    assert source.names == ["a", "b"]
    assert [block.tolist() for block in source] == [[[1, 2]], [[3, 4]], [[5, 6]]]


def test_names_with_commas(tmp_path):
    path, out = tmp_path / "x.csv", tmp_path / "out.csv"
    path.write_text('"a, in m","b ""or"" c"\n1,2\n"3",4\n')
    gesso_command("fit", path, "-o", tmp_path / "t")
    gesso_command("apply", tmp_path / "t", path, "-o", out)
    assert out.read_text() == '"a, in m","b ""or"" c"\n-1,-1\n1,1\n'


def test_what_is_wrong_is_said_and_leaves_no_file(tmp_path, x):
    write(tmp_path / "x.npy", x)
    gesso_command("fit", tmp_path / "x.npy", "-o", tmp_path / "t")
    x[2000, 3] = np.nan
    write(tmp_path / "nan.npy", x)
    (tmp_path / "words.csv").write_text("a,b\n1,2\n3,x\n")
    (tmp_path / "names.csv").write_text("a,b\n\n")
    (tmp_path / "blank.csv").write_text("\n")
    (tmp_path / "marked.csv").write_text("a,b\n1,2\n#3,4\n5,6\n")
    (tmp_path / "mixed.csv").write_text("1.0,n/a,3\n4,5,6\n")
    (tmp_path / "cut.csv").write_text("1,\n3,4\n5,6\n")
    (tmp_path / "ragged.csv").write_text("a,b\n\n1,2\n\n3,4,5\n")
    np.save(tmp_path / "narrow.npy", x[:, :3].copy())
    np.save(tmp_path / "empty.npy", x[:0])
    (tmp_path / "nothing.npy").touch()
    np.savez(tmp_path / "several.npz", x=x)
    (tmp_path / "several.npz").rename(tmp_path / "several.npy")
    out = tmp_path / "out.npy"
    for name, words in (("nan.npy", "not finite"), ("missing.npy", "No such file"),
                        ("words.csv", "line 3 has 'x', which is no number"), ("mixed.csv", "2 numbers among 3"),
                        ("cut.csv", "neither names nor a row"), ("ragged.csv", "line 5 is a row of 3, not of 2"),
                        ("names.csv", "no rows"), ("blank.csv", "no rows"),
                        ("marked.csv", "line 3 has '#3'"), ("x.txt", ".csv"), ("empty.npy", "no rows"),
                        ("nothing.npy", "nothing.npy"), ("several.npy", "several.npy")):
        assert words in gesso_command("fit", tmp_path / name, "-o", out, status=1)
    assert "shape (rows, 9)" in gesso_command(
        "apply", tmp_path / "t", tmp_path / "narrow.npy", "-o", out, status=1)
    assert "share" in gesso_command(
        "fit", "--kind", "pca", "--components", "0.0", tmp_path / "x.npy", "-o", out, status=1)
    assert "bytes" in gesso_command("apply", tmp_path / "x.npy", tmp_path / "x.npy", "-o", out,
                                    status=1)
    assert f"gesso: {tmp_path / 'x.npy'}: gesso_transform_load" in gesso_command(
        "apply", tmp_path / "x.npy", tmp_path / "x.npy", "-o", out, status=1)
    assert f"gesso: {tmp_path / 'y.txt'}: its name" in gesso_command(
        "apply", tmp_path / "t", tmp_path / "x.npy", "-o", tmp_path / "y.txt", status=1)
    fitted = (tmp_path / "t").read_bytes()
    gesso_command("fit", tmp_path / "nan.npy", "-o", tmp_path / "t", status=1)
    assert (tmp_path / "t").read_bytes() == fitted
    assert not out.exists() and not list(tmp_path.glob("*.part"))


def test_columns_of_a_frame_that_are_no_numbers(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet
    when = np.array(["2026-01-01", "2026-01-02"], "datetime64[ns]")
    parquet.write_table(pyarrow.table({"when": when, "what": [1.0, 2.0]}), tmp_path / "x.parquet")
    assert "its column 'when' is datetime64[ns], not numbers" in gesso_command(
        "fit", tmp_path / "x.parquet", "-o", tmp_path / "t", status=1)


@pytest.mark.parametrize("suffix", [".npy", ".csv", ".parquet"])
def test_a_full_disk(tmp_path, suffix):
    """Stood for by a limit of a file's size, as a disk's end comes in the middle of a block too."""
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")
    write(tmp_path / "x.npy", gesso.init.normal((300_000, 9), seed=1))
    gesso_command("fit", tmp_path / "x.npy", "-o", tmp_path / "t")
    code = ("import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, -1));"
            "from gesso.__main__ import main; main()")
    done = subprocess.run([sys.executable, "-c", code, "apply", tmp_path / "t", tmp_path / "x.npy", "-o",
                           tmp_path / f"y{suffix}"], capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr.startswith(f"gesso: {tmp_path / f'y{suffix}'}"), done.stderr
    assert done.stderr.count("\n") == 1 and {p.name for p in tmp_path.iterdir()} == {"x.npy", "t"}


def test_what_is_replaced_keeps_its_place_and_mode(tmp_path, x):
    write(tmp_path / "x.npy", x)
    (tmp_path / "real").write_text("old")
    (tmp_path / "real").chmod(0o600)
    (tmp_path / "link").symlink_to("real")
    gesso_command("fit", tmp_path / "x.npy", "-o", tmp_path / "link")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").stat().st_mode & 0o777 == 0o600
    assert gesso.Transform.load((tmp_path / "real").read_bytes()).input_features == 9
    done = subprocess.run([sys.executable, "-m", "gesso", "fit", tmp_path / "x.npy", "-o", "/dev/stderr"],
                          capture_output=True)
    assert done.returncode == 0 and gesso.Transform.load(done.stderr).input_features == 9
    for name in ("no/t", "."):
        assert f"gesso: {tmp_path / name}: " in gesso_command("fit", tmp_path / "x.npy", "-o", tmp_path / name, status=1)


def test_a_kind_without_axes_has_a_picture_too(tmp_path, x):
    pytest.importorskip("matplotlib")
    write(tmp_path / "x.npy", x)
    gesso_command("fit", "--kind", "l2", tmp_path / "x.npy", "-o", tmp_path / "t", "--plot", tmp_path / "p.png")
    assert (tmp_path / "p.png").stat().st_size > 1000


def test_who_stops_reading_or_has_no_room_left():
    for end, words, status in (("| true", "", 0), ("> /dev/full", "gesso: ", 1), (">&-", "", 0)):
        done = subprocess.run(f"{sys.executable} -m gesso info {end}", shell=True, capture_output=True, text=True)
        assert "Traceback" not in done.stderr and done.stderr.startswith(words) and done.returncode == status


def test_a_demo_into_a_file(tmp_path):
    for package in ("rich", "matplotlib", "sklearn"):
        pytest.importorskip(package)
    (tmp_path / "file").touch()
    assert "file" in gesso_command("demo", "--output", tmp_path / "file", status=1)


@pytest.mark.parametrize("suffix, most", [(".npy", 200_000), (".parquet", 350_000)])
def test_memory_does_not_grow_with_the_file(tmp_path, suffix, most):
    """A file of 400 MB, of which a few blocks of 16 MB are in memory at a time (and pyarrow, with what it keeps)."""
    block = gesso.init.normal((100_000, 32), seed=3)
    data = tmp_path / f"big{suffix}"
    with streams.writer(data, 32, None) as file:
        for _ in range(32):
            file.write(block)
    code = ("import sys; sys.argv[0] = 'gesso'; from gesso.__main__ import main; main();"
            "print([line for line in open('/proc/self/status') if 'VmHWM' in line][0].split()[1])")
    for command in (["fit", data, "-o", tmp_path / "t"],
                    ["apply", tmp_path / "t", data, "-o", tmp_path / "out.npy"]):
        done = subprocess.run([sys.executable, "-c", code, *map(str, command)], capture_output=True,
                              text=True, check=True)
        peak = int(done.stdout.split()[-1])
        assert peak < most, f"{command[0]}: {peak} KB"
    assert np.load(tmp_path / "out.npy", mmap_mode="r").shape == (3_200_000, 32)
