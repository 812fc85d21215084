"""Turns an exception into its failure: loaded with the first error, since traceback takes 5 ms."""

import linecache
import os
import traceback

MESSAGE_MAX = 20_000
TRACE_MAX = 100_000
FRAMES_MAX = 100
CAUSES_MAX = 20

_worker_folder = os.path.dirname(os.path.abspath(__file__))


def describe_error(error, file_name, source):
    if source is not None:
        linecache.cache[file_name] = (len(source), None, source.splitlines(True), file_name)
    error.__traceback__ = _without_worker(error.__traceback__)
    frames = _frames(error.__traceback__, file_name)
    if isinstance(error, MemoryError):
        return {"kind": "memory-exhausted", "message": _message(error) or "Python could not get more memory.", "frames": frames}
    return {
        "kind": "function-error",
        "message": _message(error),
        "errorClass": type(error).__name__,
        "frames": frames,
        "trace": _trace(error),
        "causes": [
            {
                "message": _message(cause),
                "errorClass": type(cause).__name__,
                "frames": _frames(_without_worker(cause.__traceback__), file_name),
            }
            for cause in _causes(error)
        ],
    }


def _message(error):
    if isinstance(error, SystemExit):
        code = "" if error.code is None else repr(error.code)
        return f"The function called sys.exit({code}), which ends a program. A function ends by returning a value."
    try:
        notes = getattr(error, "__notes__", ())  # add_note, since Python 3.11
        return "\n".join([str(error), *map(str, notes)])[:MESSAGE_MAX]
    except Exception:
        return f"{type(error).__name__}, whose message cannot be read"


def _causes(error):
    """What it came of, nearest first; of a group its members, each before what that came of."""
    causes = []
    seen = {id(error)}
    waiting = [error]
    while waiting and len(causes) < CAUSES_MAX:
        current = waiting.pop(0)
        if current is not error:
            causes.append(current)
        members = getattr(current, "exceptions", None)
        cause = current.__cause__
        if cause is None and not current.__suppress_context__:
            cause = current.__context__
        following = [cause, *(members if isinstance(members, (tuple, list)) else ())]
        following = [item for item in following if isinstance(item, BaseException) and id(item) not in seen]
        seen.update(map(id, following))
        waiting[:0] = following
    return causes


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
    return frames if len(frames) <= FRAMES_MAX else _shortened(frames)


def _shortened(frames):
    """The first and the last; and the user's innermost, which says where to look, when it is in neither."""
    half = FRAMES_MAX // 2
    last = frames[-half:]
    users = [frame for frame in frames[half:-half] if frame["isUserSource"]]
    if users and not any(frame["isUserSource"] for frame in last):
        last = [users[-1], *last[1:]]
    return frames[:half] + last


def _trace(error):
    try:
        text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    except Exception as problem:  # A user's exception may fail to print.
        text = f"{type(error).__name__} (its trace cannot be shown: {type(problem).__name__})"
    if len(text) <= TRACE_MAX:
        return text
    return f"{text[: TRACE_MAX // 2]}\n…\n{text[-TRACE_MAX // 2 :]}"
