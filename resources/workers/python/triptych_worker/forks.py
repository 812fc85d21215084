"""Mode `fork`: each call runs in a copy of this process, which answers on the same channel and ends.

    parent   read a call ── fork ── wait ────────────────────────── read the next
                              │            ▲ where the child died: the failure
    child                     └─ carry out, answer, mark, os._exit

The parent stays as it was started, but for packages that are slow to import: what the last call had imported of those, the
parent imports while it has nothing to do. A session's processes share one group, so Cancel reaches both; the parent takes no
notice of it. SIGINT is held back around the fork, so that it is never lost between the two.

The two share a page of memory: whether a frame is half written (then nobody can go on, and the parent ends as the child did),
whether the child has answered, and with a result, and which packages it had.
"""

import _signal
import gc
import mmap
import os
import sys
import time

from . import calls, interrupts, output, table_files
from .session import answer_to

# Slow to import, and safe in a process that forks; not on macOS, whose Accelerate is not.
_slow_packages = () if sys.platform == "darwin" else ("numpy", "pandas")

_frame, _answered, _given, _packages = range(4)
_page = mmap.mmap(-1, mmap.PAGESIZE)
# checksum -> source: the core sends a source until it has given a result (at most 500 in a session), and no child remembers it.
_sources = {}
_interrupt = (_signal.SIGINT,)
gc.freeze()


def serve_call(call):
    if call[1] is None:
        call = (call[0], _sources[call[0]], *call[2:])
    started = time.perf_counter()
    _page[:4] = bytes(4)
    _signal.pthread_sigmask(_signal.SIG_BLOCK, _interrupt)
    try:
        child = os.fork()
    except OSError as error:
        _signal.pthread_sigmask(_signal.SIG_UNBLOCK, _interrupt)
        message = f"The system could not make a copy of the session: {error.strerror}."
        output.send(("failed", {"kind": "memory-exhausted", "message": message, "frames": []}, 0.0))
        return
    if child == 0:
        _carry_out_and_end(call)
    if _signal.SIGINT in _signal.sigpending():
        # Perhaps it came before there was a child.
        os.kill(child, _signal.SIGINT)
    _signal.pthread_sigmask(_signal.SIG_UNBLOCK, _interrupt)
    status = os.waitpid(child, 0)[1]
    if _page[_frame]:
        _end_like(status)
    if _page[_given]:
        _sources[call[0]] = call[1]
    elif not _page[_answered]:
        table_files.discard(call[5])
        table_files.discard_of(child)
        output.send(("failed", _death(status), time.perf_counter() - started))
    _get_ready(_page[_packages])


def _carry_out_and_end(call):
    try:
        output.take_channel(_page)
        interrupts.after_enter = _let_interrupts_come
        answer = answer_to(call)
        if output.has_channel:  # Otherwise the function forked too, and this is its child.
            _page[_given] = calls.finish(answer)
            table_files.release_all()
            _end_descendants(os.getpid())
            _page[_packages] = sum(1 << at for at, name in enumerate(_slow_packages) if name in sys.modules)
            _page[_answered] = 1
    finally:
        os._exit(0 if output.has_channel and _page[_answered] else 1)


def _end_descendants(process):
    """What the function has started and left running ends with it. (Linux; elsewhere it ends with the session.)"""
    try:
        for thread in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{thread}/children") as file:
                for child in map(int, file.read().split()):
                    _end_descendants(child)
                    os.kill(child, _signal.SIGKILL)
    except OSError:
        pass  # It has ended by itself, or there is no /proc.


def _let_interrupts_come():
    _signal.pthread_sigmask(_signal.SIG_UNBLOCK, _interrupt)


def _death(status):
    signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    crashes = ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE")
    name = None if signal is None else _signal_name(signal)
    return {
        "kind": "session-died",
        "exitCode": os.WEXITSTATUS(status) if signal is None else None,
        "signal": name,
        "cause": "exited" if signal is None else "crashed" if name in crashes else "killed",
        "lastOutput": "",
    }


def _signal_name(number):
    names = (name for name in dir(_signal) if name.startswith("SIG") and name[3] != "_")
    return next((name for name in names if getattr(_signal, name) == number), f"signal {number}")


def _end_like(status):
    if os.WIFSIGNALED(status):
        _signal.signal(os.WTERMSIG(status), _signal.SIG_DFL) if os.WTERMSIG(status) != _signal.SIGKILL else None
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.WEXITSTATUS(status) or 1 if os.WIFEXITED(status) else 1)


def _get_ready(had):
    """For the next call, while there is nothing to do."""
    for at, name in enumerate(_slow_packages):
        if had & 1 << at and name not in sys.modules:
            try:
                __import__(name)
            except BaseException:  # It was there for the function; without it the next call is slower, and no more.
                pass
            # A collection in a child would write to every object of the parent's, and so copy them all.
            gc.collect()
            gc.freeze()
    random = sys.modules.get("numpy.random")
    if random is not None:
        # Each child starts with other random numbers. (Those of `random` take a new seed after a fork by themselves.)
        random.seed.__wrapped__()
