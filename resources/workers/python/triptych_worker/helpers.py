"""Files beside a source that it imports (`import helper`).

While a call runs, its working folder comes first on sys.path, as a script's folder does. What was imported from there belongs
to the source that imported it: between calls it is not in sys.modules, so that a `helper` of another folder, or an edited one,
is another module. A source that has changed, or whose helpers have, comes under a checksum of its own (helper-files.ts).
"""

import os
import sys

_modules_by_checksum = {}
_checksum = None
_folder = ""
_count_before = 0
_writes_bytecode = True


def enter(checksum, folder):
    global _checksum, _folder, _count_before, _writes_bytecode
    leave()  # An interrupt may have kept the last call from it.
    _checksum, _folder = checksum, folder
    own = _modules_by_checksum.get(checksum)
    if own:
        sys.modules.update(own)
    sys.path.insert(0, folder)
    # Bytecode is told from its source by whole seconds and the size, too coarse for an edit between two runs; and the folder
    # is the person's own.
    _writes_bytecode, sys.dont_write_bytecode = not sys.dont_write_bytecode, True
    _count_before = len(sys.modules) - (len(own) if own else 0)


def source_was_loaded():
    """Its module is in sys.modules from now on, and no helper."""
    global _count_before
    _count_before += 1


def leave():
    global _checksum
    if _checksum is None:
        return
    checksum, _checksum = _checksum, None
    sys.dont_write_bytecode = not _writes_bytecode
    if sys.path and sys.path[0] == _folder:
        del sys.path[0]
    elif _folder in sys.path:  # The function has put something before it.
        sys.path.remove(_folder)
    if len(sys.modules) != _count_before:
        _take_out(checksum)


def _take_out(checksum):
    own = {}
    for name, module in list(sys.modules.items()):
        top = name.partition(".")[0]
        if top in own or _is_helper(sys.modules.get(top), top):
            own[name] = sys.modules.pop(name)
    _modules_by_checksum[checksum] = own


def _is_helper(module, name):
    """Whether a top-level module was found in the folder itself: what lies deeper may be a whole Python in someone's home."""
    spec = getattr(module, "__spec__", None)
    if spec is None:
        return False
    start = _folder if _folder.endswith(("/", "\\")) else _folder + os.sep
    places = [spec.origin]
    if spec.origin is None and spec.submodule_search_locations is not None:  # A package without an __init__.py.
        places = list(spec.submodule_search_locations)
    return any(isinstance(place, str) and _names(place, start, name) for place in places)


def _names(place, start, name):
    """folder/name.py, folder/name.cpython-311.so, folder/name/__init__.py or folder/name"""
    if not place.startswith(start):
        return False
    first = place[len(start) :].replace("\\", "/").partition("/")[0]
    return first.partition(".")[0] == name
