#!/bin/sh
# python.sh PYTHON: the compiler's flags for a program that embeds the interpreter PYTHON. Its own
# configuration is asked, so that headers, library and packages are of one version; a virtual
# environment gives that of the Python it was made from.
set -eu
exec "$1" - <<'END'
import os
import sys
import sysconfig

get = sysconfig.get_config_var
include = get("INCLUDEPY")
library = f"libpython{get('LDVERSION')}.so"
folder = next((folder for folder in (get("LIBDIR"), f"{get('LIBDIR')}/{get('MULTIARCH')}")
               if os.path.exists(f"{folder}/{library}")), None)
if folder is None or not os.path.exists(f"{include}/Python.h"):
    sys.exit(f"{sys.executable} cannot be embedded: "
             "install Debian's libpython3-dev and take its python3")
print(f"-isystem {include} -L{folder} -Wl,-rpath,{folder} -lpython{get('LDVERSION')}")
END
