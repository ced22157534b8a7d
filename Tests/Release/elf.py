"""What binutils say about a shared library: symbols, sections, functions and their instructions."""

import functools
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path


def need(tool, package):
    """The path of a tool; without it, one line that says what to install."""
    path = shutil.which(tool)
    if path is None:
        sys.exit(f"{tool} is missing: install Debian's {package}")
    return path


def run(tool, *arguments, package="binutils"):
    return subprocess.run([need(tool, package), *map(str, arguments)], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


@dataclass
class Function:
    """A stretch of code from one symbol's address to the next symbol's."""
    names: list
    address: int
    instructions: list = field(default_factory=list)  # (bytes, text)


LEGACY_PREFIXES = {0x66, 0xF2, 0xF3, 0x2E, 0x36, 0x3E, 0x26, 0x64, 0x65, 0x67, 0xF0}


def encoding(code):
    """ "vex", "evex" or "legacy", from the bytes of an instruction: in 64-bit mode C4 and C5 begin
    nothing but VEX, and 62 nothing but EVEX. Mnemonics would miss mulx, shlx, kmovw and the like.
    """
    first = next((byte for byte in code if byte not in LEGACY_PREFIXES), 0)
    return {0xC4: "vex", 0xC5: "vex", 0x62: "evex"}.get(first, "legacy")


class Library:
    def __init__(self, path, objects=None):
        """`objects`: the folder that holds KernelsV2.build and its like, if it is known."""
        self.path = Path(path)
        self.objects = Path(objects) if objects else None

    @functools.cached_property
    def dynamic(self):
        """(tag, value) of the dynamic section, such as ("NEEDED", "libc.so.6")."""
        text = run("readelf", "-dW", self.path)
        return re.findall(r"\((\w+)\)\s+(?:[^\[\n]*\[([^\]]*)\])?", text)

    @functools.cached_property
    def exports(self):
        """Name and version of each exported symbol, such as ("gesso_isa", "GESSO_0")."""
        lines = run("nm", "-D", "--defined-only", self.path).splitlines()
        symbols = [line.split() for line in lines]
        return [tuple((name.split("@")[0], name.split("@")[-1] if "@" in name else ""))
                for *_, kind, name in symbols if kind != "A"]

    @functools.cached_property
    def imports(self):
        lines = run("nm", "-D", "--undefined-only", self.path).splitlines()
        return sorted(line.split()[-1].split("@")[0] for line in lines)

    @functools.cached_property
    def sections(self):
        """Name to (address, size)."""
        text = run("readelf", "-SW", self.path)
        found = re.findall(r"\]\s+(\.\S+)\s+\S+\s+([0-9a-f]+)\s+[0-9a-f]+\s+([0-9a-f]+)", text)
        return {name: (int(address, 16), int(size, 16)) for name, address, size in found}

    @functools.cached_property
    def symbols(self):
        """Address to names, of all functions in the symbol table."""
        table = {}
        for line in run("readelf", "-sW", self.path).splitlines():
            columns = line.split(None, 7)
            if len(columns) == 8 and columns[3] in ("FUNC", "NOTYPE") and columns[6].isdigit():
                names = table.setdefault(int(columns[1], 16), [])
                name = columns[7].split("@")[0]
                if name not in names:
                    names.append(name)
        return table

    @functools.cached_property
    def pointers(self):
        """Address to target, of the relocations that the loader applies to the image itself."""
        found = re.findall(r"^([0-9a-f]+)\s+\S+\s+R_X86_64_RELATIVE\s+([0-9a-f]+)",
                           run("readelf", "-rW", self.path), re.M)
        return {int(address, 16): int(target, 16) for address, target in found}

    @functools.cached_property
    def sizes(self):
        """Address to size, of the functions whose symbol has one."""
        rows = re.findall(r":\s+([0-9a-f]+)\s+(\d+)\s+FUNC", run("readelf", "-sW", self.path))
        return {int(address, 16): int(size) for address, size in rows if size != "0"}

    @functools.cached_property
    def functions(self):
        """All code, in the order of addresses."""
        found = []
        for line in run("objdump", "-d", "-w", self.path).splitlines():
            if header := re.match(r"([0-9a-f]+) <(.*)>:$", line):
                address = int(header[1], 16)
                found.append(Function(self.symbols.get(address, [header[2]]), address))
            elif line.startswith(" ") and found:
                _, code, *text = line.split("\t")
                found[-1].instructions.append((bytes.fromhex(code), text[0] if text else ""))
        return found

    @functools.cached_property
    def object_symbols(self):
        """Level ("2", "3", "4") to {name: (binding, place)}, of the kernels' objects.

        The place is the file, section and offset, in the order in which a linker takes them.
        """
        levels = {}
        for level in "234" if self.objects else "":
            for path in sorted(self.objects.glob(f"KernelsV{level}.build/**/*.o")):
                for line in run("readelf", "-sW", path).splitlines():
                    columns = line.split(None, 7)
                    if len(columns) == 8 and columns[6].isdigit() and columns[3] != "SECTION":
                        place = (str(path), int(columns[6]), int(columns[1], 16))
                        levels.setdefault(level, {})[columns[7]] = (columns[4], place)
        return levels
