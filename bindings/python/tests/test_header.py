"""The ctypes table against the headers, so that the two cannot drift."""

import re
import subprocess
from ctypes import (POINTER, c_char_p, c_double, c_float, c_int, c_int32, c_size_t, c_uint32,
                    c_uint64, c_void_p)
from pathlib import Path

import pytest
from pycparser import c_ast, c_parser

import gesso
from gesso import _library, errors, init
from gesso.activation import KINDS as ACTIVATIONS
from gesso.moments import COVARIANCE, ROUNDED, SKIP_NAN
from gesso.preprocess import KINDS as PREPROCESS

ROOT = Path(__file__).resolve().parents[3]
TYPEDEFS = ("int int32_t", "unsigned uint32_t", "unsigned long uint64_t", "unsigned long size_t")
PLAIN = {"void": None, "float": c_float, "double": c_double, "int": c_int, "int32_t": c_int32,
         "uint32_t": c_uint32, "uint64_t": c_uint64, "size_t": c_size_t}


@pytest.fixture(scope="module")
def declarations(tmp_path_factory):
    """Every declaration of the headers, parsed without the system's own headers."""
    empty = tmp_path_factory.mktemp("include")
    for name in ("stddef.h", "stdint.h"):
        (empty / name).write_text("")
    text = subprocess.run(
        ["cc", "-E", "-P", "-nostdinc", f"-I{empty}", "-D__attribute__(x)=",
         str(ROOT / "include" / "gesso.h")], check=True, capture_output=True, text=True).stdout
    prelude = "".join(f"typedef {typedef};\n" for typedef in TYPEDEFS)
    return c_parser.CParser().parse(prelude + text).ext


@pytest.fixture(scope="module")
def enums(declarations):
    """Name of each enum (None for the status codes) and its enumerators' values."""
    found = {}
    for declaration in declarations:
        node = declaration.type
        node = node.type if isinstance(node, c_ast.TypeDecl) else node
        if isinstance(node, c_ast.Enum):
            found[node.name] = {item.name: int(item.value.value) for item in node.values}
    return found


def ctype(node, enums):
    """The ctypes type of a C type."""
    if isinstance(node, (c_ast.PtrDecl, c_ast.ArrayDecl)):
        target = node.type
        name = target.type.names[0] if isinstance(target.type, c_ast.IdentifierType) else None
        return {"char": c_char_p, "void": c_void_p}.get(name) or POINTER(ctype(target, enums))
    name = node.type.names[0]
    if name in enums:
        return c_int
    return PLAIN[name] if name in PLAIN else _library.TYPES[name]


def parameters(function, enums):
    return [ctype(parameter.type, enums) for parameter in function.args.params
            if getattr(parameter.type.type, "names", None) != ["void"]]


def test_every_function_has_the_header_s_types(declarations, enums):
    header = {declaration.name: (ctype(declaration.type.type, enums),
                                 parameters(declaration.type, enums))
              for declaration in declarations if isinstance(declaration.type, c_ast.FuncDecl)}
    assert len(header) > 20
    assert _library.FUNCTIONS == header


def test_every_function_of_the_library_is_declared_so():
    for name, (restype, argtypes) in _library.FUNCTIONS.items():
        function = getattr(_library.library, name)
        expected = c_int32 if restype is _library.Status else restype
        assert function.restype is expected and list(function.argtypes) == argtypes, name


def test_every_struct_has_the_header_s_fields(declarations, enums):
    structs = {declaration.name: [(field.name, ctype(field.type, enums))
                                  for field in declaration.type.type.decls]
               for declaration in declarations if isinstance(declaration, c_ast.Typedef)
               and isinstance(declaration.type.type, c_ast.Struct)
               and declaration.type.type.decls}
    table = {name: type_._fields_ for name, type_ in _library.TYPES.items()
             if hasattr(type_, "_fields_")}
    assert structs and table == structs


def test_every_function_pointer_has_the_header_s_types(declarations, enums):
    found = 0
    for declaration in declarations:
        pointer = declaration.type
        if isinstance(pointer, c_ast.PtrDecl) and isinstance(pointer.type, c_ast.FuncDecl):
            type_ = _library.TYPES[declaration.name]
            assert type_._restype_ is ctype(pointer.type.type, enums)
            assert list(type_._argtypes_) == parameters(pointer.type, enums)
            found += 1
    assert found == 2


def test_every_enumerator_has_the_header_s_value(enums):
    def numbered(names):
        return {f"GESSO_{name.upper()}": value for value, name in enumerate(names)}

    assert enums == {
        None: {name: value for name, (value, _) in errors.STATUS.items()},
        "gesso_activation": numbered(ACTIVATIONS),
        "gesso_distribution_kind": numbered(init.DISTRIBUTIONS),
        "gesso_scheme": numbered(init.SCHEMES),
        "gesso_layout": numbered(init.LAYOUTS),
        "gesso_fan_mode": numbered(init.MODES),
        "gesso_preprocess": numbered(PREPROCESS),
        "gesso_moments_flag": {"GESSO_MOMENTS_COVARIANCE": COVARIANCE,
                               "GESSO_MOMENTS_SKIP_NAN": SKIP_NAN,
                               "GESSO_MOMENTS_ROUNDED": ROUNDED},
        # bool(accumulate), as the gradients' functions pass it
        "gesso_write": {"GESSO_OVERWRITE": int(False), "GESSO_ACCUMULATE": int(True)},
    }


def test_status_strings_are_the_header_s_names():
    for name, (value, _) in errors.STATUS.items():
        assert _library.library.gesso_status_string(value).decode() == name


def test_versions_of_header_library_and_package_agree():
    text = (ROOT / "include/gesso/runtime.h").read_text()
    numbers = [int(re.search(rf"GESSO_VERSION_{part} (\d+)", text)[1])
               for part in ("MAJOR", "MINOR", "PATCH")]
    version = ".".join(map(str, numbers))
    project = (ROOT / "bindings/python/pyproject.toml").read_text()
    assert gesso.version() == version == re.search(r'^version = "(.*)"$', project, re.M)[1]
    assert _library.library.gesso_version() == (numbers[0] * 100 + numbers[1]) * 100 + numbers[2]
