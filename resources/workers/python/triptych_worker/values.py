"""What a Python function gives. (What it takes is in arguments.py.)

In a frame None, booleans, integers, floats, texts, lists and dicts stand for themselves; a tuple stands for what these cannot
say (src-main/runner/python-read.ts has the list). A function's own tuples have become lists by then.

What counts as what, beyond the obvious:
  datetime    with a zone keeps its name (whole hours from UTC are Etc/GMT-1 and the like); without one it is taken as UTC
  map         any mapping, named tuple or dataclass; a name that is not a text becomes one
  table       a pandas DataFrame, an array of records; or, as the whole result, a dict of columns: texts as names, lists of
              scalars of the same length (one at least) as values, each column of one kind (integers and floats make floats,
              None is missing)
  array       a numpy array of two dimensions or more
  list        any sequence, set, range, view or one-dimensional array; a Series without labels
  text        also a path, a UUID, a time of day; an Enum is its value; a Fraction is a float
  missing     pandas.NA, NaT
"""

import sys

from .refusals import NotShowable, check_text
from .scalars import date_to_wire, decimal_to_wire, duration_to_wire, fraction_to_wire, instant_to_wire

_plain = frozenset((type(None), bool, int, float, str))
_nothing = frozenset((type(None),))
COLUMN_LENGTH_MIN = 1000
_converters = {}  # type -> how to say it, for the types met so far that are not in `_plain`
MISSING = ("?",)


def to_wire(value):
    """The result of a function in the form above. Raises NotShowable with the path of what cannot be shown."""
    kind = type(value)
    if kind in _plain and kind is not str:
        return value
    try:
        if kind is dict:
            from .tables import dict_to_table

            table = dict_to_table(value)
            if table is not None:
                return table
        return convert(value)
    except RecursionError:
        raise NotShowable("value", "a value that contains itself, or is nested too deeply") from None
    except NotShowable as refusal:
        refusal.inside("value")
        raise


def convert(value):
    """As to_wire, for a value anywhere in a result; the path of a refusal starts at the value."""
    kind = type(value)
    if kind in _plain:
        if kind is str:
            check_text(value)
        return value
    if kind is list:
        return _convert_list(value)
    if kind is dict:
        return _convert_names(value.items())
    converter = _converters.get(kind)
    if converter is None:
        converter = _converters[kind] = _converter_of(kind)
    return converter(value)


def _convert_list(values):
    kinds = set(map(type, values))
    if kinds <= _plain:
        if len(values) >= COLUMN_LENGTH_MIN and len(kinds - _nothing) == 1:
            column = _list_column(values)
            if column is not None:
                return column
        if str in kinds:
            _check_texts(values)
        return values if type(values) is list else list(values)
    converted = []
    for index, item in enumerate(values):
        try:
            converted.append(convert(item))
        except NotShowable as refusal:
            refusal.inside(f"[{index}]")
            raise
    return converted


def _list_column(values):
    """A long list of scalars of one kind, which one column says in a fraction of the time. None for integers beyond 64 bits."""
    from .columns_out import of_list, vector_to_wire

    described = of_list(values)
    return None if described is None else vector_to_wire(described, len(values))


def _check_texts(values):
    try:
        check_text("".join([value for value in values if type(value) is str]))
    except NotShowable:
        for index, value in enumerate(values):
            try:
                if type(value) is str:
                    check_text(value)
            except NotShowable as refusal:
                refusal.inside(f"[{index}]")
                raise


def _convert_names(pairs):
    return _convert_pairs(pairs, '["{}"]')


def _convert_fields(pairs):
    return _convert_pairs(pairs, ".{}")


def _convert_pairs(pairs, step):
    converted = []
    for name, item in pairs:
        try:
            if type(name) is not str:
                name = name_text(name)
            check_text(name)
            converted.append((name, convert(item)))
        except NotShowable as refusal:
            refusal.inside(step.format(name))
            raise
    named = dict(converted)
    return named if len(named) == len(converted) else ("m", [list(pair) for pair in converted])


def name_text(name):
    if isinstance(name, tuple):
        return ", ".join(name_text(part) for part in name)
    return str(name)


def _converter_of(kind):
    """How values of a type that is not plain are said. Asked once per type; by name where importing would cost time."""
    for base in kind.__mro__:
        found = _converters_by_name.get((base.__module__.partition(".")[0], base.__name__))
        if found is not None:
            return found
    if hasattr(kind, "__dataclass_fields__"):
        return lambda value: _convert_fields((name, getattr(value, name)) for name in kind.__dataclass_fields__)
    if issubclass(kind, tuple):
        if hasattr(kind, "_fields"):
            return lambda value: _convert_fields(zip(value._fields, value))
        return _convert_list
    for base, make in ((bool, bool), (int, int), (float, float)):
        if issubclass(kind, base):
            return make
    if issubclass(kind, str):
        return lambda value: convert(str.__str__(value))
    if issubclass(kind, complex):
        return lambda value: ("z", value.real, value.imag)
    if issubclass(kind, (bytes, bytearray, memoryview)):
        return lambda value: ("b", bytes(value))
    if callable(getattr(kind, "keys", None)) and hasattr(kind, "__getitem__"):
        return lambda value: _convert_names((name, value[name]) for name in value.keys())
    abc = sys.modules["_collections_abc"]
    if issubclass(kind, (abc.Sequence, abc.Set, abc.ValuesView)) or kind.__name__ in ("array", "deque"):
        return lambda value: _convert_list(list(value))
    if issubclass(kind, abc.Iterator):
        return _refuse_with(f"a {kind.__name__}; make a list of it first")
    if callable(getattr(kind, "__fspath__", None)):
        return lambda value: convert(str(value))
    return _refuse_with(_description_of(kind))


def _refuse_with(description):
    def refuse(_value):
        raise NotShowable("", description)

    return refuse


def _description_of(kind):
    if kind.__name__ in ("function", "builtin_function_or_method", "method", "partial"):
        return "a function"
    article = "an" if kind.__name__[:1].lower() in "aeiou" else "a"
    return f"{article} {kind.__name__}"


def _numpy_scalar(value):
    from .arrays import scalar_to_wire

    return scalar_to_wire(value)


def _array(value):
    from .arrays import array_to_wire

    return array_to_wire(value)


def _frame(value):
    from .pandas_results import frame_to_wire

    return frame_to_wire(value)


def _series(value):
    from .pandas_results import series_to_wire

    return series_to_wire(value)


def _labels(value):
    """pandas' Index, and its arrays: Categorical and the others. An Index of several levels is a list of their tuples."""
    if getattr(value, "nlevels", 1) > 1:
        return _convert_list(value.tolist())
    from .pandas_results import plain_series_to_wire

    return plain_series_to_wire(sys.modules["pandas"].Series(value))


def _figure(value):
    """A figure that is returned is drawn; one that pyplot knows is drawn with the open ones."""
    from .figures import send_figure

    figure = getattr(value, "figure", None) or value
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or not any(pyplot.figure(number) is figure for number in pyplot.get_fignums()):
        send_figure(figure)
    return None


def _table(value):
    from .tables import dict_to_table

    table = dict_to_table(value)
    return _convert_names(value.items()) if table is None else table


def _kept(value):
    from .kept import handle_of

    return handle_of(value)


_converters_by_name = {
    ("triptych_worker", "Table"): _table,
    ("triptych_worker", "Kept"): _kept,
    ("datetime", "datetime"): instant_to_wire,
    ("datetime", "date"): date_to_wire,
    ("datetime", "time"): lambda value: value.isoformat(),
    ("datetime", "timedelta"): duration_to_wire,
    ("decimal", "Decimal"): decimal_to_wire,
    ("fractions", "Fraction"): fraction_to_wire,
    ("uuid", "UUID"): str,
    ("enum", "Enum"): lambda value: convert(value.value),
    ("numpy", "generic"): _numpy_scalar,
    ("numpy", "ndarray"): _array,
    ("pandas", "DataFrame"): _frame,
    ("pandas", "Series"): _series,
    ("pandas", "Index"): _labels,
    ("pandas", "ExtensionArray"): _labels,
    ("pandas", "NAType"): lambda _value: MISSING,
    ("pandas", "NaTType"): lambda _value: MISSING,
    ("pandas", "Interval"): str,
    ("pandas", "Period"): str,
    ("matplotlib", "Figure"): _figure,
    ("matplotlib", "Axes"): _figure,
    ("altair", "TopLevelMixin"): lambda value: convert(value.to_dict()),
}
