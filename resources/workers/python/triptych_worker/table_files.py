"""Files in shared memory that carry large columns. src-main/runner/table-files.ts says how they are named and used again."""

import os
import sys
from collections.abc import Sequence

from .place import FILES_FOLDER

BLOB_FILE_BYTES_MIN = 1 << 20
SPARES_MAX = 16
_next_file = 0
_file_class = None


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
    return mapped


def read_blob(blob):
    """The bytes of a blob that is used once and then let go."""
    return blob if type(blob) is not str else map_blob(blob)


def blob_of(pieces):
    """The pieces as a blob: bytes, or the path of a file that holds them."""
    global _next_file
    views = [memoryview(piece).cast("B") for piece in pieces]
    byte_count = sum(map(len, views))
    if byte_count < BLOB_FILE_BYTES_MIN:
        return b"".join(views)
    _next_file += 1
    path = os.path.join(FILES_FOLDER, f"python-{_next_file}")
    with open(path, "r+b" if _claim_spare(path, byte_count) else "xb", buffering=0) as file:
        for view in views:
            while len(view):
                view = view[file.write(view) :]
        file.truncate()
    return path


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


def _retire(path, byte_count):
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
