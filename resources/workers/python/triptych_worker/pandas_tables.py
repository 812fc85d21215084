"""Tables as pandas DataFrames, for functions that have imported pandas themselves.

Missing and NaN stay two things: a column of numbers or booleans with something missing gets pandas' own nullable type (Float64,
Int64, boolean), one without gets numpy's. Texts are "string". Dates are datetime64 without zone, instants datetime64 in UTC.
"""

import sys

from .arrays import series_column, vector_to_wire
from .table_files import blob_of, map_blob
from .values import NotShowable, _name_text

_dtypes = {"float": "<f8", "integer": "<i8", "int32": "<i4", "boolean": "?", "date": "<i4", "instant": "<i8"}


def frame_from_wire(row_count, columns):
    pandas = sys.modules["pandas"]
    series = [_series_from_wire(*column[1:5]) for column in columns]
    frame = pandas.DataFrame(dict(enumerate(series)), index=pandas.RangeIndex(row_count))
    frame.columns = [column[5] for column in columns]
    return frame


def _series_from_wire(type_name, row_count, has_missing, blob):
    numpy, pandas = sys.modules["numpy"], sys.modules["pandas"]
    if type_name == "text":
        from .tables import column_to_list

        return pandas.array(column_to_list(type_name, row_count, has_missing, blob), dtype="string")
    # Memory that may be written to: a function changes its table.
    data = map_blob(blob) if type(blob) is str else bytearray(blob)
    values = numpy.frombuffer(data, _dtypes[type_name], row_count)
    missing = numpy.frombuffer(data, "?", row_count, values.nbytes) if has_missing else None
    if type_name in ("date", "instant"):
        moments = values.astype("datetime64[D]" if type_name == "date" else "datetime64[us]").astype("datetime64[us]")
        if missing is not None:
            moments[missing] = numpy.datetime64("NaT")
        series = pandas.Series(moments)
        return series if type_name == "date" else series.dt.tz_localize("UTC")
    if type_name == "int32":
        values = values.astype("int64")
    if missing is None:
        return values
    arrays = pandas.arrays
    kind = {"float": arrays.FloatingArray, "boolean": arrays.BooleanArray}.get(type_name, arrays.IntegerArray)
    return kind(values, missing)


def frame_to_wire(frame):
    frame = _with_labels(frame)
    columns = []
    for position, name in enumerate(frame.columns):
        series = frame.iloc[:, position]
        described = series_column(series)
        if described is None:
            raise NotShowable(f'["{_name_text(name)}"]', "a column whose cells are not scalars of one kind")
        type_name, missing, pieces = described
        blob = blob_of(pieces if missing is None else [*pieces, missing])
        columns.append(("c", type_name, len(series), missing is not None, blob, _name_text(name)))
    return ("T", len(frame), columns)


def _with_labels(frame):
    """Row labels that say something (named, or not numbers) become columns; a number of a row is dropped."""
    types = sys.modules["pandas"].api.types
    index = frame.index
    if index.nlevels == 1 and index.name is None and types.is_integer_dtype(index.dtype):
        return frame
    names = [name if name is not None else f"level_{position}" for position, name in enumerate(index.names)]
    if index.nlevels == 1 and index.name is None:
        names = ["index"]
    labels = [index.get_level_values(position).to_series().reset_index(drop=True) for position in range(index.nlevels)]
    frame = frame.reset_index(drop=True)
    labelled = sys.modules["pandas"].concat([*labels, frame], axis=1)
    labelled.columns = [*names, *frame.columns]
    return labelled


def series_to_wire(series):
    types = sys.modules["pandas"].api.types
    if series.index.nlevels == 1 and series.index.name is None and types.is_integer_dtype(series.index.dtype):
        described = series_column(series)
        if described is None:
            raise NotShowable("", "a Series whose elements are not scalars of one kind")
        return vector_to_wire(described, len(series))
    return frame_to_wire(series.to_frame("value" if series.name is None else series.name))
