"""Loads sources and carries out calls.

A source is loaded once per checksum into a module of its own, which stays: what its top level computes is there for the
next call. A call that is interrupted, fails or exits leaves the session as it is.
"""

import os
import sys
import time
from types import FunctionType, ModuleType

from . import helpers, interrupts, kept, notices, output, progress, put_back, table_files
from .arguments import HandleGone, Reader, RefusedArgument
from .values import NotShowable, to_wire

_now = time.perf_counter
_modules = {}  # checksum -> module
_sources_by_file = {}
_c_flush = None


class SourceNotLoaded(Exception):
    """Carries the failure that the top of a source ended with."""


def carry_out(checksum, source, file_name, entry, folder, args, is_tagged):
    """The answer to a call."""
    output.install()
    started = _now()
    try:
        interrupts.enter()
        # Relative paths start at the function's working folder, whatever an earlier call did.
        os.chdir(folder)
        helpers.enter(checksum, folder)
        module = _modules.get(checksum)
        if module is None:
            module = _load(checksum, source, file_name)
            put_back.note_left(checksum, folder)
        else:
            put_back.redo(checksum, folder)
        function = module.__dict__.get(entry)
        if not callable(function):
            raise _entry_missing(module, entry)
        if is_tagged:
            reader = Reader(module)
            given = [(name, reader.read(value, name)) for name, value in args]
        else:
            given = args
        started = _now()
        value = _call(function, given)
        took = _now() - started
        answer = ("done", to_wire(value), took)
        _flush()
        interrupts.leave()
    except BaseException as error:
        interrupts.leave()
        took = _now() - started
        answer = ("failed", _failure(error, file_name, source, checksum), took)
        _flush_or_drop()
        if is_tagged:
            table_files.discard(args)
    helpers.leave()
    put_back.put_back()
    return answer


def finish(answer):
    """Sends it. What cannot be sent is a failure that says so. Returns whether the result was given."""
    is_given = answer[0] == "done"
    try:
        output.send(answer)
    except output.FrameTooLarge:
        limit = output.FRAME_BYTES_MAX >> 20
        _refuse(f"a list or text of more than {limit} MB; return a table, or a part of it")
        is_given = False
    except ValueError:
        _refuse("a value nested more than a thousand levels deep")
        is_given = False
    kept.settle(is_given)
    table_files.settle(is_given)
    return is_given


def _refuse(description):
    output.send(("failed", {"kind": "value-not-showable", "path": "value", "description": description}, 0.0))


def _call(function, args):
    if type(function) is FunctionType:
        code = function.__code__
        # Keyword arguments do for everything but *args, **kwargs and parameters before a "/".
        if code.co_flags & 0x0C or getattr(code, "co_posonlyargcount", 0):
            return _await(_call_by_position(function, code, args))
        if not code.co_flags & 0x80:
            return function(**dict(args))
    return _await(function(**dict(args)))


def _call_by_position(function, code, args):
    named = dict(args)
    only = code.co_varnames[: code.co_posonlyargcount] if hasattr(code, "co_posonlyargcount") else ()
    ahead = []
    for name in only:
        if name not in named:
            break
        ahead.append(named.pop(name))
    names = code.co_varnames[code.co_argcount + code.co_kwonlyargcount :]
    if code.co_flags & 0x08:  # **options takes the entries of a map of that name
        options_name = names[1 if code.co_flags & 0x04 else 0]
        if isinstance(named.get(options_name), dict):
            named.update(named.pop(options_name))
    if code.co_flags & 0x04 and names[0] in named:  # *values takes the elements of a list of that name
        rest = named.pop(names[0])
        for name in code.co_varnames[len(only) : code.co_argcount]:
            if name not in named:
                break
            ahead.append(named.pop(name))
        ahead.extend(rest if isinstance(rest, (list, tuple)) else [rest])
    return function(*ahead, **named)


def _await(value):
    if type(value).__name__ == "coroutine":
        import asyncio

        return asyncio.run(value)
    return value


def _load(checksum, source, file_name):
    try:
        # dont_inherit: the `from __future__` imports of this file are not the user's.
        code = compile(source, file_name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise SourceNotLoaded(_syntax_failure(error)) from None
    module = ModuleType(f"triptych_{checksum[:16]}")
    module.__file__ = file_name
    module.triptych_source = source
    _sources_by_file[file_name] = source
    # dataclasses and pickle look a class's module up here.
    sys.modules[module.__name__] = module
    helpers.source_was_loaded()
    try:
        exec(code, module.__dict__)
    except BaseException:
        del sys.modules[module.__name__]  # What the source imported before is looked through for helpers.
        raise
    _modules[checksum] = module
    return module


def show_lines(file_name):
    """Lets a warning quote its line."""
    source = _sources_by_file.get(file_name)
    if source is not None:
        import linecache

        linecache.cache[file_name] = (len(source), None, source.splitlines(True), file_name)


def _syntax_failure(error):
    line = getattr(error, "lineno", None)
    column = getattr(error, "offset", None)
    return {
        "kind": "syntax-error",
        "message": getattr(error, "msg", None) or str(error),
        "line": line if line else None,
        "column": column if column and column > 0 else None,
    }


def _entry_missing(module, entry):
    found = [
        name
        for name, value in module.__dict__.items()
        if not name.startswith("_") and callable(value) and getattr(value, "__module__", None) == module.__name__
    ]
    return SourceNotLoaded({"kind": "entry-missing", "entry": entry, "found": found})


def _failure(error, file_name, source, checksum):
    if isinstance(error, SourceNotLoaded):
        return error.args[0]
    if isinstance(error, KeyboardInterrupt):
        return {"kind": "cancelled"}
    if isinstance(error, NotShowable):
        return {"kind": "value-not-showable", "path": error.args[0], "description": error.args[1]}
    if isinstance(error, RefusedArgument):
        return {"kind": "argument-refused", "parameter": error.args[0], "reason": error.args[1]}
    if isinstance(error, HandleGone):
        return {"kind": "handle-gone", "parameter": error.args[0], "description": error.args[1]}
    from .errors import describe_error

    module = _modules.get(checksum)
    return describe_error(error, file_name, source if module is None else module.triptych_source)


def _flush():
    output.out.flush()
    output.err.flush()
    progress.finish()
    notices.forget()
    if "ctypes" in sys.modules:
        _flush_c()
    if "matplotlib.pyplot" in sys.modules:
        from .figures import send_open_figures

        send_open_figures()


def _flush_or_drop():
    """After a failure the output that can still be sent is sent; nothing here may fail the session."""
    try:
        _flush()
    except BaseException:
        pass


def _flush_c():
    """Text that C code has printed through stdio waits in C's own buffers; only ctypes can reach them."""
    global _c_flush
    if _c_flush is None:
        import ctypes

        try:
            _c_flush = ctypes.CDLL(None).fflush
        except (OSError, TypeError, AttributeError):
            _c_flush = _nothing_to_flush  # Windows has no CDLL(None).
    _c_flush(None)


def _nothing_to_flush(_stream):
    pass
