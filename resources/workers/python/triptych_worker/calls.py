"""Loads sources and carries out calls.

A source is loaded once per checksum into a module of its own, which stays: what its top level computes is there for the
next call. A call that is interrupted, fails or exits leaves the session as it is.
"""

import _signal
import marshal
import os
import sys
import time
from types import FunctionType, ModuleType

# `place` takes the command line away before a function can see it.
from . import helpers, output, place
from .values import NotShowable, RefusedArgument, from_wire, to_wire

_now = time.perf_counter
_modules = {}  # checksum -> module
_is_in_function = False
_interrupt_waits = False


class SourceNotLoaded(Exception):
    """Carries the failure that the top of a source ended with."""


def serve():
    global _is_in_function
    output.install()
    output.after_send = _raise_waiting
    _signal.signal(_signal.SIGINT, _on_interrupt)
    output.send(("ready", sys.version.split()[0]))
    while True:
        body = output.receive()
        if body is None:
            # The core is gone. Threads and exit handlers of the user's must not hold the process.
            os._exit(0)
        try:
            answer = _carry_out(*marshal.loads(body))
        except KeyboardInterrupt:
            # It came between the end of the function and the end of the `try` that waits for it.
            answer = ("failed", {"kind": "cancelled"}, 0.0)
        _is_in_function = False
        if not output.has_channel:
            # The function forked, and this is the child: what it returned is nobody's.
            os._exit(0)
        _finish(answer)


def _carry_out(checksum, source, file_name, entry, folder, args, is_tagged):
    global _is_in_function, _interrupt_waits
    output.install()
    started = _now()
    try:
        # From here to the end of the `try` an interrupt raises KeyboardInterrupt.
        _interrupt_waits = False
        _is_in_function = True
        # Relative paths start at the function's working folder, whatever an earlier call did.
        os.chdir(folder)
        helpers.enter(checksum, folder)
        module = _modules.get(checksum)
        if module is None:
            module = _load(checksum, source, file_name)
        function = module.__dict__.get(entry)
        if not callable(function):
            raise _entry_missing(module, entry)
        if is_tagged:
            has_pandas = _has_pandas(module)
            args = [(name, from_wire(value, name, has_pandas)) for name, value in args]
        started = _now()
        value = _call(function, args)
        took = _now() - started
        answer = ("done", to_wire(value), took)
        _flush()
        _is_in_function = False
        helpers.leave()
    except BaseException as error:
        _is_in_function = False
        helpers.leave()
        took = _now() - started
        answer = ("failed", _failure(error, file_name, source, checksum), took)
        _flush_or_drop()
    return answer


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
    # dataclasses and pickle look a class's module up here.
    sys.modules[module.__name__] = module
    _show_lines(source, file_name)
    try:
        exec(code, module.__dict__)
    except BaseException:
        del sys.modules[module.__name__]
        raise
    _modules[checksum] = module
    return module


def _show_lines(source, file_name):
    """Lets traces and warnings quote the source, when something has already asked for lines of other files."""
    linecache = sys.modules.get("linecache")
    if linecache is not None:
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


def _has_pandas(module):
    """Whether the source's own namespace has pandas, or something of it."""
    return "pandas" in sys.modules and any(map(_is_of_pandas, list(module.__dict__.values())))


def _is_of_pandas(value):
    name = value.__name__ if type(value) is ModuleType else getattr(value, "__module__", None)
    return isinstance(name, str) and name.partition(".")[0] == "pandas"


def _failure(error, file_name, source, checksum):
    if isinstance(error, SourceNotLoaded):
        return error.args[0]
    if isinstance(error, KeyboardInterrupt):
        return {"kind": "cancelled"}
    if isinstance(error, NotShowable):
        return {"kind": "value-not-showable", "path": error.args[0], "description": error.args[1]}
    if isinstance(error, RefusedArgument):
        return {"kind": "argument-refused", "parameter": error.args[0], "reason": error.args[1]}
    from .errors import describe_error

    module = _modules.get(checksum)
    return describe_error(error, file_name, source if module is None else module.triptych_source)


def _flush():
    output.out.flush()
    output.err.flush()
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
    import ctypes

    try:
        ctypes.CDLL(None).fflush(None)
    except (OSError, TypeError, AttributeError):
        pass  # Windows has no CDLL(None).


def _finish(answer):
    try:
        output.send(answer)
    except output.FrameTooLarge:
        limit = output.FRAME_BYTES_MAX >> 20
        _refuse(f"a list or text of more than {limit} MB; return a table, or a part of it")
    except ValueError:
        _refuse("a value nested more than a thousand levels deep")


def _refuse(description):
    output.send(("failed", {"kind": "value-not-showable", "path": "value", "description": description}, 0.0))


def _on_interrupt(_signal_number, _frame):
    """Triptych's Cancel. Between calls it comes too late and means nothing."""
    global _interrupt_waits
    if not _is_in_function:
        return
    if output.is_sending:
        _interrupt_waits = True
        return
    raise KeyboardInterrupt()


def _raise_waiting():
    global _interrupt_waits
    if _interrupt_waits and _is_in_function:
        _interrupt_waits = False
        raise KeyboardInterrupt()
