"""Values that a function keeps for later calls (triptych.keep)."""

from .place import MODE, SESSION

_objects = {}  # id -> object
_new = []  # what the result that is being written has kept
_next_id = 0


class Kept:
    """What triptych.keep gives: returned, alone or within a result, it is a handle to the value."""

    __slots__ = ("_value", "_id")

    def __init__(self, value):
        if MODE == "fork":
            raise RuntimeError(
                "triptych.keep needs a session that goes on after the call. This function runs isolated; "
                "set its isolation to shared."
            )
        self._value = value
        self._id = None

    def __repr__(self):
        return f"<kept: {_describe(self._value)}>"


def handle_of(kept):
    global _next_id
    if kept._id is None or kept._id not in _objects:
        _next_id += 1
        kept._id = f"{SESSION}-{_next_id}"
        _objects[kept._id] = kept._value
        _new.append(kept._id)
    return ("h", kept._id, _describe(kept._value))


def object_of(handle_id):
    """Raises KeyError."""
    return _objects[handle_id]


def free(handle_ids):
    for handle_id in handle_ids:
        _objects.pop(handle_id, None)


def settle(is_given):
    """A result that never arrived has kept nothing."""
    if _new:
        if not is_given:
            free(_new)
        _new.clear()


def _describe(value):
    kind = type(value).__name__
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape:
        return f"{kind}, {' × '.join(map(str, shape))}"
    try:
        count = len(value)
    except Exception:  # Most objects have no length, and a user's __len__ may fail.
        return kind
    unit = "character" if isinstance(value, str) else "byte" if isinstance(value, bytes) else "element"
    return f"{kind}, {count} {unit}{'' if count == 1 else 's'}"
