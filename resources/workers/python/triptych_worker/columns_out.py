"""Python's own lists as columns. Nothing here needs a package.

A described column is (type, missing or None, pieces of the blob, extra); columns_in.py says what they hold.
"""

from .refusals import NotShowable, check_text
from .values import MISSING, convert

_plain = frozenset((type(None), bool, int, float, str))


def column_to_wire(name, described, row_count):
    """("c", type, row count, has missing, blob, extra, name), written now, files and all."""
    return ("c", *vector_to_wire(described, row_count)[1:], name)


def vector_to_wire(described, row_count):
    from .table_files import blob_of

    type_name, missing, pieces, extra = described
    blob = blob_of(pieces if missing is None else [*pieces, missing])
    return ("v", type_name, row_count, missing is not None, blob, extra)


def of_list(values, hint=None):
    """A list of scalars of one kind as a described column, otherwise None.

    `hint` is the (type, extra) that the column had when it came. Raises NotShowable for a text that is none.
    """
    kinds = set(map(type, values))
    if not kinds <= _plain:
        try:
            values = list(map(convert, values))
        except NotShowable:
            return None
        kinds = {value[0] if type(value) is tuple else type(value) for value in values}
    missing = None
    if type(None) in kinds or "?" in kinds:
        kinds -= {type(None), "?"}
        missing = bytes(value is None or value == MISSING for value in values)
    elif kinds == {str, float} and all(value != value for value in values if type(value) is float):
        # pandas marks a missing text with NaN.
        return of_list([None if type(value) is float else value for value in values], hint)
    hinted, hinted_extra = hint or ("text", None)
    encode = _encoders.get(frozenset(kinds)) or (None if kinds else _encoders_by_type[hinted])
    if encode is _encode_integers and hinted == "float" and are_held(values):
        encode = _encode_floats
    if encode is None:
        return None
    if missing is not None:
        filler = _fillers[encode]
        values = [filler if gone else value for value, gone in zip(values, missing)]
    try:
        type_name, pieces, extra = encode(values)
    except OverflowError:  # Integers that the column's numbers do not hold.
        return None
    if not kinds and hinted == "instant":
        extra = hinted_extra
    if type_name == "text" and hinted == "category":
        return _as_category(values, missing, *hinted_extra) or (type_name, missing, pieces, extra)
    return (type_name, missing, pieces, extra)


def _as_category(values, missing, levels, is_ordered):
    """The category that it was, while every cell is one of its levels."""
    from array import array

    codes_by_level = {level: code for code, level in enumerate(levels)}
    if missing is not None:
        values = [None if gone else value for value, gone in zip(values, missing)]
        codes_by_level[None] = 0
    try:
        codes = array("i", [codes_by_level[value] for value in values])
    except KeyError:
        return None
    return ("category", missing, [codes], [levels, is_ordered])


def are_held(values):
    """Whether a float holds each of the integers among them exactly."""
    return not any(type(value) is int and not -MAX_HELD <= value <= MAX_HELD and int(float(value)) != value for value in values)


MAX_HELD = 1 << 53


def _encode_floats(values):
    from array import array

    if not are_held(values):
        raise OverflowError
    return ("float", [array("d", values)], None)


def _encode_integers(values):
    from array import array

    return ("integer", [array("q", values)], None)


def _encode_booleans(values):
    return ("boolean", [bytes(values)], None)


def _encode_complex(values):
    from array import array

    if not are_held(values):
        raise OverflowError
    parts = array("d")
    for value in values:
        parts.extend(value[1:] if type(value) is tuple else (value, 0.0))
    return ("complex", [parts], None)


def _encode_texts(values):
    joined = "".join(values)
    try:
        check_text(joined)
    except NotShowable:
        _refuse_text(values)
    if joined.isascii():
        return ("text", pack(map(len, values), joined.encode("ascii")), None)
    encoded = [value.encode() for value in values]
    return ("text", pack(map(len, encoded), b"".join(encoded)), None)


def _refuse_text(values):
    for index, value in enumerate(values):
        try:
            check_text(value)
        except NotShowable as refusal:
            refusal.inside(f"[{index}]")
            raise


def _encode_decimals(values):
    from .scalars import integer_text

    texts = [value[1] if type(value) is tuple else integer_text(value) for value in values]
    return ("decimal", pack(map(len, texts), "".join(texts).encode("ascii")), None)


def _encode_bytes(values):
    return ("bytes", pack((len(value[1]) for value in values), b"".join([value[1] for value in values])), None)


def pack(lengths, data):
    """Arrow's layout: where each ends, and then the bytes."""
    from array import array
    from itertools import accumulate

    try:
        return [array("i", [0, *accumulate(lengths)]), data]
    except OverflowError:
        raise NotShowable("", "a column of more than 2 GB of text or bytes") from None


def _encode_dates(values):
    from array import array

    return ("date", [array("i", [value[1] for value in values])], None)


def _encode_instants(values):
    from array import array

    # The gaps have None for a zone, which says nothing of the others.
    zones = {value[2] for value in values if value is not _no_instant}
    return ("instant", [array("q", [value[1] for value in values])], zones.pop() if len(zones) == 1 else None)


def _encode_durations(values):
    from array import array

    return ("duration", [array("q", [value[1] for value in values])], None)


_no_instant = ("t", 0, None)
_fillers = {
    _encode_floats: 0.0,
    _encode_integers: 0,
    _encode_booleans: False,
    _encode_complex: 0.0,
    _encode_texts: "",
    _encode_decimals: 0,
    _encode_bytes: ("b", b""),
    _encode_dates: ("d", 0),
    _encode_instants: _no_instant,
    _encode_durations: ("p", 0),
}
_encoders = {
    frozenset((float,)): _encode_floats,
    frozenset((int, float)): _encode_floats,
    frozenset((int,)): _encode_integers,
    frozenset((bool,)): _encode_booleans,
    frozenset((str,)): _encode_texts,
    frozenset(("z",)): _encode_complex,
    frozenset(("z", float)): _encode_complex,
    frozenset(("z", int)): _encode_complex,
    frozenset(("z", int, float)): _encode_complex,
    frozenset(("x",)): _encode_decimals,
    frozenset(("x", int)): _encode_decimals,
    frozenset(("b",)): _encode_bytes,
    frozenset(("d",)): _encode_dates,
    frozenset(("t",)): _encode_instants,
    frozenset(("p",)): _encode_durations,
}
_encoders_by_type = {
    "float": _encode_floats,
    "integer": _encode_integers,
    "int32": _encode_integers,
    "boolean": _encode_booleans,
    "complex": _encode_complex,
    "text": _encode_texts,
    "decimal": _encode_decimals,
    "bytes": _encode_bytes,
    "date": _encode_dates,
    "instant": _encode_instants,
    "duration": _encode_durations,
    "category": _encode_texts,
}
