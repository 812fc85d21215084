"""Tables as pandas DataFrames, for functions that have imported pandas themselves.

Missing and NaN stay two things: a column of numbers or booleans with something missing gets pandas' own nullable type (Float64,
Int64, boolean), one without gets numpy's. Texts are "string", categories "category". Dates are datetime64 without zone, instants
datetime64 in their zone or UTC, durations timedelta64; outside what pandas' own times can hold (before version 2 the years 1677
to 2262) they are Python's objects. Decimals, bytes, and complex numbers with something missing are objects.
"""

import sys

from .arrays import numbers_from_wire
from .table_files import read_blob

SEPARATE_COLUMNS_MAX = 50  # pandas warns from 100 on


def frame_from_wire(row_count, columns, index, to_list):
    pandas = sys.modules["pandas"]
    arrays = {position: _column_from_wire(to_list, *column[1:6]) for position, column in enumerate(columns)}
    # Without a copy the columns stay where they came, each for itself. pandas works with many of those slowly, and says so.
    frame = pandas.DataFrame(arrays, index=pandas.RangeIndex(row_count), copy=len(columns) > SEPARATE_COLUMNS_MAX)
    frame.columns = pandas.Index([column[6] for column in columns], dtype=object)
    if index:
        frame.index = _labels_from_wire(index, to_list)
    return frame


def _labels_from_wire(index, to_list):
    pandas = sys.modules["pandas"]
    # Labels of text are objects, as everybody's are.
    labels = [to_list(*column[1:6]) if column[1] == "text" else _column_from_wire(to_list, *column[1:6]) for column in index]
    names = [column[6] or None for column in index]
    if len(labels) > 1:
        return pandas.MultiIndex.from_arrays(labels, names=names)
    return pandas.Index(labels[0], dtype=object if index[0][1] == "text" else None, name=names[0])


def _column_from_wire(to_list, type_name, row_count, has_missing, blob, extra):
    pandas = sys.modules["pandas"]
    if type_name == "category":
        return categorical_of(row_count, has_missing, blob, extra)
    if type_name == "text":
        return pandas.array(to_list(type_name, row_count, has_missing, blob, extra), dtype="string")
    numbers = None if type_name == "complex" and has_missing else numbers_from_wire(type_name, row_count, has_missing, blob)
    if numbers is None:
        return pandas.Series(to_list(type_name, row_count, has_missing, blob, extra), dtype=object)
    values, missing = numbers
    if type_name in ("date", "instant", "duration"):
        return _times_from_wire(values, type_name, extra, lambda: to_list(type_name, row_count, has_missing, blob, extra))
    if missing is None:
        return values
    arrays = pandas.arrays
    kind = {"float": arrays.FloatingArray, "boolean": arrays.BooleanArray}.get(type_name, arrays.IntegerArray)
    return kind(values, missing)


def _times_from_wire(values, type_name, zone, as_objects):
    pandas = sys.modules["pandas"]
    try:
        series = pandas.Series(values.astype("M8[us]") if type_name == "date" else values)
    except (ValueError, OverflowError):  # pandas' OutOfBounds… are ValueErrors.
        return pandas.Series(as_objects(), dtype=object)
    if type_name != "instant":
        return series
    series = series.dt.tz_localize("UTC")
    return series if zone is None else series.dt.tz_convert(zone)


def categorical_of(row_count, has_missing, blob, extra):
    """With every level, in its order, whether a cell has it or not."""
    numpy, pandas = sys.modules["numpy"], sys.modules["pandas"]
    data = bytearray(read_blob(blob))
    codes = numpy.frombuffer(data, "<i4", row_count)
    if has_missing:
        codes[numpy.frombuffer(data, "?", row_count, codes.nbytes)] = -1
    levels, is_ordered = extra
    return pandas.Categorical.from_codes(codes, categories=pandas.Index(levels, dtype=object), ordered=is_ordered)
