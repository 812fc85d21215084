# Writes what a function returned, in the layout that julia-codec.ts draws. Types are told apart while running, on purpose:
# a method for each type of result would cost its compilation at the first call of each.

"""A part of a result has no place in the model of values. `path` is how a person would write the way to it."""
struct NotShowable <: Exception
    path::String
    description::String
end

"""The keys on the way from the result to where the writer is: a `Field` of a record, or what goes between brackets."""
const Path = Vector{Any}
struct Field
    name::Any
end
const depth_max = 200    # Deeper than any data; a value that contains itself ends here.

path_text(path::Path) = isempty(path) ? "" : string("value", (key isa Field ? string('.', key.name) : string('[', repr(key), ']') for key in path)...)
refuse(path::Path, description) = throw(NotShowable(path_text(path), description))

function put_value(out::Out, @nospecialize(value), path::Path)
    if value === nothing
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
        put_string(out, value, path)
    else
        length(path) > depth_max && refuse(path, "values nested more than $depth_max deep")
        Base.invokelatest(put_other, out, value, path)    # See compile-ahead.jl.
    end
    return nothing
end

function put_string(out::Out, text::String, path::Path)
    refuse_text(text, path)
    put_scalar(out, 0x06)
    put_text(out, text)
end

"""A text in the model is Unicode without NUL; Julia's may be any bytes."""
function refuse_text(text::String, path::Path)
    isvalid(text) || refuse(path, "a text that is not valid UTF-8; give its bytes (`codeunits`)")
    has_nul(text) && refuse(path, "a text with the character NUL")
    return nothing
end

has_nul(text::String) = ccall(:memchr, Ptr{Cvoid}, (Ptr{UInt8}, Cint, Csize_t), text, 0, ncodeunits(text)) != C_NULL

function put_other(out::Out, @nospecialize(value), path::Path)
    if value === missing
        put_scalar(out, 0x0d)
    elseif value isa AbstractVector
        put_vector(out, value, path)
    elseif value isa NamedTuple
        put_named_tuple(out, value, path)
    elseif value isa AbstractDict
        put_dict(out, value, path)
    elseif value isa Tuple
        put_list(out, value, path)
    elseif value isa Number
        put_number(out, value, path)
    elseif value isa TextLike
        put_string(out, string(value), path)
    elseif value isa Dates.Date
        put_scalar(out, 0x07)
        put_scalar(out, days_of(value, path))
    elseif value isa Dates.DateTime
        put_scalar(out, 0x08)
        put_scalar(out, micros_of(value, path))
    elseif value isa Union{Dates.Period,Dates.CompoundPeriod}
        put_scalar(out, 0x10)
        put_scalar(out, duration_of(value, path))
    elseif value isa AbstractArray
        put_array(out, value, path)
    elseif value isa AbstractSet
        put_vector(out, in_order(value), path)
    elseif value isa Pair
        put_map(out, Any[value.first], Any[value.second], path)
    elseif value isa Kept
        put_kept(out, value)
    else
        put_zoned(out, value) || put_struct(out, value, path)
    end
    return nothing
end

"""What has no kind of its own in the model, and is told by its text."""
const TextLike = Union{AbstractString,Symbol,Char,Enum,Dates.Time,VersionNumber,Base.UUID}

function put_number(out::Out, @nospecialize(value), path::Path)
    if value isa Integer
        if typemin(Int64) <= value <= typemax(Int64)
            put_value(out, Int64(value), path)
        else
            put_scalar(out, 0x04)
            put_text(out, string(BigInt(value)))
        end
    elseif value isa Real
        is_held(value) || refuse(path, "a number that no float comes near")
        put_value(out, Float64(value), path)
    elseif value isa Complex
        is_held(value) || refuse(path, "a complex number whose parts no float holds")
        put_scalar(out, 0x0e)
        put_scalar(out, Float64(real(value)))
        put_scalar(out, Float64(imag(value)))
    else
        refuse(path, "a number of the type $(typeof(value))")
    end
end

"""
Whether a float holds the number: an integer exactly; of the others it is the nearest, but no infinity for what is none.
"""
is_held(number::Integer) = -2^53 <= number <= 2^53 || (float = Float64(number); isfinite(float) && BigInt(float) == number)
is_held(number::Real) = !isfinite(number) || isfinite(Float64(number))
is_held(number::Complex) = is_held(real(number)) && is_held(imag(number))
is_held(::Union{Missing,Base.IEEEFloat}) = true

days_of(date::Dates.Date) = Int32(Dates.value(date) - epoch_days)
function days_of(date::Dates.Date, path::Path)
    days = Dates.value(date) - epoch_days
    typemin(Int32) <= days <= typemax(Int32) || refuse(path, "the date $date, which is too far away")
    return Int32(days)
end
micros_of(moment::Dates.DateTime) = (Dates.value(moment) - epoch_milliseconds) * 1000
function micros_of(moment::Dates.DateTime, path::Path)
    is_near(moment) || refuse(path, "the moment $moment, which is too far away")
    return micros_of(moment)
end

"""Whether 64 bits can count its microseconds."""
is_near(moment) = moment === missing || abs(Int128(Dates.value(moment)) - epoch_milliseconds) <= typemax(Int64) ÷ 1000

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
    refuse_array(items, path)
    if eltype(items) === UInt8
        put_scalar(out, 0x0f)
        put_scalar(out, UInt32(length(items)))
        put_data(out, convert(Vector{UInt8}, items))
        return nothing
    end
    if eltype(items) <: NamedTuple && put_rows(out, items, path)
        return nothing
    end
    column = eltype(items) === Any ? nothing : as_column(items, false)
    if column === nothing
        put_list(out, items, path)
    else
        refuse_texts(column, path)
        put_scalar(out, 0x0b)
        put_column(out, column)
    end
    return nothing
end

"""A matrix, or more dimensions, in Julia's own order; lists in lists, row by row, when its elements are no column."""
function put_array(out::Out, @nospecialize(array), path::Path)
    refuse_array(array, path)
    ndims(array) == 0 && return put_value(out, array[], path)
    column = as_column(vec(array), false)
    column === nothing && return put_list(out, collect(eachslice(array; dims = 1)), path)
    refuse_texts(column, path)
    put_scalar(out, 0x12)
    put_scalar(out, UInt32(ndims(array)))
    for size in size(array)
        put_scalar(out, UInt32(size))
    end
    put_column(out, column)
    return nothing
end

function refuse_array(@nospecialize(array), path::Path)
    Base.has_offset_axes(array) && refuse(path, "an array whose indices do not begin at 1; give its parent")
    array isa Array && !isbitstype(eltype(array)) || return nothing
    at = findfirst(index -> !isassigned(array, index), eachindex(array))
    at === nothing || refuse(push!(copy(path), at), "an element that has no value")
    return nothing
end

function refuse_texts(@nospecialize(column), path::Path)
    column isa Union{Vector{String},Vector{Union{Missing,String}}} || return nothing
    for index in eachindex(column)
        text = column[index]
        text isa String && (!isvalid(text) || has_nul(text)) || continue
        push!(path, index)
        refuse_text(text, path)
    end
    return nothing
end

"""A vector of named tuples is a table when its columns are; false when it is not."""
function put_rows(out::Out, @nospecialize(rows), path::Path)
    isempty(rows) && !isconcretetype(eltype(rows)) && return false
    names = isempty(rows) ? fieldnames(eltype(rows)) : keys(first(rows))
    isempty(names) && return false
    all(row -> keys(row) == names, rows) || return false
    columns = isempty(rows) ? Any[fieldtype(eltype(rows), name)[] for name in names] : Any[[row[name] for row in rows] for name in names]
    return put_table(out, names, columns, path)
end

function put_named_tuple(out::Out, @nospecialize(record), path::Path)
    columns = Any[values(record)...]
    is_table = !isempty(columns) && all(column -> column isa AbstractVector && length(column) == length(columns[1]), columns)
    is_table && put_table(out, keys(record), columns, path) && return nothing
    put_map(out, Any[Field(name) for name in keys(record)], columns, path)
    return nothing
end

function put_table(out::Out, names, columns::Vector{Any}, path::Path)
    packed = Any[as_column(column, true) for column in columns]
    any(column -> column === nothing, packed) && return false
    for (name, column) in zip(names, packed)
        push!(path, Field(name))
        refuse_text(string(name), path)
        refuse_texts(column, path)
        pop!(path)
    end
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
    texts = String[string(name isa Field ? name.name : name) for name in names]
    allunique(texts) || refuse(path, "two names that are written alike")
    put_scalar(out, 0x0a)
    put_scalar(out, UInt32(length(texts)))
    for index in eachindex(texts)
        refuse_text(texts[index], path)
        put_text(out, texts[index])
        put_inside(out, contents[index], names[index], path)
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
        is_list = Base.invokelatest(applicable, iterate, value) && Base.IteratorSize(type) isa Union{Base.HasLength,Base.HasShape}
        is_list || refuse(path, "a value of the type $type")
        return put_value(out, collect(value), path)
    end
    # Looked up anew, or else a source with a `show` of its own would make Julia compile all of this again: 35 ms.
    Base.invokelatest(put_plot, value) && return put_value(out, nothing, path)
    tables = get(Base.loaded_modules, tables_package, nothing)
    if tables !== nothing && tables.istable(value)
        return put_value(out, tables.columntable(value), path)
    end
    isprimitivetype(type) && refuse(path, "a value of the type $type")
    names = fieldnames(type)
    all(name -> isdefined(value, name), names) || refuse(path, "a $type with fields that have no value")
    put_map(out, Any[Field(name) for name in names], Any[getfield(value, name) for name in names], path)
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
