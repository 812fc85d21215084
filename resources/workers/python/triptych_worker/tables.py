"""Columns of tables between a frame or a table file and Python's own lists. Nothing here needs a package.

A column is ("c", type, row count, has missing, blob, name). The blob is the column's data, then one byte a row where 1 is
missing; of texts first where each ends (32 bits, one more than rows), then their UTF-8. A large blob is a file: its path.

A column of numbers with nothing missing that is so large that it came in a file arrives as a NumberColumn: a sequence of numbers
that stay where they are, in 8 bytes each. Every other column arrives as a list.
"""

import sys

from .table_files import NumberColumn, blob_of, map_blob, read_blob

_number_codes = {"float": "d", "integer": "q", "int32": "i"}


def column_to_python(type_name, row_count, has_missing, blob):
    if type(blob) is str and type_name in _number_codes and not has_missing:
        return NumberColumn(memoryview(map_blob(blob)).cast(_number_codes[type_name]))
    return column_to_list(type_name, row_count, has_missing, blob)


def column_to_list(type_name, row_count, has_missing, blob):
    view = memoryview(read_blob(blob))
    data_bytes = len(view) - (row_count if has_missing else 0)
    data, missing = view[:data_bytes], view[data_bytes:]
    if type_name in ("date", "instant"):
        return _moments(type_name, data, missing if has_missing else bytes(row_count))
    values = _list_of(type_name, row_count, data)
    if has_missing:
        missing = bytes(missing)
        index = missing.find(1)
        while index >= 0:
            values[index] = None
            index = missing.find(1, index + 1)
    return values


def _list_of(type_name, row_count, data):
    code = _number_codes.get(type_name)
    if code is not None:
        return data.cast(code).tolist()
    if type_name == "boolean":
        return [byte == 1 for byte in data]
    return _texts(data[: 4 * (row_count + 1)].cast("i").tolist(), bytes(data[4 * (row_count + 1) :]))


def _moments(type_name, data, missing):
    """What the data hold where something is missing means nothing, and need not be a date at all."""
    import datetime

    if type_name == "date":
        from_ordinal = datetime.date.fromordinal
        return [None if gone else from_ordinal(719163 + days) for days, gone in zip(data.cast("i"), missing)]
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    span = datetime.timedelta
    return [None if gone else epoch + span(microseconds=count) for count, gone in zip(data.cast("q"), missing)]


def _texts(ends, data):
    if data.isascii():
        text = data.decode("ascii")
        return [text[start:end] for start, end in zip(ends, ends[1:])]
    return [data[start:end].decode("utf-8", "replace") for start, end in zip(ends, ends[1:])]


def dict_to_table(columns):
    """A dict of columns as a table, or None when it is a map (values.py says which is which)."""
    types = getattr(columns, "triptych_types", {})
    row_count = None
    encoded = []
    for name, values in columns.items():
        if type(name) is not str or not _is_column(values):
            return None
        if row_count is None:
            row_count = len(values)
        if len(values) != row_count or (row_count == 0 and name not in types):
            return None
        column = column_to_wire(name, values, types.get(name))
        if column is None:
            return None
        encoded.append(column)
    if not encoded and not hasattr(columns, "triptych_row_count"):
        return None
    # Files are written only now, when nothing can turn the table into a map any more.
    return ("T", row_count or 0, [("c", kind, rows, missing, blob_of(pieces), name) for name, kind, rows, missing, pieces in encoded])


def _is_column(values):
    kind = type(values)
    if kind is list or kind is tuple or kind is NumberColumn:
        return True
    module = kind.__module__.partition(".")[0]
    return (module == "array" and values.typecode in "bBhHiIlLqQfd") or (
        module in ("numpy", "pandas") and getattr(values, "ndim", 0) == 1 and hasattr(values, "dtype")
    )


def column_to_wire(name, values, hint=None):
    """(name, type, row count, has missing, pieces of the blob), or None when these are not scalars of one kind."""
    kind = type(values)
    if kind.__module__.partition(".")[0] in ("numpy", "pandas"):
        from .arrays import array_column, series_column

        described = series_column(values) if hasattr(values, "array") else array_column(values)
    elif kind is NumberColumn:
        described = values.described()
    elif kind.__name__ == "array":
        described = _of_array(values)
    else:
        described = of_list(values, hint)
    if described is None:
        return None
    type_name, missing, pieces = described
    return (name, type_name, len(values), missing is not None, pieces if missing is None else [*pieces, missing])


def _of_array(values):
    from array import array

    if values.typecode in "fd":
        return ("float", None, [values if values.typecode == "d" else array("d", values)])
    if values.typecode == "Q" and any(value >= 1 << 63 for value in values):
        return None
    return ("integer", None, [values if values.typecode == "q" else array("q", values)])


def of_list(values, hint=None):
    """(type, missing or None, pieces) of a list of scalars of one kind, or None."""
    kinds = set(map(type, values))
    missing = None
    if not kinds <= _known_kinds():
        values = [_scalar(value) for value in values]
        kinds = set(map(type, values))
    if type(None) in kinds:
        kinds.discard(type(None))
        missing = bytes(value is None for value in values)
    encode = _encoders.get(frozenset(kinds)) or (_encoders_by_hint.get(hint or "text") if not kinds else None)
    if encode is None and float in kinds and kinds == {str, float} and all(v != v for v in values if type(v) is float):
        # pandas marks a missing text with NaN.
        return of_list([None if type(value) is float else value for value in values])
    if encode is None:
        encode = _encoder_of_times(kinds)
    if encode is None:
        return None
    try:
        type_name, pieces = encode(values if missing is None else _filled(values, encode, kinds))
    except OverflowError:  # Integers beyond 64 bits are not a column.
        return None
    if type_name == "integer" and hint == "float":
        type_name, pieces = _encode_floats(_filled(values, _encode_floats, kinds))
    return (type_name, missing, pieces)


def _known_kinds():
    datetime = sys.modules.get("datetime")
    basic = {type(None), bool, int, float, str}
    return basic if datetime is None else basic | {datetime.date, datetime.datetime}


def _scalar(value):
    """A value of a subclass or of a package as the plain scalar that it is; anything else as it is."""
    from .values import NotShowable, _convert

    if type(value) in (list, tuple, dict):
        return value
    try:
        converted = _convert(value)
    except NotShowable:
        return value
    return value if type(converted) is tuple and hasattr(value, "year") else converted


def _filled(values, encode, kinds):
    if encode is _encode_texts:
        filler = ""
    elif encode is _encode_dates or encode is _encode_instants:
        filler = next((value for value in values if value is not None), None)
        if filler is None:
            import datetime

            filler = datetime.datetime(1970, 1, 1)
    else:
        filler = 0
    return [filler if value is None else value for value in values]


def _encode_floats(values):
    from array import array

    return ("float", [array("d", values)])


def _encode_integers(values):
    from array import array

    return ("integer", [array("q", values)])


def _encode_booleans(values):
    return ("boolean", [bytes(values)])


def _encode_texts(values):
    from array import array
    from itertools import accumulate

    joined = "".join(values)
    if joined.isascii():
        lengths, data = map(len, values), joined.encode("ascii")
    else:
        encoded = [value.encode("utf-8", "replace") for value in values]
        lengths, data = map(len, encoded), b"".join(encoded)
    return ("text", [array("i", [0, *accumulate(lengths)]), data])


def _encode_dates(values):
    from array import array

    return ("date", [array("i", [value.toordinal() - 719163 for value in values])])


def _encode_instants(values):
    from array import array

    from .values import _instant

    return ("instant", [array("q", [_instant(value)[1] for value in values])])


def _encoder_of_times(kinds):
    datetime = sys.modules.get("datetime")
    if datetime is None or not kinds:
        return None
    if all(issubclass(kind, datetime.datetime) for kind in kinds):
        return _encode_instants
    return _encode_dates if kinds == {datetime.date} else None


_encoders = {
    frozenset((float,)): _encode_floats,
    frozenset((int, float)): _encode_floats,
    frozenset((int,)): _encode_integers,
    frozenset((bool,)): _encode_booleans,
    frozenset((str,)): _encode_texts,
}
_encoders_by_hint = {
    "float": _encode_floats,
    "integer": _encode_integers,
    "int32": _encode_integers,
    "boolean": _encode_booleans,
    "text": _encode_texts,
    "date": _encode_dates,
    "instant": _encode_instants,
}
