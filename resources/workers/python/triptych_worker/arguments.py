"""What a Python function takes: the form of a frame (src-main/runner/python-write.ts) as Python's own values.

What the source has imported decides what it gets: with pandas a table is a DataFrame, a category a Categorical and a missing
scalar pandas.NA; with numpy an array is an ndarray. Nothing is imported for it.
"""

import sys
from types import ModuleType

from . import kept
from .refusals import CallFailed

_plain = frozenset((type(None), bool, int, float, str, complex, bytes))


class Reader:
    """Turns the arguments of one call into values."""

    def __init__(self, module):
        self.has_pandas = _uses(module, "pandas")
        self.has_numpy = self.has_pandas or _uses(module, "numpy")
        self.parameter = ""

    def read(self, value, parameter):
        """Raises CallFailed for what cannot be had in Python."""
        self.parameter = parameter
        return value if type(value) in _plain else self._value(value)

    def refuse(self, reason):
        raise CallFailed({"kind": "argument-refused", "parameter": self.parameter, "reason": reason})

    def _value(self, value):
        kind = type(value)
        if kind in _plain:
            return value
        if kind is list:
            if _plain.issuperset(map(type, value)):
                return value
            return [self._value(item) for item in value]
        if kind is dict:
            return {name: self._value(item) for name, item in value.items()}
        return _readers[value[0]](self, *value[1:])

    def _missing(self):
        return sys.modules["pandas"].NA if self.has_pandas else None

    def _date(self, days):
        import datetime

        try:
            return datetime.date.fromordinal(719163 + days)
        except (OverflowError, ValueError):
            self.refuse(_years)

    def _instant(self, micros, zone):
        from .columns_in import instant_of, zone_of

        try:
            return instant_of(micros, zone_of(zone))
        except (OverflowError, ValueError):
            self.refuse(_years)
        except LookupError as unknown:
            self.refuse(str(unknown.args[0]))

    def _duration(self, micros):
        import datetime

        try:
            return datetime.timedelta(microseconds=micros)
        except OverflowError:
            self.refuse("Python's timedelta holds less than a billion days.")

    def _decimal(self, text):
        from decimal import Decimal

        return Decimal(text)

    def _vector(self, type_name, row_count, has_missing, blob, extra):
        if type_name == "category" and self.has_pandas:
            from .pandas_arguments import categorical_of

            return categorical_of(row_count, has_missing, blob, extra)
        # A list stays a list, however long.
        return self._list(type_name, row_count, has_missing, blob, extra)

    def _list(self, *column):
        from .columns_in import column_to_list

        try:
            return column_to_list(*column)
        except (OverflowError, ValueError):
            self.refuse(_years)
        except LookupError as unknown:
            self.refuse(str(unknown.args[0]))

    def _array(self, shape, order, *column):
        if self.has_numpy:
            from .arrays import array_from_wire

            return array_from_wire(shape, order, column, self._list)
        from .nested import nest

        return nest(self._list(*column), shape, order)

    def _table(self, row_count, columns, index):
        if self.has_pandas:
            from .pandas_arguments import frame_from_wire

            return frame_from_wire(row_count, columns, index, self._list)
        from .tables import Table, label_names

        columns = [*label_names(index, columns), *((column[6], column) for column in columns)]
        named = {}
        for name, column in columns:
            if name in named:
                self.refuse(
                    f'A dict of columns cannot hold the name "{name}" twice. Where the source imports pandas, '
                    "it gets a DataFrame, which can."
                )
            named[name] = self._column(*column[1:6])
        return Table(named, row_count, {name: (column[1], column[5]) for name, column in columns})

    def _column(self, type_name, row_count, has_missing, blob, extra):
        from .columns_in import number_column

        numbers = number_column(type_name, has_missing, blob)
        return self._list(type_name, row_count, has_missing, blob, extra) if numbers is None else numbers

    def _handle(self, handle_id, description):
        try:
            return kept.object_of(handle_id)
        except KeyError:
            failure = {"kind": "handle-gone", "parameter": self.parameter, "description": description}
            raise CallFailed(failure) from None


_years = "Python's dates go from the year 1 to the year 9999."

_readers = {
    "?": Reader._missing,
    "d": Reader._date,
    "t": Reader._instant,
    "p": Reader._duration,
    "x": Reader._decimal,
    "v": Reader._vector,
    "a": Reader._array,
    "T": Reader._table,
    "h": Reader._handle,
}


def _uses(module, package):
    """Whether the source's own namespace has the package, or something of it."""
    if package not in sys.modules:
        return False
    return any(_package_of(value) == package for value in list(module.__dict__.values()))


def _package_of(value):
    name = value.__name__ if type(value) is ModuleType else getattr(value, "__module__", None)
    return name.partition(".")[0] if isinstance(name, str) else None
