"""Files of rows, read and written in blocks: .npy, .csv and, with pyarrow, .parquet."""

import csv
import os
import shutil
import sys
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

import numpy as np

from ._arrays import unmasked

BLOCK = 1 << 22  # values


class Unreadable(Exception):
    """A file that cannot be read as rows of numbers."""


def floats(block):
    """A block as the library reads it: small integers and halves fit float32, all else float64."""
    block = np.require(unmasked("a block", block), requirements="CA")
    if block.dtype in (np.float32, np.float64):
        return block
    if block.dtype.kind not in "biuf":
        raise Unreadable(f"its values are {block.dtype}, not numbers")
    return block.astype(np.float32 if block.dtype.itemsize <= 2 else np.float64)


class NpyReader:
    """Memory-mapped; what is behind the first axis is taken as one row."""

    def __init__(self, path):
        array = np.lib.format.open_memmap(path, mode="r")
        if array.ndim < 2:
            raise Unreadable(f"its shape is {array.shape}, not (rows, features)")
        self._path, self.rows = path, len(array)
        self.features, self.names = int(np.prod(array.shape[1:])), None

    def __iter__(self):
        step = max(BLOCK // max(self.features, 1), 1)
        for first in range(0, self.rows, step):
            # Mapped anew for each block, so that pages that were read do not pile up.
            array = np.lib.format.open_memmap(self._path, mode="r")
            part = array[first:first + step]
            yield floats(part.reshape(len(part), self.features))


class CsvReader:
    """Numbers and commas; a first line of no numbers has the names."""

    def __init__(self, path):
        self._path, self.rows = path, None
        with open(path, encoding="utf-8-sig") as file:
            first = _first_row(_lines(file))
        numbers = sum(map(_is_number, first))
        if 0 < numbers < len(first):
            raise Unreadable(f"its first line has {numbers} numbers among {len(first)} values: neither names nor a row")
        self.names = None if numbers else first
        self.features = len(first)

    def __iter__(self):
        step = max(BLOCK // 4 // max(self.features, 1), 1)
        with open(self._path, encoding="utf-8-sig") as file:
            lines = _lines(file)
            if self.names:
                _first_row(lines)
            while block := list(islice(lines, step)):
                try:
                    yield np.loadtxt(block, delimiter=",", comments=None, quotechar='"', ndmin=2)
                except ValueError:
                    raise Unreadable(self._complaint()) from None

    def _complaint(self):
        """Which line is no row."""
        with open(self._path, encoding="utf-8-sig") as file:
            rows = csv.reader(file, skipinitialspace=True)
            header = self.names
            for values in rows:
                if len(values) < 2 and not "".join(values).strip():
                    continue
                if header:
                    header = None
                elif len(values) != self.features:
                    return f"line {rows.line_num} is a row of {len(values)}, not of {self.features}"
                elif wrong := [value for value in values if not _is_number(value)]:
                    return f"line {rows.line_num} has {wrong[0]!r}, which is no number"
        return "its lines are not all rows of numbers"


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text  # as NumPy reads them


def _lines(file):
    """Those that are not blank."""
    return (line for line in file if not line.isspace())


def _first_row(lines):
    return [name.strip() for name in next(csv.reader(lines, skipinitialspace=True), [])]


class ParquetReader:
    def __init__(self, path):
        from pyarrow.parquet import ParquetFile
        # Read as it comes: the default fetches whole row groups ahead, which may be all of the file.
        self._file = ParquetFile(path, pre_buffer=False, buffer_size=1 << 20)
        self.rows = self._file.metadata.num_rows
        self.names = self._file.schema_arrow.names
        self.features = len(self.names)

    def __iter__(self):
        for batch in self._file.iter_batches(max(BLOCK // max(self.features, 1), 1)):
            columns = [np.asarray(column.to_numpy(zero_copy_only=False)) for column in batch.columns]
            for name, column in zip(self.names, columns):
                if column.dtype.kind not in "biuf":
                    raise Unreadable(f"its column {name!r} is {column.dtype}, not numbers")
            yield floats(np.column_stack(columns))


class NpyWriter:
    def __init__(self, path, features, names):
        self._file, self._features, self._rows = open(path, "wb"), features, 0
        self._header()

    def _header(self):
        np.lib.format.write_array_header_1_0(self._file, {
            "descr": "<f4", "fortran_order": False, "shape": (self._rows, self._features)})

    def write(self, block):
        self._file.write(block)
        self._rows += len(block)

    def close(self):
        """NumPy leaves room in the header for any number of rows."""
        self._file.seek(0)
        self._header()
        self._file.close()


class CsvWriter:
    def __init__(self, path, features, names):
        self._file = open(path, "w")
        if names:
            csv.writer(self._file, lineterminator="\n").writerow(names)

    def write(self, block):
        np.savetxt(self._file, block, fmt="%.9g", delimiter=",")

    def close(self):
        self._file.close()


class ParquetWriter:
    def __init__(self, path, features, names):
        import pyarrow
        from pyarrow import parquet
        names = names or [f"x{j}" for j in range(features)]
        self._schema = pyarrow.schema([(name, pyarrow.float32()) for name in names])
        self._pyarrow, self._file = pyarrow, parquet.ParquetWriter(path, self._schema)

    def write(self, block):
        columns = [np.ascontiguousarray(column) for column in block.T]
        self._file.write_table(self._pyarrow.table(columns, schema=self._schema))

    def close(self):
        self._file.close()


READERS = {".npy": NpyReader, ".csv": CsvReader, ".parquet": ParquetReader}
WRITERS = {".npy": NpyWriter, ".csv": CsvWriter, ".parquet": ParquetWriter}


def _of(table, path):
    suffix = Path(path).suffix
    if suffix not in table:
        raise Unreadable(f"its name ends with none of {', '.join(table)}")
    return table[suffix]


def reader(path):
    return _of(READERS, path)(path)


@contextmanager
def replacing(path):
    """A path to write to; what is written replaces the file, behind links too, only if nothing fails."""
    if os.path.exists(path) and not os.path.isfile(path):
        yield Path(path)  # a pipe, a device
        return
    target = os.path.realpath(path)
    part = Path(f"{target}.part")
    try:
        part.touch()
        if os.path.exists(target):
            shutil.copymode(target, part)
        yield part
        part.replace(target)
    except OSError as error:
        if error.filename == str(part):
            error.filename = str(path)
        raise
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def writer(path, features, names):
    """A writer of float32 rows; the file is there only if all of it was written."""
    kind = _of(WRITERS, path)
    with replacing(path) as part:
        file = kind(part, features, names)
        try:
            yield file
        except BaseException:
            with suppress(Exception):  # which would hide the first
                file.close()
            raise
        file.close()


def progress(blocks, rows, word, size=len, shown=None):
    """The blocks, with a bar of rows where tqdm is installed and, unless `shown`, somebody looks."""
    try:
        from tqdm import tqdm
    except ModuleNotFoundError:
        yield from blocks
        return
    with tqdm(total=rows, desc=word, unit=" rows", unit_scale=True, leave=False,
              disable=not (shown or sys.stderr.isatty())) as bar:
        for block in blocks:
            yield block
            bar.update(size(block))
