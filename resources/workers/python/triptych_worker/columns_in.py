"""Columns of a frame or a table file as Python's own lists. Nothing here needs a package.

A column is type, row count, whether something is missing, blob, extra. The blob is the column's data, then one byte a row where
1 is missing; of texts, decimals and bytes first where each ends (32 bits, one more than rows), then their bytes. A large blob is
a file: its path. `extra` is the zone of instants, or the levels of a category and whether they are ordered.
"""

from .table_files import NumberColumn, map_blob, read_blob

_number_codes = {"float": "d", "integer": "q", "int32": "i"}
_zones = {}


def number_column(type_name, has_missing, blob):
    """A column of numbers with nothing missing that is so large that it came in a file: they stay where they are."""
    if type(blob) is str and type_name in _number_codes and not has_missing:
        return NumberColumn(memoryview(map_blob(blob)).cast(_number_codes[type_name]))
    return None


def column_to_list(type_name, row_count, has_missing, blob, extra):
    """Raises OverflowError or ValueError for a date that Python has not, LookupError with a sentence for an unknown zone."""
    view = memoryview(read_blob(blob))
    data_bytes = len(view) - (row_count if has_missing else 0)
    data, missing = view[:data_bytes], view[data_bytes:]
    if type_name in _moments:
        # What the data hold where something is missing means nothing, and need not be a date at all.
        return _moments[type_name](data, missing if has_missing else bytes(row_count), extra)
    values = _list_of(type_name, row_count, data, extra)
    if has_missing:
        missing = bytes(missing)
        index = missing.find(1)
        while index >= 0:
            values[index] = None
            index = missing.find(1, index + 1)
    return values


def _list_of(type_name, row_count, data, extra):
    code = _number_codes.get(type_name)
    if code is not None:
        return data.cast(code).tolist()
    if type_name == "boolean":
        return [byte == 1 for byte in data]
    if type_name == "complex":
        numbers = data.cast("d").tolist()
        return list(map(complex, numbers[::2], numbers[1::2]))
    if type_name == "category":
        levels = extra[0]
        return [levels[code] if 0 <= code < len(levels) else None for code in data.cast("i")]
    ends, packed = packed_parts(row_count, data)
    if type_name == "bytes":
        return [packed[start:end] for start, end in zip(ends, ends[1:])]
    texts = _texts(ends, packed)
    if type_name == "decimal":
        from decimal import Decimal

        return [Decimal(text or "0") for text in texts]
    return texts


def packed_parts(row_count, data):
    return data[: 4 * (row_count + 1)].cast("i").tolist(), bytes(data[4 * (row_count + 1) :])


def _texts(ends, data):
    if data.isascii():
        text = data.decode("ascii")
        return [text[start:end] for start, end in zip(ends, ends[1:])]
    return [data[start:end].decode("utf-8", "replace") for start, end in zip(ends, ends[1:])]


def _dates(data, missing, _extra):
    import datetime

    from_ordinal = datetime.date.fromordinal
    return [None if gone else from_ordinal(719163 + days) for days, gone in zip(data.cast("i"), missing)]


def _instants(data, missing, extra):
    zone = zone_of(extra)
    return [None if gone else instant_of(micros, zone) for micros, gone in zip(data.cast("q"), missing)]


def _durations(data, missing, _extra):
    import datetime

    span = datetime.timedelta
    return [None if gone else span(microseconds=micros) for micros, gone in zip(data.cast("q"), missing)]


_moments = {"date": _dates, "instant": _instants, "duration": _durations}


def instant_of(micros, zone):
    import datetime

    utc = datetime.timezone.utc
    moment = datetime.datetime(1970, 1, 1, tzinfo=utc) + datetime.timedelta(microseconds=micros)
    return moment if zone is None else moment.astimezone(zone)


def zone_of(name):
    """The zone of IANA's name; None for UTC. Raises LookupError with a sentence."""
    if name is None or name == "UTC":
        return None
    zone = _zones.get(name)
    if zone is None:
        try:
            from zoneinfo import ZoneInfo

            zone = _zones[name] = ZoneInfo(name)
        except Exception:  # Not found, not a name, or a Python before 3.9.
            raise LookupError(
                f"This Python does not know the zone {name}. Where the system has no time zones, the package tzdata brings them."
            ) from None
    return zone
