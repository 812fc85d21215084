"""Tables as dicts of columns, where the source has no pandas."""

from .columns_out import column_to_wire, of_list
from .refusals import NotShowable, check_text
from .table_files import NumberColumn


class Table(dict):
    """A table that came from Triptych: a dict of columns that remembers the columns' types, so that it can go back whole."""

    def __init__(self, columns, row_count, types):
        super().__init__(columns)
        self.triptych_row_count = row_count
        self.triptych_types = types  # name -> (type, extra)


def label_names(index, columns):
    """The columns that label rows, with names to stand among the others: `index`, or `level_0` and so on."""
    taken = {column[6] for column in (*index, *columns)}
    for position, column in enumerate(index):
        name = column[6]
        if name == "":
            name = "index" if len(index) == 1 and "index" not in taken else f"level_{position}"
        yield name, column


def dict_to_table(columns):
    """A dict of columns as a table, or None when it is a map (values.py says which is which)."""
    types = getattr(columns, "triptych_types", {})
    row_count = None
    described = []
    for name, values in columns.items():
        if type(name) is not str or not _is_column(values):
            return None
        if row_count is None:
            row_count = len(values)
        if len(values) != row_count or (row_count == 0 and name not in types):
            return None
        try:
            check_text(name)
            column = _describe(values, types.get(name))
        except NotShowable as refusal:
            refusal.inside(f'["{name}"]')
            raise
        if column is None:
            return None
        described.append((name, column))
    if row_count is None:
        row_count = getattr(columns, "triptych_row_count", None)
        if row_count is None:
            return None
    # Files are written only now, when nothing can turn the table into a map any more.
    return ("T", row_count, [column_to_wire(name, column, row_count) for name, column in described], [])


def _is_column(values):
    kind = type(values)
    if kind is list or kind is tuple or kind is NumberColumn:
        return True
    module = kind.__module__.partition(".")[0]
    return (module == "array" and values.typecode in "bBhHiIlLqQfd") or (
        module in ("numpy", "pandas") and getattr(values, "ndim", 0) == 1 and hasattr(values, "dtype")
    )


def _describe(values, hint):
    kind = type(values)
    module = kind.__module__.partition(".")[0]
    if module == "numpy":
        from .arrays import array_column

        return array_column(values)
    if module == "pandas":
        from .pandas_results import series_column

        return series_column(values)
    if kind is NumberColumn:
        return values.described()
    return _of_array(values) if module == "array" else of_list(values, hint)


def _of_array(values):
    from array import array

    if values.typecode in "fd":
        return ("float", None, [values if values.typecode == "d" else array("d", values)], None)
    if values.typecode in "LQ" and any(value >= 1 << 63 for value in values):
        return None
    return ("integer", None, [values if values.typecode == "q" else array("q", values)], None)
