"""numpy's arrays and scalars, both ways. Loaded only when there are some; numpy is the function's own.

An array in: numbers, booleans and complex numbers in their own dtype (masked where something is missing), dates as
datetime64[D], instants in UTC as datetime64[us], durations as timedelta64[us] (NaT is missing), everything else as objects.
"""

import sys

from .columns_out import column_to_wire, of_list, vector_to_wire
from .refusals import NotShowable, check_text
from .table_files import map_blob
from .values import MISSING, convert

_dtypes = {"float": "<f8", "integer": "<i8", "int32": "<i4", "boolean": "?", "complex": "<c16"}
_time_dtypes = {"date": ("<i4", "M8[D]"), "instant": ("<i8", "M8[us]"), "duration": ("<i8", "m8[us]")}
DAYS_MAX = 100_000_000  # Source: https://tc39.es/ecma262/#sec-time-values-and-time-range
_far = "a time that is hundreds of thousands of years away"
_finer = {"ns": 10**3, "ps": 10**6, "fs": 10**9, "as": 10**12}


def numbers_from_wire(type_name, row_count, has_missing, blob):
    """(data, missing or None) that may be written to; None for a type that numpy keeps as objects."""
    numpy = sys.modules["numpy"]
    dtype = _dtypes.get(type_name) or _time_dtypes.get(type_name, (None,))[0]
    if dtype is None:
        return None
    data = map_blob(blob) if type(blob) is str else bytearray(blob)
    values = numpy.frombuffer(data, dtype, row_count)
    missing = numpy.frombuffer(data, "?", row_count, values.nbytes) if has_missing else None
    if type_name in _time_dtypes:
        values = values.astype("<i8").view(_time_dtypes[type_name][1])
        if missing is not None:
            values[missing] = "NaT"
    return (values.astype("<i8") if type_name == "int32" else values, missing)


def array_from_wire(shape, order, column, to_list):
    numpy = sys.modules["numpy"]
    type_name, _rows, _has_missing, _blob, extra = column
    numbers = None if type_name == "instant" and extra is not None else numbers_from_wire(*column[:4])
    if numbers is None:
        cells = to_list(*column)
        values = numpy.empty(len(cells), dtype=object)
        values[:] = cells
        return values.reshape(shape, order=order)
    values, missing = numbers
    values = values.reshape(shape, order=order)
    if missing is None or type_name in _time_dtypes:
        return values
    return numpy.ma.masked_array(values, missing.reshape(shape, order=order))


def array_to_wire(array):
    numpy = sys.modules["numpy"]
    if isinstance(array, numpy.matrix):  # It has two dimensions whatever is done to it.
        array = numpy.asarray(array)
    if array.ndim == 0:
        return MISSING if hasattr(array, "mask") and array.mask.all() else convert(array[()])
    if array.dtype.names is not None:
        return _records_to_wire(array)
    order = "F" if array.flags.f_contiguous and not array.flags.c_contiguous else "C"
    flat = array if array.ndim == 1 else array.ravel(order=order)
    described = array_column(flat)
    if described is None:
        return convert(array.tolist())
    vector = vector_to_wire(described, len(flat))
    return vector if array.ndim == 1 else ("a", list(array.shape), order, *vector[1:])


def _records_to_wire(array):
    """An array of records is a table."""
    if array.ndim > 1:
        raise NotShowable("", "an array of records in more than one dimension")
    columns = []
    for name in array.dtype.names:
        try:
            check_text(name)
            described = array_column(array[name]) if array[name].ndim == 1 else None
            if described is None:
                raise NotShowable("", "a field whose cells are not scalars of one kind")
        except NotShowable as refusal:
            refusal.inside(f'["{name}"]')
            raise
        columns.append(column_to_wire(name, described, len(array)))
    return ("T", len(array), columns, [])


def scalar_to_wire(value):
    kind = value.dtype.kind
    if kind in "Mm":
        type_name, missing, pieces, _extra = array_column(value.reshape(1))
        if missing is not None:
            return MISSING
        number = int(pieces[0][0])
        return {"date": ("d", number), "instant": ("t", number, None), "duration": ("p", number)}[type_name]
    if kind == "V":
        if value.dtype.names is None:
            return ("b", value.tobytes())
        return convert({name: value[name] for name in value.dtype.names})
    if kind in "fc" and value.dtype.itemsize > (8 if kind == "f" else 16):
        return convert(array_column(value.reshape(1))[2][0].view("<f8" if kind == "f" else "<c16")[0])
    return convert(value.item())


def array_column(values):
    """A one-dimensional array as columns_out.py describes a column, or None when its elements are not of one kind."""
    if hasattr(values, "mask"):
        return _masked_column(values)
    numpy = sys.modules["numpy"]
    kind = values.dtype.kind
    if kind == "f":
        return ("float", None, [_contiguous(_exact(values, "<f8"), "<f8")], None)
    if kind == "c":
        return ("complex", None, [_contiguous(_exact(values, "<c16"), "<c16").view("<f8")], None)
    if kind == "u" and values.dtype.itemsize == 8 and len(values) and int(values.max()) >= 1 << 63:
        return None
    if kind in "iu":
        return ("integer", None, [_contiguous(values, "<i8")], None)
    if kind == "b":
        return ("boolean", None, [_contiguous(values, "u1")], None)
    if kind in "Mm":
        missing = numpy.isnat(values)
        type_name, numbers = _times(values, missing)
        return (type_name, missing.view("u1") if missing.any() else None, [numbers], None)
    if kind in "OUS":
        return of_list(values.tolist())
    raise NotShowable("", f"an array of {values.dtype}")


def _masked_column(values):
    numpy = sys.modules["numpy"]
    kind = values.dtype.kind
    described = array_column(numpy.asarray(values.filled(None) if kind == "O" else values.data))
    if described is None:
        return None
    mask = numpy.ma.getmaskarray(values).astype("u1")
    if described[1] is not None:
        mask |= numpy.frombuffer(described[1], "u1")
    return (described[0], mask, described[2], described[3])


def _contiguous(values, dtype):
    numpy = sys.modules["numpy"]
    return numpy.ascontiguousarray(values.astype(dtype, copy=False))


def _exact(values, dtype):
    """Numbers of more than 64 bits, while 64 bits hold them."""
    if values.dtype.itemsize <= sys.modules["numpy"].dtype(dtype).itemsize:
        return values
    narrow = values.astype(dtype)
    if ((narrow != values) & (values == values)).any():
        raise NotShowable("", f"numbers of type {values.dtype} that 64 bits do not hold; round them first")
    return narrow


def _times(values, missing):
    """(type, numbers): days of dates, microseconds of instants and durations. What lies at NaT means nothing."""
    numpy = sys.modules["numpy"]
    is_instant = values.dtype.kind == "M"
    unit, step = numpy.datetime_data(values.dtype)
    if unit == "generic" and not missing.all():
        raise NotShowable("", "a timedelta64 without a unit")
    if not is_instant and unit in "YM" and not missing.all():
        raise NotShowable("", "a timedelta64 in months or years, which are not all equally long; give it in days")
    if is_instant and unit in "YMWD":
        days = numpy.where(missing, 0, values.astype("M8[D]").astype("<i8"))
        _check_far(days, DAYS_MAX)
        return ("date", _contiguous(days, "<i4"))
    type_name = "instant" if is_instant else "duration"
    factor = _finer.get(unit)
    if factor is not None:
        counts = numpy.where(missing, 0, values.astype("<i8"))
        factor //= numpy.gcd(factor, step)
        if (counts % factor).any():
            from .notices import nanoseconds_are_cut

            nanoseconds_are_cut()
        return (type_name, _contiguous(counts // factor, "<i8"))
    micros = values.astype("M8[us]" if is_instant else "m8[us]")
    if ((micros.astype(values.dtype) != values) & ~missing).any():
        raise NotShowable("", _far)
    counts = numpy.where(missing, 0, micros.view("<i8"))
    if is_instant:
        _check_far(counts, DAYS_MAX * 86_400_000_000)
    return (type_name, _contiguous(counts, "<i8"))


def _check_far(counts, limit):
    if len(counts) and (counts.min() < -limit or counts.max() > limit):
        raise NotShowable("", _far)
