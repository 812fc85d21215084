"""Warnings of the worker's own, each told once in a call."""

from . import output

_told = set()


def nanoseconds_are_cut():
    tell("Times finer than a microsecond are cut to microseconds.")


def tell(text):
    if text not in _told:
        _told.add(text)
        output.out.flush()
        output.err.flush()
        output.send(("l", "warning", text + "\n"))


def forget():
    _told.clear()
