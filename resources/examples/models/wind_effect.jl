using LinearAlgebra

"""
Fits a curve to ozone over wind.

Least squares with a polynomial, on the days on which both were measured. The figure shows the curve with a band of so many
standard errors.

# Arguments
- `data` (table): Daily measurements with the columns `Ozone` (ppb) and `Wind` (mph).
- `degree` (integer, 1-5): Of the polynomial.
- `band` (number, 0.5-4, standard errors): Half the width of the band around the curve.

# Returns
A figure, the coefficients with their standard errors, and how much of the variance is explained.
"""
function wind_effect(data = "airquality.csv", degree::Integer = 2, band::Real = 2.0)
    kept = .!ismissing.(data.Ozone) .& .!ismissing.(data.Wind)
    wind, ozone = Float64.(data.Wind[kept]), Float64.(data.Ozone[kept])
    design(x) = [value^power for value in x, power in 0:degree]

    X = design(wind)
    coefficients = X \ ozone
    residuals = ozone - X * coefficients
    freedom = length(ozone) - degree - 1
    covariance = sum(abs2, residuals) / freedom * inv(X' * X)
    r_squared = 1 - sum(abs2, residuals) / sum(abs2, ozone .- sum(ozone) / length(ozone))
    println("R squared ", round(r_squared, digits = 3), " from ", length(ozone), " days")

    x = collect(range(minimum(wind), stop = maximum(wind), length = 80))
    at = design(x)
    y = at * coefficients
    margin = [band * sqrt(dot(at[i, :], covariance * at[i, :])) for i in eachindex(x)]
    curve = [Dict("x" => x[i], "y" => y[i], "low" => y[i] - margin[i], "high" => y[i] + margin[i]) for i in eachindex(x)]
    points = [Dict("x" => wind[i], "y" => ozone[i]) for i in eachindex(wind)]

    return Dict(
        "figure" => figure(points, curve, band),
        "coefficients" => (
            term = ["wind^$power" for power in 0:degree],
            estimate = coefficients,
            standard_error = sqrt.(diag(covariance)),
        ),
        "r_squared" => r_squared,
        "days" => length(ozone),
    )
end

function figure(points, curve, band)
    x = Dict("field" => "x", "type" => "quantitative", "title" => "Wind (mph)")
    y(field) = Dict("field" => field, "type" => "quantitative", "title" => "Ozone (ppb)")
    layer(values, mark, encoding) =
        Dict("data" => Dict("values" => values), "mark" => mark, "encoding" => merge(Dict("x" => x), encoding))
    return Dict(
        "\$schema" => "https://vega.github.io/schema/vega-lite/v6.json",
        "title" => Dict("text" => "Ozone over wind", "subtitle" => "Least squares, ± $band standard errors"),
        "width" => "container",
        "height" => 320,
        "layer" => [
            layer(curve, Dict("type" => "area", "opacity" => 0.25), Dict("y" => y("low"), "y2" => Dict("field" => "high"))),
            layer(points, Dict("type" => "point", "filled" => true, "opacity" => 0.6, "tooltip" => true), Dict("y" => y("y"))),
            layer(curve, Dict("type" => "line", "strokeWidth" => 2.5), Dict("y" => y("y"))),
        ],
    )
end
