"""Serves one session: reads calls from the channel and answers them, until the channel closes."""

import faulthandler
import marshal
import os
import sys

# `place` takes the command line and the session's variables away before a function can see them.
from . import calls, hooks, interrupts, kept, output, place, put_back


# Half of the standard library imports these, and so nearly every source; a file of the user's by such a name would break Python
# itself, so that it cannot matter whether they are there already. (Not so of `json`, say, which may be the user's own.)
_often_imported = ("enum", "re", "_datetime", "_json", "_struct")
# A session that is called as soon as it is there has nothing to do with getting ready for later.
_idle_ms = 100


def serve():
    output.install()
    interrupts.install()  # Before what is put back is noted: Cancel's handler is what signals go back to.
    put_back.install()
    hooks.install()
    # A crash (of C code, mostly) tells on fd 2 where in Python it was.
    faulthandler.enable(2, all_threads=False)
    output.send(("ready", sys.version.split()[0]))
    if place.MODE == "fork" and hasattr(os, "fork"):
        from .forks import serve_call
    else:
        serve_call = _serve_call
    # The first source that a process compiles takes a millisecond longer, which a fork would pay each time.
    compile("", "", "exec")
    if output.is_quiet_for(_idle_ms):
        _get_ready()
    while True:
        body = output.receive()
        if body is None:
            # The core is gone. Threads and exit handlers of the user's must not hold the process.
            os._exit(0)
        message = marshal.loads(body)
        if message[0] == "free":
            kept.free(message[1])
        else:
            serve_call(message)


def _get_ready():
    """For the first call, while there is nothing to do."""
    for name in _often_imported:
        try:
            __import__(name)
        except ImportError:  # A Python that was built without it.
            pass
    if place.MODE == "fork":
        # As in forks.py: a collection in a child would copy what it looks at.
        import gc

        gc.freeze()


def _serve_call(call):
    answer = answer_to(call)
    interrupts.leave()  # However the call ended: a Cancel that comes now is too late, and must not end the session.
    if not output.has_channel:
        # The function forked, and this is the child: what it returned is nobody's.
        os._exit(0)
    calls.finish(answer)


def answer_to(call):
    try:
        return calls.carry_out(*call)
    except KeyboardInterrupt:
        # It came between the end of the function and the end of the `try` that waits for it.
        interrupts.leave()
        return ("failed", {"kind": "cancelled"}, 0.0)
