"""Files in shared memory that carry large columns. src-main/runner/table-files.ts says how they are named and used again."""

import errno
import os
import sys
from collections.abc import Sequence

from .place import FILES_FOLDER

BLOB_FILE_BYTES_MIN = 1 << 20
SPARES_MAX = 16
_next_file = 0
_file_class = None
_mapped = set()  # paths
_written = []  # paths of the result that is being written


def map_blob(path):
    """The file as memory that may be written to without changing the file. When nothing refers to it, it is a spare again."""
    global _file_class
    if _file_class is None:
        import mmap

        class TableFile(mmap.mmap):
            def __del__(self):
                _retire(self.path, len(self))

        _file_class = TableFile
    with open(path, "rb", buffering=0) as file:
        mapped = _file_class(file.fileno(), 0, access=3)  # ACCESS_COPY
    mapped.path = path
    _mapped.add(path)
    return mapped


def read_blob(blob):
    """The bytes of a blob that is used once and then let go."""
    return blob if type(blob) is not str else map_blob(blob)


def blob_of(pieces):
    """The pieces as a blob: bytes, or the path of a file that holds them."""
    views = [memoryview(piece).cast("B") for piece in pieces]
    byte_count = sum(map(len, views))
    if byte_count < BLOB_FILE_BYTES_MIN:
        return b"".join(views)
    file = open_blob(byte_count)
    try:
        with file:
            for view in views:
                write_all(file, view)
            file.truncate()
    except OSError as error:
        if not is_full(error):
            raise
        drop([file])
        return b"".join(views)
    return file.name


def is_full(error):
    """Whether there is no room for a file. What it would hold then travels in the frame, which is slower and has a limit."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def drop(files):
    """Takes back what was written."""
    for file in files:
        os.unlink(file.name)
        _written.remove(file.name)


def open_blob(byte_count):
    """A file to write, in the memory of an old one where there is one: it ends where it is truncated. Its name is the blob."""
    global _next_file
    _next_file += 1
    path = os.path.join(FILES_FOLDER, f"python-{os.getpid()}-{_next_file}")
    file = open(path, "r+b" if _claim_spare(path, byte_count) else "xb", buffering=0)
    _written.append(path)
    return file


def write_all(file, view):
    while len(view):
        view = view[file.write(view) :]


def settle(is_given):
    """The files of a result that never arrived are nobody's."""
    if _written:
        for path in [] if is_given else _written:
            os.unlink(path)
        _written.clear()


def _spares():
    names = [name for name in os.listdir(FILES_FOLDER) if name.startswith("spare-")]
    return sorted((int(name.split("-")[1]), name) for name in names)


def _claim_spare(path, byte_count):
    """Takes over the smallest spare that is large enough, otherwise the largest."""
    spares = _spares()
    if not spares:
        return False
    name = next((name for size, name in spares if size >= byte_count), spares[-1][1])
    os.rename(os.path.join(FILES_FOLDER, name), path)
    return True


def release_all():
    """Before a process ends in which nobody lets go of what it has mapped."""
    for path in list(_mapped):
        _retire(path, os.path.getsize(path))


def discard(arguments):
    """Deletes the files of arguments that nobody has read, since the call failed before."""
    for path in _paths_in(arguments):
        if path not in _mapped and os.path.dirname(path) == FILES_FOLDER and os.path.exists(path):
            os.unlink(path)


def discard_of(process_id):
    """Deletes what a process has written that did not live to tell of it."""
    for name in os.listdir(FILES_FOLDER):
        if name.startswith(f"python-{process_id}-"):
            os.unlink(os.path.join(FILES_FOLDER, name))


def _paths_in(arguments):
    """Every text that may be the path of a file; values.py and python-write.ts say where they stand."""
    if type(arguments) is tuple and arguments and arguments[0] in ("c", "v", "a"):
        yield from (item for item in arguments if type(item) is str and item.startswith(FILES_FOLDER))
    elif type(arguments) in (list, tuple):
        for item in arguments:
            if type(item) in (list, tuple, dict):
                yield from _paths_in(item)
    elif type(arguments) is dict:
        yield from _paths_in(list(arguments.values()))


def _retire(path, byte_count):
    _mapped.discard(path)
    try:
        if len(_spares()) >= SPARES_MAX:
            os.unlink(path)
        else:
            os.rename(path, os.path.join(FILES_FOLDER, f"spare-{byte_count}-{os.path.basename(path)}"))
    except (OSError, TypeError, AttributeError):
        pass  # The session or the interpreter is ending, and the folder goes with it.


class NumberColumn(Sequence):
    """A long column of numbers. It reads like a list; `list(column)` makes one that can be changed."""

    __slots__ = ("_numbers",)

    def __init__(self, numbers):
        self._numbers = numbers

    def __len__(self):
        return len(self._numbers)

    def __getitem__(self, index):
        return self._numbers[index].tolist() if isinstance(index, slice) else self._numbers[index]

    def __iter__(self):
        return iter(self._numbers)

    def __contains__(self, number):
        return number in self._numbers

    def __eq__(self, other):
        return self._numbers.tolist() == (list(other) if isinstance(other, (list, NumberColumn)) else other)

    __hash__ = None

    def __add__(self, other):
        return self._numbers.tolist() + list(other)

    def __radd__(self, other):
        return list(other) + self._numbers.tolist()

    def __repr__(self):
        if len(self) <= 10:
            return repr(self._numbers.tolist())
        shown = ", ".join(map(repr, self._numbers[:6]))
        return f"[{shown}, … {len(self)} numbers]"

    def __array__(self, dtype=None, copy=None):
        return sys.modules["numpy"].array(self._numbers, dtype=dtype, copy=True if copy is None else copy)

    def tolist(self):
        return self._numbers.tolist()

    def described(self):
        """As columns_out.py describes a column."""
        if self._numbers.format == "i":
            from array import array

            return ("integer", None, [array("q", self._numbers)], None)
        return ("float" if self._numbers.format == "d" else "integer", None, [self._numbers], None)
