"""Arrays of numpy and columns of pandas. Loaded only when a function's result has one; numpy is the function's own."""

import sys

from .table_files import blob_of
from .values import NotShowable


def array_to_wire(value, convert):
    """An array as a list; of two dimensions, as a list of rows."""
    if hasattr(value, "mask"):  # numpy.ma
        return convert(value.tolist())
    if value.ndim == 0:
        return convert(value[()])
    if value.ndim == 1:
        described = array_column(value)
        if described is not None:
            return vector_to_wire(described, len(value))
    if value.dtype.kind in "SV":
        raise NotShowable("", f"an array of {value.dtype}")
    if value.ndim > 1 and value.dtype.kind in "mM":
        return [array_to_wire(row, convert) for row in value]
    return convert(value.tolist())


def vector_to_wire(described, row_count):
    type_name, missing, pieces = described
    return ("v", type_name, row_count, missing is not None, blob_of(pieces if missing is None else [*pieces, missing]))


def array_column(values):
    """(type, missing or None, pieces) of a one-dimensional array, or None when its elements are not of one kind."""
    numpy = sys.modules["numpy"]
    kind = values.dtype.kind
    if hasattr(values, "mask"):
        missing = numpy.ma.getmaskarray(values)
        described = array_column(numpy.asarray(values.filled(False if kind == "b" else 0 if kind in "iuf" else values.fill_value)))
        return described and (described[0], missing.astype("uint8"), described[2])
    if kind == "f" and values.dtype.itemsize <= 8:
        return ("float", None, [_contiguous(values, "<f8")])
    if kind == "u" and values.dtype.itemsize == 8 and len(values) and int(values.max()) >= 1 << 63:
        return None
    if kind in "iu":
        return ("integer", None, [_contiguous(values, "<i8")])
    if kind == "b":
        return ("boolean", None, [_contiguous(values, "u1")])
    if kind == "M":
        missing = numpy.isnat(values)
        mask = missing.astype("uint8") if missing.any() else None
        if numpy.datetime_data(values.dtype)[0] == "D":
            days = numpy.where(missing, 0, values.astype("int64"))
            return ("date", mask, [_contiguous(days, "<i4")])
        micros = _contiguous(values.astype("datetime64[us]"), "<i8")
        return ("instant", mask, [micros])
    if kind == "m":
        return ("float", None, [_contiguous(values / numpy.timedelta64(1, "s"), "<f8")])
    if kind in "OU":
        from .tables import of_list

        return of_list(values.tolist())
    return None


def _contiguous(values, dtype):
    numpy = sys.modules["numpy"]
    return numpy.ascontiguousarray(values.astype(dtype, copy=False))


def series_column(series):
    """A column of pandas, by the meaning of its type and not by how it is kept."""
    pandas = sys.modules["pandas"]
    types = pandas.api.types
    dtype = series.dtype
    if isinstance(dtype, pandas.DatetimeTZDtype):
        series = series.dt.tz_convert("UTC").dt.tz_localize(None)
        return array_column(series.to_numpy())
    if types.is_datetime64_dtype(dtype):
        return _dates_or_instants(series)
    if not types.is_extension_array_dtype(dtype):
        return array_column(series.to_numpy())
    missing = series.isna().to_numpy()
    mask = missing.astype("uint8") if missing.any() else None
    for is_kind, target, filler in (
        (types.is_bool_dtype, "bool", False),
        (types.is_integer_dtype, "int64", 0),
        (types.is_float_dtype, "float64", 0.0),
    ):
        if is_kind(dtype) and not isinstance(dtype, pandas.CategoricalDtype):
            described = array_column(series.to_numpy(dtype=target, na_value=filler))
            return described and (described[0], mask, described[2])
    from .tables import of_list

    return of_list([None if gone else value for value, gone in zip(series.astype(object).tolist(), missing)])


def _dates_or_instants(series):
    """pandas has no type for a day: a column without zone whose times are all midnight is one of dates."""
    numpy = sys.modules["numpy"]
    type_name, missing, pieces = array_column(series.to_numpy())
    present = pieces[0] if missing is None else pieces[0][missing == 0]
    if len(present) and not (present % 86_400_000_000).any():
        days = pieces[0] if missing is None else numpy.where(missing == 1, 0, pieces[0])
        return ("date", missing, [(days // 86_400_000_000).astype("<i4")])
    return (type_name, missing, pieces)
