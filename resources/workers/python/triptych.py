"""What a function can tell Triptych beside its result."""

import os

from triptych_worker import output as _output
from triptych_worker import progress as _progress
from triptych_worker.kept import Kept as _Kept
from triptych_worker.place import SCRATCH as _SCRATCH

__all__ = ["artifact", "keep", "note", "progress"]

_COPY_BYTES = 1 << 20
_next_artifact = 0


def progress(iterable_or_done, total=None, label=""):
    """Shows how far the function has come.

    Around an iterable, each step that is taken: `for row in progress(rows): …`. With a number, so much of `total` is done:
    `progress(3, 10, "Files")`; reports with the same label are one bar, which is full when `total` is reached.
    """
    if hasattr(iterable_or_done, "__iter__"):
        return _progress.Steps(iterable_or_done, total, str(label))
    done = float(iterable_or_done)
    _progress.report(f"report {label}", str(label), done, total, total is not None and done >= total)
    return None


def note(text):
    """Shows a text beside the result."""
    _flush()
    _output.send(("note", _output.safe_text(str(text))))


def artifact(path, name=None):
    """Gives a copy of a file to the run, under its own name or another."""
    global _next_artifact
    path = os.fspath(path)
    if os.path.isdir(path):
        raise IsADirectoryError(f"{path!r} is a folder, and an artifact is one file. Pack it first, for example with shutil.make_archive.")
    if not os.path.exists(path):
        raise FileNotFoundError(f"There is no file {path!r} (looked in {os.getcwd()!r}).")
    name = os.path.basename(path) if name is None else str(name)
    if name in ("", ".", "..") or any(character in name for character in "/\\\0"):
        raise ValueError(f"{name!r} is not the name of a file.")
    _next_artifact += 1
    copy = os.path.join(_SCRATCH, f"artifact-{os.getpid()}-{_next_artifact}")
    _copy(path, copy)
    _flush()
    _output.send(("artifact", _output.safe_text(name), copy))


def keep(value):
    """What is returned with it stays in this session, and can be given to a later call: a model, a connection, an index.

    `return keep(model)`; a function that gets it as an argument gets the object itself. It goes with its run.
    """
    return value if isinstance(value, _Kept) else _Kept(value)


def _copy(path, copy):
    """Whole or not at all."""
    try:
        with open(path, "rb", buffering=0) as source, open(copy, "xb", buffering=0) as target:
            while True:
                piece = source.read(_COPY_BYTES)
                if not piece:
                    return
                rest = memoryview(piece)
                while len(rest):
                    rest = rest[target.write(rest) :]
    except BaseException:
        if os.path.exists(copy):
            os.unlink(copy)
        raise


def _flush():
    """What was printed before comes before."""
    _output.out.flush()
    _output.err.flush()
