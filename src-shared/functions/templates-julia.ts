import type { TemplateName } from './function-api.ts';

const blank = `"""
Says hello.

# Arguments
- \`name\`: Who is greeted.

# Returns
A greeting.
"""
function main(name::AbstractString = "world")
    return "Hello, $(name)!"
end
`;

const table = `"""
Makes a table of numbers with their squares and roots.

# Arguments
- \`count\` (integer, 1-1000): How many rows.

# Returns
A table: a named tuple of vectors of equal length.
"""
function describe(count::Integer = 10)
    number = collect(1:count)
    println(count, " rows")
    return (number = number, square = number .^ 2, root = sqrt.(number))
end
`;

const plot = `"""
Draws a damped wave.

A Dict with a Vega-Lite "\\$schema" is drawn as a figure.

# Arguments
- \`periods\` (number, 0.5-20): How many periods are drawn.
- \`points\` (integer, 10-2000): How many points the line has.

# Returns
A Vega-Lite figure.
"""
function draw_wave(periods::Real = 2.0, points::Integer = 200)
    x = range(0, stop = periods * 2 * pi, length = points)
    rows = [Dict("x" => angle, "y" => exp(-angle / 8) * sin(angle)) for angle in x]
    return Dict(
        "\\$schema" => "https://vega.github.io/schema/vega-lite/v6.json",
        "title" => "A damped wave",
        "width" => "container",
        "height" => 300,
        "data" => Dict("values" => rows),
        "mark" => Dict("type" => "line"),
        "encoding" => Dict(
            "x" => Dict("field" => "x", "type" => "quantitative", "title" => "Angle (rad)"),
            "y" => Dict("field" => "y", "type" => "quantitative", "title" => "Amplitude"),
        ),
    )
end
`;

const simulation = `using Random

"""
Estimates pi by throwing points at a square.

# Arguments
- \`draws\` (integer, 100-1000000): How many points are thrown.
- \`seed\` (integer): The same seed gives the same points.

# Returns
A table: the estimate after each tenth of the points.
"""
function estimate_pi(draws::Integer = 10000, seed::Integer = 1)
    generator = MersenneTwister(seed)
    hits = cumsum(rand(generator, draws) .^ 2 .+ rand(generator, draws) .^ 2 .<= 1)
    thrown = [div(draws * tenth, 10) for tenth in 1:10]
    return (thrown = thrown, estimate = 4 .* hits[thrown] ./ thrown)
end
`;

export const juliaTemplates: { readonly [name in TemplateName]: string } = { blank, table, plot, simulation };
