"""What a Python function takes and gives.

In a frame None, booleans, integers, floats, texts, lists and dicts stand for themselves; a tuple stands for what these
cannot say: ("d", days) a date, ("t", microseconds) an instant, ("m", pairs) a map with a name twice, ("T", rows, columns) a
table, ("v", …) a list as one column. A function's own tuples have become lists by then.

What counts as what, beyond the obvious:
  datetime    with a zone becomes UTC; without one it is taken as UTC
  map         any mapping, named tuple or dataclass; a name that is not a text becomes one
  table       a pandas DataFrame; or, as the whole result, a dict of columns: texts as names, lists of scalars of the same
              length (one at least) as values, each column of one kind (integers and floats make floats, None is missing)
  list        any sequence, set, range, view or one-dimensional array; a Series without labels
  text        also a path, a UUID, a time of day; an Enum is its value; timedelta is seconds; Decimal and Fraction are floats
"""

import sys

_plain = frozenset((type(None), bool, int, float, str))
_scalars = {}  # type -> how to say it, for the types met so far that are not in `_plain`


class NotShowable(Exception):
    """args: the path of the value within the result, and what it is."""

    def inside(self, step):
        self.args = (step + self.args[0], self.args[1])


class RefusedArgument(Exception):
    """args: the parameter, and why its value cannot be had in Python."""


class Table(dict):
    """A table that came from Triptych: a dict of columns that remembers the columns' types, so that it can go back whole."""

    def __init__(self, columns, row_count, types):
        super().__init__(columns)
        self.triptych_row_count = row_count
        self.triptych_types = types


def to_wire(value):
    """The result of a function in the form above. Raises NotShowable with the path of what cannot be shown."""
    if type(value) in _plain:
        return value
    try:
        if type(value) is dict or type(value) is Table:
            from .tables import dict_to_table

            table = dict_to_table(value)
            if table is not None:
                return table
        return _convert(value)
    except RecursionError:
        raise NotShowable("value", "a value that contains itself, or is nested too deeply") from None
    except NotShowable as refusal:
        refusal.inside("value")
        raise


def from_wire(value, parameter, has_pandas):
    """An argument as the function gets it. Raises RefusedArgument."""
    kind = type(value)
    if kind is tuple:
        try:
            return _from_tagged(value, parameter, has_pandas)
        except (OverflowError, ValueError):
            raise RefusedArgument(parameter, "Python's dates go from the year 1 to the year 9999.") from None
    if kind is list:
        return [from_wire(item, parameter, has_pandas) if type(item) not in _plain else item for item in value]
    if kind is dict:
        return {name: from_wire(item, parameter, has_pandas) for name, item in value.items()}
    return value


def _from_tagged(value, parameter, has_pandas):
    tag = value[0]
    if tag == "d":
        import datetime

        return datetime.date.fromordinal(719163 + value[1])
    if tag == "t":
        import datetime

        return _epoch(datetime) + datetime.timedelta(microseconds=value[1])
    from . import tables

    if tag == "v":
        return tables.column_to_list(*value[1:])  # A list stays a list, however long.
    if has_pandas:
        from .pandas_tables import frame_from_wire

        return frame_from_wire(value[1], value[2])
    columns = {column[5]: tables.column_to_python(*column[1:5]) for column in value[2]}
    return Table(columns, value[1], {column[5]: column[1] for column in value[2]})


def _convert(value):
    kind = type(value)
    if kind in _plain:
        return value
    if kind is list or kind is tuple:
        if hasattr(value, "_fields"):
            return _convert_pairs(zip(value._fields, value))
        return _convert_list(value)
    if kind is dict:
        return _convert_pairs(value.items())
    if isinstance(value, Table):
        from .tables import dict_to_table

        table = dict_to_table(value)
        return _convert_pairs(value.items()) if table is None else table
    scalar = _scalars.get(kind)
    if scalar is None:
        scalar = _scalars[kind] = _converter_of(kind)
    return scalar(value)


def _convert_list(values):
    if _plain.issuperset(map(type, values)):
        return values if type(values) is list else list(values)
    converted = []
    for index, item in enumerate(values):
        try:
            converted.append(_convert(item))
        except NotShowable as refusal:
            refusal.inside(f"[{index}]")
            raise
    return converted


def _convert_pairs(pairs):
    converted = []
    for name, item in pairs:
        try:
            if type(name) is not str:
                name = _name_text(name)
            converted.append((name, _convert(item)))
        except NotShowable as refusal:
            refusal.inside('["' + str(name) + '"]')
            raise
    named = dict(converted)
    return named if len(named) == len(converted) else ("m", [list(pair) for pair in converted])


def _name_text(name):
    if isinstance(name, tuple):
        return ", ".join(_name_text(part) for part in name)
    return str(name)


def _converter_of(kind):
    """How values of a type that is not plain are said. Asked once per type; by name where importing would cost time."""
    for base in kind.__mro__:
        found = _converters_by_name.get((base.__module__.partition(".")[0], base.__name__))
        if found is not None:
            return found
    if hasattr(kind, "__dataclass_fields__"):
        return lambda value: _convert_pairs((name, getattr(value, name)) for name in kind.__dataclass_fields__)
    if hasattr(kind, "_fields") and issubclass(kind, tuple):
        return lambda value: _convert_pairs(zip(value._fields, value))
    for base, convert in ((bool, bool), (int, int), (float, float), (str, str.__str__)):
        if issubclass(kind, base):
            return convert
    if callable(getattr(kind, "keys", None)) and hasattr(kind, "__getitem__"):
        return lambda value: _convert_pairs((name, value[name]) for name in value.keys())
    abc = sys.modules["_collections_abc"]
    if issubclass(kind, (bytes, bytearray, memoryview)):
        return _refuse_with("bytes; decode them to a text first")
    if issubclass(kind, (abc.Sequence, abc.Set, abc.ValuesView)) or kind.__name__ in ("array", "deque"):
        return lambda value: _convert_list(list(value))
    if issubclass(kind, abc.Iterator):
        return _refuse_with(f"a {kind.__name__}; make a list of it first")
    if callable(getattr(kind, "__fspath__", None)):
        return lambda value: str(value)
    return _refuse_with(_description_of(kind))


def _refuse_with(description):
    def refuse(_value):
        raise NotShowable("", description)

    return refuse


def _description_of(kind):
    if kind.__name__ in ("function", "builtin_function_or_method", "method", "partial"):
        return "a function"
    if kind is complex:
        return "a complex number"
    article = "an" if kind.__name__[:1].lower() in "aeiou" else "a"
    return f"{article} {kind.__name__}"


def _epoch(datetime):
    return datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def _date(value):
    return ("d", value.toordinal() - 719163)


def _instant(value):
    import datetime

    if value != value:  # pandas' NaT is a datetime that is not equal to itself.
        return None
    if value.tzinfo is None:
        value = value.replace(tzinfo=datetime.timezone.utc)
    return ("t", (value - _epoch(datetime)) // datetime.timedelta(microseconds=1))


def _numpy_scalar(value):
    if value.dtype.kind == "M":
        if value != value:
            return None
        if value.dtype.str.endswith("[D]"):
            return ("d", int(value.astype("int64")))
        return ("t", int(value.astype("datetime64[us]").astype("int64")))
    if value.dtype.kind == "m":
        return None if value != value else float(value / value.__class__(1, "s"))
    return _convert(value.item())


def _array(value):
    from .arrays import array_to_wire

    return array_to_wire(value, _convert)


def _frame(value):
    from .pandas_tables import frame_to_wire

    return frame_to_wire(value)


def _series(value):
    from .pandas_tables import series_to_wire

    return series_to_wire(value)


def _figure(value):
    """A figure that is returned is drawn; one that pyplot knows is drawn with the open ones."""
    from .figures import send_figure

    figure = getattr(value, "figure", None) or value
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or not any(pyplot.figure(number) is figure for number in pyplot.get_fignums()):
        send_figure(figure)
    return None


def _nothing(_value):
    return None


_converters_by_name = {
    ("datetime", "datetime"): _instant,
    ("datetime", "date"): _date,
    ("datetime", "time"): lambda value: value.isoformat(),
    ("datetime", "timedelta"): lambda value: value.total_seconds(),
    ("decimal", "Decimal"): float,
    ("fractions", "Fraction"): float,
    ("uuid", "UUID"): str,
    ("enum", "Enum"): lambda value: _convert(value.value),
    ("numpy", "generic"): _numpy_scalar,
    ("numpy", "ndarray"): _array,
    ("pandas", "DataFrame"): _frame,
    ("pandas", "Series"): _series,
    ("pandas", "Index"): lambda value: _series(value.to_series().reset_index(drop=True)),
    ("pandas", "ExtensionArray"): lambda value: _convert_list(list(value)),
    ("pandas", "NAType"): _nothing,
    ("pandas", "NaTType"): _nothing,
    ("pandas", "Interval"): str,
    ("pandas", "Period"): str,
    ("matplotlib", "Figure"): _figure,
    ("matplotlib", "Axes"): _figure,
    ("altair", "TopLevelMixin"): lambda value: _convert(value.to_dict()),
}
