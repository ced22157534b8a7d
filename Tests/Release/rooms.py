"""Which room a function comes from: "2", "3", "4" for the kernels of a level, "" for the rest.

A Swift function says so itself: its mangled name contains its module's, KernelsV3. A static inline
function of the private C header does not; the objects know it as local, and only the kernels'
objects have it. Such a helper cannot be called from elsewhere, and the linker keeps the code of one
object together and in order, so its level is that of its neighbours. Where these are of two levels,
the helper's place in their objects decides: behind the one, or before the other. If that leaves a
doubt it counts as the lower level, which forbids more. All else counts as "", where no VEX may
stand: above all weak functions, of which the linker keeps any one copy for every caller.
"""

import re


def named_level(names):
    for name in names:
        if found := re.search(r"KernelsV([234])|gesso_kernels_v([234])$", name):
            return found[1] or found[2]
    return ""


def is_helper(library, names):
    bindings = [symbols[name][0] for symbols in library.object_symbols.values() for name in names
                if name in symbols]
    return bool(bindings) and set(bindings) == {"LOCAL"}


def place(library, level, function):
    """Where the level's object has the function, or None."""
    symbols = library.object_symbols.get(level, {})
    return next((symbols[name][1] for name in function.names if name in symbols), None)


def level_of_helper(library, helper, before, after):
    """`before` and `after`: the neighbours that are no helpers, each a (function, level)."""
    levels = []
    for neighbour, level, in_order in ((*before, lambda own, other: other < own),
                                       (*after, lambda own, other: own < other)):
        own, other = (place(library, level, function) for function in (helper, neighbour))
        if own and other and in_order(own, other):
            levels.append(level)
    return min(levels, default=min(before[1], after[1]))


def rooms(library):
    """[(function, level)], in the order of addresses."""
    found = [(function, named_level(function.names)) for function in library.functions]
    helpers = {i for i, (function, level) in enumerate(found)
               if not level and is_helper(library, function.names)}
    anchors = [i for i in range(len(found)) if i not in helpers]
    for i in helpers:
        before = max((k for k in anchors if k < i), default=None)
        after = min((k for k in anchors if k > i), default=None)
        if before is not None and after is not None:
            level = level_of_helper(library, found[i][0], found[before], found[after])
            found[i] = (found[i][0], level)
    return found
