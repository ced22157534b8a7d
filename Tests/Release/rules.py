"""The rules of the shipped file. Each takes a Library and gives a list of complaints."""

import re

from elf import encoding
from rooms import rooms

SONAME, VERSION_NODE, LARGEST = "libgesso.so.0", "GESSO_0", 1_000_000
LIBRARIES = {"libc.so.6", "ld-linux-x86-64.so.2"}
TOOLCHAIN_INITIALISERS = {"frame_dummy", "__do_global_dtors_aux"}

# What ends, prints, or reads behind the host's back: in no import list, however it is edited.
FORBIDDEN = re.compile(r"_?_?(abort|exit|_exit|_Exit|quick_exit|raise|kill|assert_fail"
                       r"|v?f?d?printf(_chk)?|f?puts|f?putc(har)?|fwrite|write|writev|perror|signal"
                       r"|sigaction|setlocale|setenv|putenv|system|fork|execve?|atexit|cxa_atexit)")

# Within the encodings of a level, what x86-64-v4 lacks: VBMI, IFMA, VNNI, BF16, BITALG, POPCNTDQ,
# VBMI2, GFNI, VAES, VPCLMULQDQ.
BEYOND_V4 = re.compile(r"vpermb|vpermi2b|vpermt2b|vpmultishift|vpmadd52|vpdp|vdpbf16|vcvtne|vpopcnt"
                       r"|vpshufbitqmb|vp(compress|expand)[bw]\b|vpsh[lr]d|vgf2p8|vaes|vpclmul")


def exports_are(library, declared):
    names = [name for name, _ in library.exports]
    return ([f"declared and not exported: {name}" for name in declared if name not in names]
            + [f"exported and not declared: {name}" for name in names if name not in declared])


def version_nodes(library):
    return [f"{name} has version {version or 'none'}" for name, version in library.exports
            if version != VERSION_NODE]


def map_lists(text, declared):
    """exports.map names every function, and nothing else is global in it."""
    listed = re.findall(r"\b(\w+);", text.partition("global:")[2].partition("local:")[0])
    return ([f"not in exports.map: {name}" for name in declared if name not in listed]
            + [f"in exports.map only: {name}" for name in listed if name not in declared]
            + ([] if re.search(r"local:\s*\*;", text) else ["exports.map hides nothing"]))


def soname(library):
    found = [value for tag, value in library.dynamic if tag == "SONAME"]
    return [] if found == [SONAME] else [f"soname {found}"]


def libraries(library):
    needed = {value for tag, value in library.dynamic if tag == "NEEDED"}
    return [f"needs {name}" for name in sorted(needed - LIBRARIES)] + [
        f"has {tag}" for tag, _ in library.dynamic if tag in ("RPATH", "RUNPATH", "TEXTREL")]


def size(library):
    found = library.path.stat().st_size
    return [] if found < LARGEST else [f"{found} bytes, allowed are {LARGEST}"]


def imports_are(library, allowed):
    return ([f"imports {name}, which imports.txt lacks" for name in library.imports
             if name not in allowed]
            + [f"imports.txt has {name}, which is not imported" for name in allowed
               if name not in library.imports])


def forbidden_imports(library):
    return [f"imports {name}" for name in library.imports if FORBIDDEN.fullmatch(name)]


def constructors(library):
    """What runs at load or unload, save what every shared library has from the compiler."""
    found = [f"has {name}" for name in library.sections
             if name in (".preinit_array", ".ctors", ".dtors")]
    for section in (".init_array", ".fini_array"):
        start, length = library.sections.get(section, (0, 0))
        for address in range(start, start + length, 8):
            target = library.pointers.get(address)
            names = library.symbols.get(target, [f"{target or 0:#x}"])
            if not TOOLCHAIN_INITIALISERS & set(names):
                found.append(f"{section} calls {names[0]}")
    return found


def allowed(level, code, text):
    """Whether code of a level may have the instruction."""
    kind = encoding(code)
    if level == "4":
        return not BEYOND_V4.match(text)
    if level == "3":
        return kind != "evex" and not BEYOND_V4.match(text) and not re.search(r"%k[0-7]|%zmm", text)
    return kind == "legacy" and not re.match(r"lzcnt|movbe", text)


def stray_instructions(library):
    found = []
    for function, level in rooms(library):
        bad = [text for code, text in function.instructions if not allowed(level, code, text)]
        if bad:
            room = f"KernelsV{level}" if level else "the baseline"
            found.append(f"{function.names[0]} ({room}): {len(bad)}, such as {bad[0].strip()}")
    return found


def shared_weak_symbols(library):
    """Weak functions that several levels define: the linker keeps one copy for all of them."""
    weak = [{name for name, (binding, _) in symbols.items() if binding in ("WEAK", "UNIQUE")}
            for symbols in library.object_symbols.values()]
    shared = {name for i, names in enumerate(weak) for other in weak[i + 1:]
              for name in names & other}
    return [f"{function.names[0]} is weak in several levels and has {text.strip()}"
            for function in library.functions if shared & set(function.names)
            for code, text in function.instructions if encoding(code) != "legacy"][:20]


def traps(library):
    """(in kernels, elsewhere): "count name" of each function with ud2, a trap, in it.

    Code behind a function's end is not its own: of Embedded Swift's stubs, weak in each object, the
    linker may keep several bodies but one symbol.
    """
    kernels, elsewhere = [], []
    for function, level in rooms(library):
        size, offset, own, behind = library.sizes.get(function.address, 1 << 62), 0, 0, 0
        for code, text in function.instructions:
            if text.startswith("ud2"):
                own, behind = (own + 1, behind) if offset < size else (own, behind + 1)
            offset += len(code)
        if own:
            (kernels if level else elsewhere).append(f"{own} {function.names[0]}")
        if behind:
            elsewhere.append(f"{behind} behind {function.names[0]}")
    return kernels, elsewhere
