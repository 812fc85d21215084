# Writes what a function returned, in the layout that julia-codec.ts draws. Types are told apart while running, on purpose:
# a method for each type of result would cost its compilation at the first call of each.

"""A part of a result has no place in the model of values. `path` is how a person would write the way to it."""
struct NotShowable <: Exception
    path::String
    description::String
end

"""The keys on the way from the result to where the writer is."""
const Path = Vector{Any}
const depth_max = 200    # Deeper than any data; a value that contains itself ends here.

path_text(path::Path) = isempty(path) ? "" : string("value", (string("[", repr(key), "]") for key in path)...)
refuse(path::Path, description) = throw(NotShowable(path_text(path), description))

function put_value(out::Out, @nospecialize(value), path::Path)
    if value === nothing || value === missing
        put_scalar(out, 0x00)
    elseif value isa Bool
        put_scalar(out, value ? 0x02 : 0x01)
    elseif value isa Int64
        put_scalar(out, 0x03)
        put_scalar(out, value)
    elseif value isa Float64
        put_scalar(out, 0x05)
        put_scalar(out, value)
    elseif value isa String
        put_string(out, value)
    else
        length(path) > depth_max && refuse(path, "values nested more than $depth_max deep")
        Base.invokelatest(put_other, out, value, path)    # See compile-ahead.jl.
    end
    return nothing
end

function put_string(out::Out, text::String)
    put_scalar(out, 0x06)
    put_text(out, text)
end

function put_other(out::Out, @nospecialize(value), path::Path)
    if value isa AbstractVector
        put_vector(out, value, path)
    elseif value isa NamedTuple
        put_named_tuple(out, value, path)
    elseif value isa AbstractDict
        put_dict(out, value, path)
    elseif value isa Tuple
        put_list(out, value, path)
    elseif value isa Number
        put_number(out, value, path)
    elseif value isa Union{AbstractString,Symbol,Char,Enum,Dates.Time,Dates.Period,VersionNumber,Base.UUID}
        put_string(out, string(value))
    elseif value isa Dates.Date
        put_scalar(out, 0x07)
        put_scalar(out, days_of(value))
    elseif value isa Dates.DateTime
        put_scalar(out, 0x08)
        put_scalar(out, micros_of(value))
    elseif value isa AbstractArray
        ndims(value) == 0 ? put_value(out, value[], path) : put_list(out, collect(eachslice(value; dims = 1)), path)
    elseif value isa AbstractSet
        put_vector(out, in_order(value), path)
    elseif value isa Pair
        put_map(out, Any[value.first], Any[value.second], path)
    else
        put_struct(out, value, path)
    end
    return nothing
end

function put_number(out::Out, @nospecialize(value), path::Path)
    if value isa Integer
        if typemin(Int64) <= value <= typemax(Int64)
            put_value(out, Int64(value), path)
        else
            put_scalar(out, 0x04)
            put_text(out, string(BigInt(value)))
        end
    elseif value isa Real
        put_value(out, Float64(value), path)
    else
        refuse(path, value isa Complex ? "a complex number" : "a number of the type $(typeof(value))")
    end
end

days_of(date::Dates.Date) = Int32(Dates.value(date) - epoch_days)
micros_of(moment::Dates.DateTime) = (Dates.value(moment) - epoch_milliseconds) * 1000

function put_list(out::Out, @nospecialize(items), path::Path)
    put_scalar(out, 0x09)
    put_scalar(out, UInt32(length(items)))
    for (index, item) in enumerate(items)
        put_inside(out, item, index, path)
    end
end

function put_inside(out::Out, @nospecialize(value), @nospecialize(key), path::Path)
    push!(path, key)
    put_value(out, value, path)
    pop!(path)
end

function put_vector(out::Out, @nospecialize(items), path::Path)
    if eltype(items) <: NamedTuple && put_rows(out, items)
        return nothing
    end
    column = eltype(items) === Any ? nothing : as_column(items, false)
    if column === nothing
        put_list(out, items, path)
    else
        put_scalar(out, 0x0b)
        put_column(out, column)
    end
    return nothing
end

"""A vector of named tuples is a table when its columns are; false when it is not."""
function put_rows(out::Out, @nospecialize(rows))
    isempty(rows) && !isconcretetype(eltype(rows)) && return false
    names = isempty(rows) ? fieldnames(eltype(rows)) : keys(first(rows))
    isempty(names) && return false
    all(row -> keys(row) == names, rows) || return false
    columns = isempty(rows) ? Any[fieldtype(eltype(rows), name)[] for name in names] : Any[[row[name] for row in rows] for name in names]
    return put_table(out, names, columns)
end

function put_named_tuple(out::Out, @nospecialize(record), path::Path)
    columns = Any[values(record)...]
    is_table = !isempty(columns) && all(column -> column isa AbstractVector && length(column) == length(columns[1]), columns)
    is_table && put_table(out, keys(record), columns) && return nothing
    put_map(out, Any[keys(record)...], columns, path)
    return nothing
end

function put_table(out::Out, names, columns::Vector{Any})
    packed = Any[as_column(column, true) for column in columns]
    any(column -> column === nothing, packed) && return false
    put_scalar(out, 0x0c)
    put_scalar(out, UInt32(length(packed)))
    for (name, column) in zip(names, packed)
        put_text(out, string(name))
        put_column(out, column)
    end
    return true
end

"""A Dict has no order of its own; by name, equal results look alike. Other kinds of dictionary have one."""
function put_dict(out::Out, @nospecialize(dict), path::Path)
    names = Any[keys(dict)...]
    dict isa Union{Dict,IdDict} && sort!(names; by = string)
    put_map(out, names, Any[dict[name] for name in names], path)
    return nothing
end

function put_map(out::Out, names::Vector{Any}, contents::Vector{Any}, path::Path)
    texts = String[string(name) for name in names]
    allunique(texts) || refuse(path, "two names that are written alike")
    put_scalar(out, 0x0a)
    put_scalar(out, UInt32(length(texts)))
    for index in eachindex(texts)
        put_text(out, texts[index])
        put_inside(out, contents[index], texts[index], path)
    end
end

function in_order(@nospecialize(set))
    items = collect(set)
    try
        return sort(items)
    catch
        return items    # Elements that cannot be compared keep the order of the set.
    end
end

const tables_package = Base.PkgId(Base.UUID("bd369af6-aec1-5ad0-b16a-f7cc5008161c"), "Tables")

function put_struct(out::Out, @nospecialize(value), path::Path)
    refuse_unshowable(value, path)
    type = typeof(value)
    if is_of_julia(type)
        Base.IteratorSize(type) isa Union{Base.HasLength,Base.HasShape} || refuse(path, "a value of the type $type")
        return put_value(out, collect(value), path)
    end
    put_plot(value) && return put_value(out, nothing, path)
    tables = get(Base.loaded_modules, tables_package, nothing)
    if tables !== nothing && tables.istable(value)
        return put_value(out, tables.columntable(value), path)
    end
    names = fieldnames(type)
    all(name -> isdefined(value, name), names) || refuse(path, "a $type with fields that have no value")
    put_map(out, Any[names...], Any[getfield(value, name) for name in names], path)
end

function refuse_unshowable(@nospecialize(value), path::Path)
    value isa Function && refuse(path, "a function")
    value isa Type && refuse(path, "a type, $value")
    value isa Module && refuse(path, "a module")
    value isa IO && refuse(path, "an open stream")
    value isa Task && refuse(path, "a task; fetch it first")
    value isa Ptr && refuse(path, "a pointer")
end

function is_of_julia(@nospecialize(type))
    home = parentmodule(type)
    while parentmodule(home) !== home
        home === Base && return true
        home = parentmodule(home)
    end
    return home === Base || home === Core
end
