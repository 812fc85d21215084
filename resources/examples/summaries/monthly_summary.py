import statistics


def monthly_summary(data="airquality.csv", column="Ozone"):
    """Summarises one measurement of each month.

    Days without a measurement are counted and left out of every other figure.

    Args:
        data (table): Daily measurements with a column `Month`.
        column (choice: Ozone|Solar.R|Wind|Temp): What is summarised.

    Returns:
        A table with one row for each month.
    """
    by_month = {}
    for month, value in zip(data["Month"], data[column]):
        by_month.setdefault(month, []).append(value)

    table = {name: [] for name in ("month", "days", "missing", "mean", "sd", "median", "min", "max")}
    for month in sorted(by_month):
        values = by_month[month]
        measured = [value for value in values if value is not None]
        table["month"].append(month)
        table["days"].append(len(values))
        table["missing"].append(len(values) - len(measured))
        table["mean"].append(float(statistics.mean(measured)))
        table["sd"].append(statistics.stdev(measured))
        table["median"].append(float(statistics.median(measured)))
        table["min"].append(float(min(measured)))
        table["max"].append(float(max(measured)))

    print(f"Without a measurement of {column}: {sum(table['missing'])} of {sum(table['days'])} days")
    return table
