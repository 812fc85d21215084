"""DataFrames and Series as tables and vectors, each column by the meaning of its type and not by how it is kept."""

import sys

from .arrays import array_column
from .columns_out import are_held, column_to_wire, of_list, vector_to_wire
from .refusals import NotShowable, check_text
from .scalars import zone_name
from .table_files import BLOB_FILE_BYTES_MIN, drop, is_full, open_blob, write_all
from .values import convert, name_text

_micros_a_day = 86_400_000_000
_by_rows = {"float64": "float", "int64": "integer"}
OPEN_FILES_MAX = 64
CACHE_BYTES = 1 << 19  # What is turned at a time stays in the processor's cache: three times as fast as all at once


def frame_to_wire(frame):
    row_count = len(frame)
    columns = _columns_by_rows(frame)
    if columns is None:
        columns = _columns_one_by_one(frame, row_count)
    return ("T", row_count, columns, _labels_to_wire(frame.index))


def _columns_one_by_one(frame, row_count):
    return [
        _named_column(name, frame.iloc[:, position], f'["{name_text(name)}"]', row_count)
        for position, name in enumerate(frame.columns)
    ]


def _columns_by_rows(frame):
    """The columns of a long frame of numbers of one kind that lies row by row in memory, as one made of numpy's matrix does.

    Column by column, all of it would be read once for each. None for every other frame.
    """
    numpy = sys.modules["numpy"]
    row_count, column_count = frame.shape
    is_long = row_count * 8 >= BLOB_FILE_BYTES_MIN and 1 < column_count <= OPEN_FILES_MAX
    if not is_long or str(frame.dtypes.iloc[0]) not in _by_rows or (frame.dtypes != frame.dtypes.iloc[0]).any():
        return None
    if frame.iloc[:, 0].to_numpy().strides[0] == 8:
        return None
    names = [name_text(name) for name in frame.columns]
    check_text("".join(names))
    matrix = frame.to_numpy()
    files = [open_blob(row_count * 8) for _ in names]
    try:
        rows_at_once = max(1, CACHE_BYTES // (column_count * 8))
        for start in range(0, row_count, rows_at_once):
            turned = numpy.ascontiguousarray(matrix[start : start + rows_at_once].T)
            for file, piece in zip(files, turned):
                write_all(file, memoryview(piece).cast("B"))
        for file in files:
            file.truncate()
    except OSError as error:
        if not is_full(error):
            raise
        drop(files)
        return None
    finally:
        for file in files:
            file.close()
    type_name = _by_rows[str(matrix.dtype)]
    return [("c", type_name, row_count, False, file.name, None, name) for file, name in zip(files, names)]


def _labels_to_wire(index):
    """Row labels that say something: not a number of a row."""
    pandas = sys.modules["pandas"]
    if isinstance(index, pandas.RangeIndex) and index.name is None:
        return []
    return [
        _named_column(
            "" if name is None else name, pandas.Series(index.get_level_values(position)), f".index[{position}]", len(index)
        )
        for position, name in enumerate(index.names)
    ]


def _named_column(name, series, step, row_count):
    name = name_text(name)
    try:
        check_text(name)
        described = series_column(series)
        if described is None:
            _refuse_cells(series)
    except NotShowable as refusal:
        refusal.inside(step)
        raise
    return column_to_wire(name, described, row_count)


def _refuse_cells(series):
    if getattr(series.dtype, "kind", "") == "u":
        raise NotShowable("", "a column of unsigned integers beyond 63 bits")
    values = series.astype(object).tolist()
    convert(values)  # Names the cell that cannot be shown at all.
    if not are_held(values):
        raise NotShowable("", "a column of floats with integers that no float holds")
    raise NotShowable("", "a column whose cells are not scalars of one kind")


def series_to_wire(series):
    pandas = sys.modules["pandas"]
    if isinstance(series.index, pandas.RangeIndex) and series.index.name is None:
        return plain_series_to_wire(series)
    return frame_to_wire(series.to_frame("value" if series.name is None else series.name))


def plain_series_to_wire(series):
    described = series_column(series)
    if described is None:
        return convert(series.astype(object).tolist())
    return vector_to_wire(described, len(series))


def series_column(series):
    """As columns_out.py describes a column, or None when the cells are not scalars of one kind."""
    pandas = sys.modules["pandas"]
    types = pandas.api.types
    if not hasattr(series, "array"):  # An Index, or an array of pandas'.
        series = pandas.Series(series)
    dtype = series.dtype
    if isinstance(dtype, pandas.CategoricalDtype):
        return _category_column(series)
    if isinstance(dtype, pandas.SparseDtype):
        return series_column(series.sparse.to_dense())
    if isinstance(dtype, pandas.DatetimeTZDtype):
        described = array_column(series.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy())
        return (*described[:3], zone_name(dtype.tz))
    if types.is_datetime64_dtype(dtype):
        return _dates_or_instants(series)
    if dtype == object:
        return of_list(_with_gaps(series.tolist()))
    if not types.is_extension_array_dtype(dtype):
        return array_column(series.to_numpy())
    missing = series.isna().to_numpy()
    mask = missing.astype("uint8") if missing.any() else None
    for is_kind, target, filler in (
        (types.is_bool_dtype, "bool", False),
        (types.is_unsigned_integer_dtype, "uint64", 0),
        (types.is_integer_dtype, "int64", 0),
        (types.is_float_dtype, "float64", 0.0),
    ):
        if is_kind(dtype):
            described = array_column(series.to_numpy(dtype=target, na_value=filler))
            return described and (described[0], mask, *described[2:])
    return of_list([None if gone else value for value, gone in zip(series.astype(object).tolist(), missing)])


def _with_gaps(values):
    """pandas marks with NaN that a cell among others than numbers is missing."""
    if all(isinstance(value, (float, int, complex, type(None))) and type(value) is not bool for value in values):
        return values
    return [None if type(value) is float and value != value else value for value in values]


def _category_column(series):
    """Levels that are texts, or ranges and periods, which become some. A category of numbers or dates is a column of those."""
    numpy, pandas = sys.modules["numpy"], sys.modules["pandas"]
    categories = series.dtype.categories
    levels = categories.tolist()
    if isinstance(categories, (pandas.IntervalIndex, pandas.PeriodIndex)):
        levels = list(map(str, levels))
    if not all(type(level) is str for level in levels):
        missing = series.isna()
        return of_list([None if gone else value for value, gone in zip(series.astype(object).tolist(), missing)])
    for level in levels:
        check_text(level)
    codes = series.cat.codes.to_numpy().astype("<i4")
    missing = (codes < 0).astype("u1")
    numpy.maximum(codes, 0, out=codes)
    return ("category", missing if missing.any() else None, [codes], [levels, bool(series.cat.ordered)])


def _dates_or_instants(series):
    """pandas has no type for a day: a column without zone whose times are all midnight is one of dates."""
    numpy = sys.modules["numpy"]
    type_name, missing, pieces, extra = array_column(series.to_numpy())
    if type_name == "date":
        return (type_name, missing, pieces, extra)
    present = pieces[0] if missing is None else pieces[0][missing == 0]
    if len(present) and not (present % _micros_a_day).any():
        days = pieces[0] if missing is None else numpy.where(missing == 1, 0, pieces[0])
        return ("date", missing, [(days // _micros_a_day).astype("<i4")], None)
    return (type_name, missing, pieces, extra)
