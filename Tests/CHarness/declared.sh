#!/bin/sh
# The functions that the public headers declare, one a line, sorted.
# The preprocessor takes the comments away; a name that "(" follows is then a function, because a
# function pointer's name stands in parentheses of its own.
set -eu
include=$(dirname "$0")/../../include
${CC:-cc} -E -P -I"$include" "$include/gesso.h" | grep -oE '\bgesso_[a-z0-9_]+ *\(' | tr -d ' (' |
  LC_ALL=C sort -u
