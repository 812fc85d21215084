"""DataFrames and Series as tables and vectors, each column by the meaning of its type and not by how it is kept."""

import sys

from .arrays import array_column
from .columns_out import column_to_wire, of_list, vector_to_wire
from .values import NotShowable, check_text, convert, name_text, zone_name

_micros_a_day = 86_400_000_000


def frame_to_wire(frame):
    row_count = len(frame)
    columns = [
        _named_column(name, frame.iloc[:, position], f'["{name_text(name)}"]', row_count)
        for position, name in enumerate(frame.columns)
    ]
    return ("T", row_count, columns, _labels_to_wire(frame.index))


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
    convert(series.astype(object).tolist())  # Names the cell that cannot be shown at all.
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
