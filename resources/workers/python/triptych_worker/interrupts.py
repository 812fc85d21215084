"""Triptych's Cancel: SIGINT raises KeyboardInterrupt in the function, and never in the worker."""

import _signal

from . import output

_is_in_function = False
_waits = False
# Called when interrupts may come; forks.py holds them back until then.
after_enter = None


def install():
    output.after_send = _raise_waiting
    _signal.signal(_signal.SIGINT, _on_interrupt)


def enter():
    """From here to `leave` an interrupt raises KeyboardInterrupt."""
    global _is_in_function, _waits
    _waits = False
    _is_in_function = True
    if after_enter is not None:
        after_enter()


def leave():
    global _is_in_function
    _is_in_function = False


def _on_interrupt(_signal_number, _frame):
    """Between calls it comes too late and means nothing."""
    global _waits
    if not _is_in_function:
        return
    if output.is_sending:
        _waits = True
        return
    raise KeyboardInterrupt()


def _raise_waiting():
    global _waits
    if _waits and _is_in_function:
        _waits = False
        raise KeyboardInterrupt()
