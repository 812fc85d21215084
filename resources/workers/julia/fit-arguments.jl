# Makes an argument what the parameter declares, where nothing is lost by it: 3 for a Float64, 3.0 for an Int, a text for a
# Symbol, a list for a Tuple. What does not fit is refused with a sentence before the function sees it.

"""Why a value does not fit a type; the end of the sentence "n is declared as Int64 and was given …"."""
struct Misfit
    given::String
end

"""The candidate to call and its arguments: one that takes them as they are, or else the first that they can be made to fit."""
function fit_arguments(plan::Plan, entry::String, names::Vector{String}, values::Vector{Any})
    refusal = nothing
    for index in eachindex(plan.candidates)
        candidate = plan.candidates[index]::Candidate
        takes_as_given(candidate, values) && return picked(candidate, values)
    end
    for index in eachindex(plan.candidates)
        candidate = plan.candidates[index]::Candidate
        fitted = fit_candidate(candidate, names, values)
        fitted isa ArgumentRefused || return (candidate, fitted[1], fitted[2])
        refusal === nothing && (refusal = fitted)
    end
    throw(refusal)
end

function takes_as_given(candidate::Candidate, values::Vector{Any})
    for place in eachindex(candidate.positions)
        type = candidate.types[place]
        !is_vararg(type) && values[candidate.positions[place]] isa type || return false
    end
    for place in eachindex(candidate.keywords)
        values[candidate.keywords[place]] isa candidate.keyword_types[place] || return false
    end
    return true
end

picked(candidate::Candidate, values::Vector{Any}) = (candidate, values[candidate.positions], values[candidate.keywords])

function fit_candidate(candidate::Candidate, names::Vector{String}, values::Vector{Any})
    positional, keywords = Any[], Any[]
    for (place, index) in enumerate(candidate.positions)
        type = candidate.types[place]
        if is_vararg(type)
            items = values[index]
            items isa AbstractVector || return ArgumentRefused(names[index], "It takes any number of values: give it a list.")
            append!(positional, items)
            continue
        end
        fitted = fit_named(names[index], type, values[index])
        fitted isa ArgumentRefused && return fitted
        push!(positional, fitted)
    end
    for (place, index) in enumerate(candidate.keywords)
        fitted = fit_named(names[index], candidate.keyword_types[place], values[index])
        fitted isa ArgumentRefused && return fitted
        push!(keywords, fitted)
    end
    return positional, keywords
end

function fit_named(name::String, @nospecialize(type), @nospecialize(value))
    value isa type && return value
    fitted = Base.invokelatest(fit, type, value)    # See compile-ahead.jl.
    fitted isa Misfit || return fitted
    return ArgumentRefused(name, "$name is declared as $type and was given $(fitted.given).")
end

function fit(@nospecialize(type), @nospecialize(value))
    value isa type && return value
    type isa TypeVar && return fit(type.ub, value)
    if type isa Union
        for part in Base.uniontypes(type)
            fitted = fit(part, value)
            fitted isa Misfit || return fitted
        end
        return Misfit(described(value))
    end
    value === nothing && return type === Missing ? missing : Misfit("nothing")
    value isa Bool && return Misfit(described(value))
    value isa Real && return fit_number(type, value)
    value isa String && return fit_text(type, value)
    value isa Dates.TimeType && return fit_time(type, value)
    value isa Dates.Microsecond && return fit_duration(type, value)
    value isa Complex && return fit_number(type, value)
    value isa AbstractVector && return fit_list(type, value)
    value isa Dict{String,Any} && return fit_map(type, value)
    value isa NamedTuple && return fit_table(type, value)
    value isa AbstractArray && return fit_array(type, value)
    return Misfit(described(value))
end

"""The concrete type that a number becomes for a declared one: an AbstractFloat is a Float64."""
function concrete_number(@nospecialize(type))
    isconcretetype(type) && return type
    for common in (Int64, Float64, BigInt, Rational{Int64}, Complex{Float64})
        common <: type && return common
    end
    return nothing
end

function fit_number(@nospecialize(type), @nospecialize(value))
    target = type <: Number && type !== Bool ? concrete_number(type) : nothing
    target === nothing && return Misfit(described(value))
    try
        fitted = convert(target, value)
        # Integers beyond 2^53 are rounded without a word. A decimal fraction is the nearest float in any case.
        return value isa Integer && fitted != value ? Misfit(described(value)) : fitted
    catch    # An InexactError: 2.5 for an Int, 300 for a UInt8.
        return Misfit(described(value))
    end
end

function fit_text(@nospecialize(type), text::String)
    fitted = nothing
    if type === Symbol
        fitted = Symbol(text)
    elseif type === Char
        length(text) == 1 && (fitted = first(text))
    elseif type <: AbstractString
        fitted = type === SubString{String} ? SubString(text) : nothing
    elseif type in (Dates.Date, Dates.DateTime, Dates.Time)
        fitted = tryparse(type, text)
    elseif type <: Enum
        fitted = get(filter(item -> string(item) == text, collect(instances(type))), 1, nothing)
    end
    return fitted === nothing ? Misfit(described(text)) : fitted
end

function fit_time(@nospecialize(type), @nospecialize(value))
    type === Dates.DateTime && value isa Dates.Date && return Dates.DateTime(value)
    type === Dates.Date && value isa Dates.DateTime && Dates.DateTime(Dates.Date(value)) == value && return Dates.Date(value)
    return Misfit(described(value))
end

function fit_duration(@nospecialize(type), value::Dates.Microsecond)
    type === Dates.CompoundPeriod && return Dates.canonicalize(Dates.CompoundPeriod(value))
    type === Dates.Time && 0 <= Dates.value(value) < 86_400_000_000 && return Dates.Time(0) + value
    try
        return type <: Dates.FixedPeriod && isconcretetype(type) ? convert(type, value) : Misfit(described(value))
    catch    # An InexactError: 1.5 seconds for a Second.
        return Misfit(described(value))
    end
end

function fit_array(@nospecialize(type), @nospecialize(array))
    typeintersect(type, Array{T,ndims(array)} where {T}) === Union{} && return Misfit(described(array))
    items = fit_items(element_type(type, AbstractArray), vec(array))
    items isa Misfit && return items
    fitted = reshape(items, size(array))
    return fitted isa type ? fitted : Misfit(described(array))
end

function fit_list(@nospecialize(type), @nospecialize(list))
    type <: Tuple && return fit_tuple(type, list)
    if typeintersect(type, Vector) !== Union{}
        items = fit_items(element_type(type, AbstractVector), list)
        return items isa Misfit || items isa type ? items : Misfit(described(list))
    end
    if typeintersect(type, Set) !== Union{}
        items = fit_items(element_type(type, AbstractSet), list)
        return items isa Misfit ? items : Set(items)
    end
    if typeintersect(type, Matrix) !== Union{} && all(row -> row isa AbstractVector && length(row) == length(list[1]), list)
        items = isempty(list) ? list : reduce(vcat, list)
        fitted = fit_items(element_type(type, AbstractMatrix), items)
        return fitted isa Misfit ? fitted : permutedims(reshape(fitted, isempty(list) ? 0 : length(list[1]), length(list)))
    end
    return Misfit(described(list))
end

"""The declared type of the elements: Real for AbstractVector{<:Real}, Any where there is none."""
function element_type(@nospecialize(type), @nospecialize(family))
    free = Base.unwrap_unionall(typeintersect(type, family))
    parameter = free isa DataType && !isempty(free.parameters) ? free.parameters[1] : Any
    return parameter isa TypeVar ? parameter.ub : parameter
end

function fit_items(@nospecialize(type), @nospecialize(list))
    fitted = Vector{type}(undef, length(list))
    for (index, item) in enumerate(list)
        value = item === missing && !(Missing <: type) ? Misfit("missing") : fit(type, item)
        value isa Misfit && return Misfit("a list whose element $index is $(value.given)")
        fitted[index] = value
    end
    return fitted
end

function fit_tuple(@nospecialize(type), @nospecialize(list))
    parameters = Base.unwrap_unionall(type).parameters
    any(is_vararg, parameters) && return Tuple(list) isa type ? Tuple(list) : Misfit(described(list))
    length(parameters) == length(list) || return Misfit("a list of $(length(list))")
    fitted = Any[]
    for (index, item) in enumerate(list)
        value = fit(parameters[index], item)
        value isa Misfit && return Misfit("a list whose element $index is $(value.given)")
        push!(fitted, value)
    end
    return (fitted...,)
end

function fit_map(@nospecialize(type), map::Dict{String,Any})
    if type <: NamedTuple    # In the declared order, else by name: a Dict has none.
        free = Base.unwrap_unionall(type)
        declared = free isa DataType && free.parameters[1] isa Tuple ? free.parameters[1] : nothing
        names = declared === nothing ? (sort!(Symbol[Symbol(name) for name in keys(map)])...,) : declared
        all(name -> haskey(map, string(name)), names) || return Misfit("a map without all of these names")
        record = NamedTuple{names}(([map[string(name)] for name in names]...,))
        record isa type && return record
        return Base.isconcretetype(type) ? fit_fields(type, record) : Misfit(described(map))
    end
    typeintersect(type, Dict) === Union{} && return Misfit(described(map))
    key_type = element_type(type, AbstractDict)
    free = Base.unwrap_unionall(typeintersect(type, AbstractDict))
    content = free.parameters[2]
    content_type = content isa TypeVar ? content.ub : content
    fitted = Dict{key_type,content_type}()
    for (name, inner) in map
        key, value = fit(key_type, name), fit(content_type, inner)
        key isa Misfit && return Misfit("a map with names that are text")
        value isa Misfit && return Misfit("a map in which $name is $(value.given)")
        fitted[key] = value
    end
    return fitted
end

function fit_fields(@nospecialize(type), record::NamedTuple)
    fitted = Any[fit(fieldtype(type, name), record[name]) for name in keys(record)]
    place = findfirst(item -> item isa Misfit, fitted)
    return place === nothing ? type((fitted...,)) : Misfit("a map in which $(keys(record)[place]) is $(fitted[place].given)")
end

"""A table is a NamedTuple of vectors; it can be a Dict of them, the rows, a matrix, or what a package makes of it."""
function fit_table(@nospecialize(type), table::NamedTuple)
    type <: NamedTuple && isconcretetype(type) && keys(table) == fieldnames(type) && return fit_fields(type, table)
    type <: AbstractDict && return fit_map(type, Dict{String,Any}(string(name) => column for (name, column) in pairs(table)))
    rows = isempty(table) ? 0 : length(table[1])
    if type <: AbstractMatrix
        width = length(table)
        return fit_list(type, Any[Any[table[column][row] for column in 1:width] for row in 1:rows])
    end
    if type <: AbstractVector
        list = [NamedTuple{keys(table)}(map(column -> column[row], values(table))) for row in 1:rows]
        return list isa type ? list : Misfit("a table")
    end
    (is_of_julia(type) || parentmodule(type) === Dates) && return Misfit("a table")
    try
        return Base.invokelatest(type, table)    # A DataFrame, for one.
    catch
        return Misfit("a table")
    end
end

function described(@nospecialize(value))
    value isa Bool && return string(value)
    value isa Integer && return "the whole number $value"
    value isa Real && return "the number $value"
    value isa String && return length(value) > 60 ? "a text of $(length(value)) characters" : "the text $(repr(value))"
    value isa Dates.Date && return "the date $value"
    value isa Dates.DateTime && return "the moment $value"
    value isa NamedTuple && return "a table"
    value isa AbstractDict && return "a map"
    value isa Complex && return "the complex number $value"
    value isa Dates.Microsecond && return "a duration of $value"
    value isa Vector{UInt8} && return "$(length(value)) bytes"
    value isa AbstractArray && ndims(value) > 1 && return "an array of $(join(size(value), " × "))"
    value isa AbstractVector && return isempty(value) ? "an empty list" : "a list of $(length(value))"
    return "a $(typeof(value))"
end
