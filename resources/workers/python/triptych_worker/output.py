"""The channel to Triptych (fd 3) and the writers that take the place of sys.stdout and sys.stderr.

Frames are a 4-byte little-endian length and that many bytes of marshal, version 2. Printed text travels in frames, in the
order in which it was printed; what reaches fd 1 and 2 by other ways (C code, subprocesses) is read by Triptych there.
"""

import io
import marshal
import os
import sys
import _thread

FRAME_BYTES_MAX = 256 * 1024 * 1024
TEXT_PIECE_MAX = 65536
LINE_HELD_MAX = 8192

_read = io.FileIO(3, "rb", closefd=False).readinto
_write = io.FileIO(3, "wb", closefd=False).write
_received = bytearray(65536)
_received_view = memoryview(_received)
_filled = 0

# Only the main thread is interrupted, and never inside a frame: half a frame would end the session.
main_thread = _thread.get_ident()
is_sending = False
_sending = _thread.allocate_lock()
# After a fork the child prints to fd 1 and 2: the channel belongs to the parent.
has_channel = True
# Memory that is 1 at its start while a frame is being written; forks.py shares it with the parent.
frame_mark = None


class FrameTooLarge(ValueError):
    pass


def receive():
    """The body of the next frame, or None when Triptych is gone. The body is valid until the next call."""
    global _received, _received_view, _filled
    filled = 0
    needed = 4
    while filled < needed:
        count = _read(_received_view[filled:])
        if not count:
            return None
        filled += count
        if needed == 4 and filled >= 4:
            needed = 4 + int.from_bytes(_received[:4], "little")
            if needed > len(_received):
                larger = bytearray(needed)
                larger[:filled] = _received[:filled]
                _received, _received_view = larger, memoryview(larger)
    body = _received_view[4:needed]
    if needed > 1 << 22:  # A rare giant is not kept for good.
        _received = bytearray(65536)
        _received_view = memoryview(_received)
    return body


def is_quiet_for(milliseconds):
    """Whether nothing comes from Triptych for so long. False where that cannot be told (Windows)."""
    import select

    if not hasattr(select, "poll"):
        return False
    poll = select.poll()
    poll.register(3, select.POLLIN)
    return not poll.poll(milliseconds)


def send(message):
    """Sends one message whole. Raises ValueError when marshal cannot hold it, FrameTooLarge when a frame cannot."""
    global is_sending
    body = marshal.dumps(message, 2)
    if len(body) > FRAME_BYTES_MAX:
        raise FrameTooLarge()
    frame = len(body).to_bytes(4, "little") + body
    is_main = _thread.get_ident() == main_thread
    if is_main:
        is_sending = True
    try:
        with _sending:
            if frame_mark is not None:
                frame_mark[0] = 1
            sent = _write(frame)
            if sent < len(frame):
                rest = memoryview(frame)[sent:]
                while len(rest):
                    rest = rest[_write(rest) :]
            if frame_mark is not None:
                frame_mark[0] = 0
    finally:
        if is_main:
            is_sending = False
    if is_main and after_send is not None:
        after_send()


# Raises what waited while a frame was being sent; calls.py sets it.
after_send = None


def safe_text(text):
    """A text that UTF-8 can say: half characters are written out."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


class LogWriter(io.TextIOBase):
    """What print writes to: whole lines leave at once, the rest with the next line end, flush or the end of the call."""

    encoding = "utf-8"
    errors = "backslashreplace"
    newlines = None

    def __init__(self, stream, descriptor):
        super().__init__()
        self._stream = stream
        self._descriptor = descriptor
        self._held = ""
        self._level = None
        self.other = None

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self.other._held:
            self.other.flush()
        self._held += text
        if "\n" in text or len(self._held) > LINE_HELD_MAX:
            self.flush()
        return len(text)

    def flush(self):
        held = self._held
        if not held:
            return
        self._held = ""
        if not has_channel:
            os.write(self._descriptor, held.encode("utf-8", "backslashreplace"))
            return
        held = safe_text(held)
        head = (self._stream,) if self._level is None else ("l", self._level)
        for start in range(0, len(held), TEXT_PIECE_MAX):
            send((*head, held[start : start + TEXT_PIECE_MAX]))

    def say(self, level, text):
        with self.saying(level):
            self.write(text)

    def saying(self, level):
        """While it is open, what is written has this level."""
        return _Level(self, level)

    def set_level(self, level):
        self.flush()
        self._level = level

    def writable(self):
        return True

    def isatty(self):
        return False

    def fileno(self):
        return self._descriptor

    @property
    def name(self):
        return "<stdout>" if self._descriptor == 1 else "<stderr>"

    @property
    def buffer(self):
        """For what writes bytes: they go to the descriptor, after the text so far."""
        self.flush()
        return _RawWriter(self._descriptor)

    def reconfigure(self, **_options):
        """There is nothing to set: text is text all the way to the log."""

    def close(self):
        """A function may close its output; the session goes on."""
        self.flush()


class _Level:
    def __init__(self, writer, level):
        self._writer = writer
        self._level = level

    def __enter__(self):
        self._writer.set_level(self._level)

    def __exit__(self, *_error):
        self._writer.set_level(None)


class _RawWriter(io.RawIOBase):
    def __init__(self, descriptor):
        super().__init__()
        self._descriptor = descriptor

    def write(self, data):
        rest = memoryview(data).cast("B")
        length = len(rest)
        while len(rest):
            rest = rest[os.write(self._descriptor, rest) :]
        return length

    def writable(self):
        return True

    def fileno(self):
        return self._descriptor


out = LogWriter("o", 1)
err = LogWriter("e", 2)
out.other, err.other = err, out


def install():
    """Puts the writers in place; a function may have put its own."""
    sys.stdout = sys.__stdout__ = out
    sys.stderr = sys.__stderr__ = err


def _leave_channel():
    global has_channel, main_thread, _sending
    has_channel = False
    main_thread = _thread.get_ident()
    _sending = _thread.allocate_lock()
    out._held = err._held = ""


def take_channel(mark):
    """In the child that forks.py makes for a call: it answers in the parent's place."""
    global has_channel, frame_mark
    has_channel = True
    frame_mark = mark


if hasattr(os, "register_at_fork"):
    os.set_inheritable(3, False)
    os.register_at_fork(after_in_child=_leave_channel)
