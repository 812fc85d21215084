# Columns of a result: which vectors are one, and how they are written. Small ones go into the frame, large ones into the
# table file of the frame, from which the core takes them without a copy.

const Scalar = Union{Float64,Int64,Bool,String,Dates.Date,Dates.DateTime,Dates.Microsecond,ComplexF64,Vector{UInt8}}
const table_file_bytes_min = 1 << 20    # The same as tableFileBytesMin in worker-language.ts.

"""
A vector as one of the columns that can be written, or nothing when it is none.

`mixed` says whether integers and floats together are floats: in a table they are, in a list each keeps its kind.
"""
function as_column(@nospecialize(items), mixed::Bool)
    items isa Union{Vector{Float64},Vector{Int64},Vector{Bool}} && return items
    items isa Vector{String} && return all(index -> isassigned(items, index), eachindex(items)) ? items : nothing
    Base.has_offset_axes(items) && return nothing
    type = eltype(items)
    packaged = packaged_column(items)
    packaged === nothing || return packaged
    kind = column_kind(type, mixed)
    if kind === nothing
        (isconcretetype(type) || type === Union{} || isempty(items)) && return nothing
        narrow = Any[item === nothing ? missing : item for item in items]
        kind = column_kind(common_type(narrow), mixed)
        kind === nothing && return nothing
        items = narrow
    end
    kind === Missing && return fill(missing, length(items))
    kind === Dates.Microsecond && !all(is_duration, items) && return nothing
    kind === Dates.Date && !all(item -> item === missing || abs(Dates.value(item)) < typemax(Int32) - epoch_days, items) && return nothing
    kind === Dates.DateTime && !all(is_near, items) && return nothing
    kind in (Float64, ComplexF64) && !(Base.nonmissingtype(type) <: Union{Base.IEEEFloat,Complex{<:Base.IEEEFloat}}) && !all(is_held, items) && return nothing
    kind === Int64 && any(item -> item !== missing && !(typemin(Int64) <= item <= typemax(Int64)), items) && return nothing
    return Missing <: eltype(items) && any(ismissing, items) ? converted_with_missing(kind, items) : converted(kind, items)
end

"""The union of the types of the elements, as far as it can still be a column: a union of hundreds would take minutes."""
function common_type(items::Vector{Any})
    common = Union{}
    for item in items
        item isa common && continue
        common = Union{common,typeof(item)}
        Base.unionlen(common) > union_types_max && return Any
    end
    return common
end
const union_types_max = 16

"""The type in which a column of such elements is written."""
function column_kind(@nospecialize(type), mixed::Bool)
    type === Missing && return Missing
    kind = Base.nonmissingtype(type)
    kind === Union{} && return nothing
    kind === Bool && return Bool
    kind <: TextLike && return String
    kind === Dates.Date && return Dates.Date
    kind === Dates.DateTime && return Dates.DateTime
    kind <: Union{Dates.Period,Dates.CompoundPeriod} && return Dates.Microsecond
    kind <: AbstractVector{UInt8} && return Vector{UInt8}
    kind <: Complex && return ComplexF64
    Bool <: kind && return nothing
    is_under(kind, Integer) && return Int64
    is_under(kind, Union{AbstractFloat,Rational,AbstractIrrational}) && return Float64
    return mixed && is_under(kind, Real) ? Float64 : nothing
end

"""Whether every type of a union is below `upper`, and none of them is Bool, which is an Integer to Julia."""
is_under(@nospecialize(kind), @nospecialize(upper)) = kind <: upper && kind !== upper && typeintersect(kind, Bool) === Union{}

converted(::Type{String}, @nospecialize(items)) = String[string(item) for item in items]
converted(::Type{Dates.Microsecond}, @nospecialize(items)) = Dates.Microsecond[Dates.Microsecond(duration_of(item, Path())) for item in items]
converted(kind::Type, @nospecialize(items)) = convert(Vector{kind}, items)
converted_with_missing(::Type{String}, @nospecialize(items)) =
    Union{Missing,String}[item === missing ? missing : string(item) for item in items]
converted_with_missing(::Type{Dates.Microsecond}, @nospecialize(items)) =
    Union{Missing,Dates.Microsecond}[item === missing ? missing : Dates.Microsecond(duration_of(item, Path())) for item in items]
converted_with_missing(kind::Type, @nospecialize(items)) = convert(Vector{Union{Missing,kind}}, items)

function put_column(out::Out, column::Vector{Missing})
    put_scalar(out, 0x08)
    put_scalar(out, UInt32(length(column)))
    put_scalar(out, 0x00)
end

function put_column(out::Out, column::Vector{T}) where {T<:Scalar}
    put_column_head(out, T, length(column))
    put_scalar(out, 0x00)
    put_cells(out, column)
end

function put_column(out::Out, column::Vector{Union{Missing,T}}) where {T<:Scalar}
    put_column_head(out, T, length(column))
    mask = Vector{UInt8}(undef, length(column))
    data = Vector{T}(undef, length(column))
    for index in eachindex(column)
        cell = column[index]
        mask[index] = cell === missing
        data[index] = cell === missing ? blank(T) : cell
    end
    put_scalar(out, 0x01)
    put_data(out, mask)
    put_cells(out, data)
end

blank(::Type{String}) = ""
blank(::Type{T}) where {T<:Union{Float64,Int64,Bool,ComplexF64,Dates.Microsecond}} = zero(T)
blank(::Type{Vector{UInt8}}) = UInt8[]
blank(::Type{Dates.Date}) = date_of(Int32(0))
blank(::Type{Dates.DateTime}) = datetime_of(0)

type_code(::Type{Float64}) = 0x01
type_code(::Type{Int64}) = 0x02
type_code(::Type{Bool}) = 0x04
type_code(::Type{String}) = 0x05
type_code(::Type{Dates.Date}) = 0x06
type_code(::Type{Dates.DateTime}) = 0x07
type_code(::Type{Vector{UInt8}}) = 0x0a
type_code(::Type{ComplexF64}) = 0x0b
type_code(::Type{Dates.Microsecond}) = 0x0c

function put_column_head(out::Out, ::Type{T}, rows::Int) where {T}
    put_scalar(out, type_code(T))
    put_scalar(out, UInt32(rows))
end

put_cells(out::Out, column::Vector{<:Union{Float64,Int64,Bool,ComplexF64}}) = put_data(out, column)
put_cells(out::Out, column::Vector{Dates.Date}) = put_data(out, map(days_of, column))
put_cells(out::Out, column::Vector{Dates.DateTime}) = put_data(out, map(micros_of, column))
put_cells(out::Out, column::Vector{Dates.Microsecond}) = put_data(out, map(Dates.value, column))

function put_cells(out::Out, column::Vector{T}) where {T<:Union{String,Vector{UInt8}}}
    offsets = Vector{Int32}(undef, length(column) + 1)
    offsets[1] = 0
    for index in eachindex(column)
        offsets[index+1] = offsets[index] + sizeof(column[index])    # An InexactError beyond 2 GB.
    end
    bytes = Vector{UInt8}(undef, offsets[end])
    GC.@preserve bytes for index in eachindex(column)
        cell = column[index]
        GC.@preserve cell unsafe_copyto!(pointer(bytes) + offsets[index], pointer(cell), sizeof(cell))
    end
    put_data(out, offsets)
    put_data(out, bytes)
end

put_data(out::Out, data::Vector) = GC.@preserve data put_memory(out, Ptr{UInt8}(pointer(data)), sizeof(data))

function put_memory(out::Out, from::Ptr{UInt8}, count::Int)
    if count < table_file_bytes_min
        put_scalar(out, 0x00)
        put_bytes(out, from, count)
    else
        put_scalar(out, 0x01)
        put_scalar(out, append_to_file(out, from, count))
    end
    return nothing
end

"""Writes to the table file of the frame, which is opened at need; returns where the bytes start, a multiple of 8."""
function append_to_file(out::Out, from::Ptr{UInt8}, count::Int)
    if out.file === nothing
        file_number[] += 1
        out.path = joinpath(files_folder[], string("julia-", getpid(), "-", file_number[]))
        out.file = open(out.path, claim_spare(out.path) ? "r+" : "w")
        out.file_size = 0
    end
    file = out.file::IOStream
    padding = mod(-out.file_size, 8)
    padding > 0 && write(file, zeros(UInt8, padding))
    start = Int64(out.file_size + padding)
    unsafe_write(file, from, UInt(count))
    out.file_size = start + count
    return start
end

"""
Makes the largest spare file the one at `path`; false when there is none. Its memory is there already, and fresh memory
costs more than the copying into it: table-files.ts says which files are spares.
"""
function claim_spare(path::String)
    largest, largest_size = "", -1
    for name in readdir(files_folder[])
        startswith(name, "spare-") || continue
        size = something(tryparse(Int, split(name, '-')[2]), -1)
        size > largest_size && ((largest, largest_size) = (name, size))
    end
    # The core may have removed it in this moment.
    return largest != "" && ccall(:rename, Cint, (Cstring, Cstring), joinpath(files_folder[], largest), path) == 0
end

"""Ends a frame that may have a table file: its path and the length of the path come last."""
function close_frame(out::Out)
    path = close_file(out)
    GC.@preserve path put_bytes(out, pointer(path), ncodeunits(path))
    put_scalar(out, UInt32(ncodeunits(path)))
    return nothing
end

function close_file(out::Out)
    out.file === nothing && return ""
    file = out.file::IOStream
    truncate(file, out.file_size)    # A spare may have been longer.
    close(file)
    out.file = nothing
    return out.path
end

"""Forgets a frame that could not be written to its end."""
function drop_frame(out::Out)
    path = close_file(out)
    path == "" || rm(path; force = true)
    out.size = 4
    return nothing
end

const files_folder = Ref("")
const file_number = Ref(0)
