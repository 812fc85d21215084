"""Turns an exception into the failure `function-error`: loaded with the first error, since traceback takes 5 ms."""

import linecache
import os
import traceback

MESSAGE_MAX = 20_000
TRACE_MAX = 100_000
FRAMES_MAX = 100

_worker_folder = os.path.dirname(os.path.abspath(__file__))


def describe_error(error, file_name, source):
    if source is not None:
        linecache.cache[file_name] = (len(source), None, source.splitlines(True), file_name)
    error.__traceback__ = _without_worker(error.__traceback__)
    return {
        "kind": "function-error",
        "message": _message(error),
        "errorClass": type(error).__name__,
        "frames": _frames(error.__traceback__, file_name),
        "trace": _trace(error),
    }


def _message(error):
    if isinstance(error, SystemExit):
        code = "" if error.code is None else repr(error.code)
        return f"The function called sys.exit({code}), which ends a program. A function ends by returning a value."
    try:
        return str(error)[:MESSAGE_MAX]
    except Exception:
        return f"{type(error).__name__}, whose message cannot be read"


def _without_worker(trace):
    """The frames of the worker itself come first and say nothing to the user."""
    while trace is not None and _is_worker(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    return trace


def _is_worker(path):
    return os.path.dirname(path) == _worker_folder


def _frames(trace, file_name):
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        is_user = code.co_filename == file_name
        frames.append(
            {
                "functionName": code.co_name,
                "line": trace.tb_lineno if is_user else None,
                "file": code.co_filename,
                "isUserSource": is_user,
            }
        )
        trace = trace.tb_next
    half = FRAMES_MAX // 2
    return frames if len(frames) <= FRAMES_MAX else frames[:half] + frames[-half:]


def _trace(error):
    try:
        text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    except Exception as problem:  # A user's exception may fail to print.
        text = f"{type(error).__name__} (its trace cannot be shown: {type(problem).__name__})"
    if len(text) <= TRACE_MAX:
        return text
    return f"{text[: TRACE_MAX // 2]}\n…\n{text[-TRACE_MAX // 2 :]}"
