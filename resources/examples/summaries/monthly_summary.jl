using Statistics

"""
Summarises one measurement of each month.

Days without a measurement are counted and left out of every other figure.

# Arguments
- `data` (table): Daily measurements with a column `Month`.
- `column` (choice: Ozone|Solar.R|Wind|Temp): What is summarised.

# Returns
A table with one row for each month.
"""
function monthly_summary(data = "airquality.csv", column = "Ozone")
    values = getproperty(data, Symbol(column))
    months = sort(unique(data.Month))
    by_month = [values[data.Month .== month] for month in months]
    measured = [Float64.(collect(skipmissing(month))) for month in by_month]

    days = length.(by_month)
    missing_days = days .- length.(measured)
    println("Without a measurement of ", column, ": ", sum(missing_days), " of ", sum(days), " days")

    return (
        month = months,
        days = days,
        missing = missing_days,
        # Rounded once, from more digits, as R and Python do: so the three agree to the last one.
        mean = [Float64(mean(big.(month))) for month in measured],
        sd = [Float64(std(big.(month))) for month in measured],
        median = median.(measured),
        min = minimum.(measured),
        max = maximum.(measured),
    )
end
