using Random
using Statistics

"""
Simulates an epidemic many times.

A stochastic SIR model in steps of one day: each susceptible person may be infected, each infected person may recover.

# Arguments
- `population` (integer, 100-100000, people): How many there are.
- `infected` (integer, 1-1000, people): How many are infected on the first day.
- `contact_rate` (number, 0..5, 1/day): Infectious contacts of one person.
- `recovery_time` (number, 1..60, days): How long one is infectious on average.
- `days` (integer, 10-365, days): How long it is watched.
- `runs` (integer, 10-1000): How many epidemics are simulated.
- `seed` (integer): The same seed gives the same epidemics.

# Returns
A figure of the people infected with a band that holds 90 % of the epidemics, and its numbers as a table.
"""
function epidemic(population::Integer = 1000, infected::Integer = 5, contact_rate::Real = 0.3, recovery_time::Real = 8.0,
                  days::Integer = 120, runs::Integer = 200, seed::Integer = 1)
    generator = MersenneTwister(seed)
    infected_by_day = zeros(Int, days + 1, runs)
    peaks = zeros(Int, runs)
    for run in 1:runs
        susceptible, ill = population - infected, infected
        infected_by_day[1, run] = ill
        for day in 1:days
            new_cases = draw(generator, susceptible, 1 - exp(-contact_rate * ill / population))
            recovered = draw(generator, ill, 1 - exp(-1 / recovery_time))
            susceptible -= new_cases
            ill += new_cases - recovered
            infected_by_day[day + 1, run] = ill
        end
        peaks[run] = maximum(infected_by_day[:, run])
        run % max(1, div(runs, 10)) == 0 && println(run, " of ", runs, " epidemics")
    end

    at(level) = [quantile(infected_by_day[day, :], level) for day in 1:(days + 1)]
    table = (day = collect(0:days), low = at(0.05), median = at(0.5), high = at(0.95))
    return Dict(
        "figure" => figure(table, contact_rate * recovery_time),
        "infected" => table,
        "median_peak" => median(peaks),
        "died_out" => count(peak -> peak < 2 * infected, peaks),
    )
end

# How many of `trials` happen, each with probability `p`.
draw(generator, trials, p) = count(_ -> rand(generator) < p, 1:trials)

function figure(table, reproduction)
    rows = [Dict("day" => table.day[i], "low" => table.low[i], "median" => table.median[i], "high" => table.high[i]) for i in eachindex(table.day)]
    y(field) = Dict("field" => field, "type" => "quantitative", "title" => "Infected (people)")
    return Dict(
        "\$schema" => "https://vega.github.io/schema/vega-lite/v6.json",
        "title" => Dict("text" => "People infected", "subtitle" => "Median and 90 % of the epidemics, each person infecting $(round(reproduction, digits = 1)) at first"),
        "width" => "container",
        "height" => 320,
        "data" => Dict("values" => rows),
        "encoding" => Dict("x" => Dict("field" => "day", "type" => "quantitative", "title" => "Time (days)")),
        "layer" => [
            Dict("mark" => Dict("type" => "area", "opacity" => 0.25), "encoding" => Dict("y" => y("low"), "y2" => Dict("field" => "high"))),
            Dict("mark" => Dict("type" => "line", "strokeWidth" => 2.5, "tooltip" => true), "encoding" => Dict("y" => y("median"))),
        ],
    )
end
