# Reads what julia-codec.ts writes; the layout is drawn there. Every column is copied or mapped in one go, so the cost is
# that of the memory, and each type has one short method, so there is little to compile at start.

mutable struct TableFile
    path::String    # "" when a frame has none
    mapped::Int     # columns that are in use
end

mutable struct In
    bytes::Vector{UInt8}
    at::Int         # bytes read
    file::TableFile
    gone::Union{String,Nothing}    # what a kept value was that is no more, when one is asked for
end

"""Opens a frame: its last bytes are the path of its table file and the length of that path."""
function open_frame(bytes::Vector{UInt8})
    input = In(bytes, length(bytes) - 4, TableFile("", 0), nothing)
    path_size = Int(take_scalar(input, UInt32))
    input.at = length(bytes) - 4 - path_size
    input.file.path = take_string(input, path_size)
    input.at = 0
    return input
end

function take_scalar(input::In, ::Type{T}) where {T}
    input.at + sizeof(T) <= length(input.bytes) || error("The frame ends too early.")
    value = GC.@preserve input unsafe_load(Ptr{T}(pointer(input.bytes) + input.at))
    input.at += sizeof(T)
    return value
end

function take_string(input::In, count::Int)
    input.at + count <= length(input.bytes) || error("The frame ends too early.")
    text = GC.@preserve input unsafe_string(pointer(input.bytes) + input.at, count)
    input.at += count
    return text
end

take_text(input::In) = take_string(input, Int(take_scalar(input, UInt32)))

function take_value(input::In)
    tag = take_scalar(input, UInt8)
    tag == 0x00 && return nothing
    tag == 0x01 && return false
    tag == 0x02 && return true
    tag == 0x03 && return take_scalar(input, Int64)
    tag == 0x05 && return take_scalar(input, Float64)
    tag == 0x06 && return take_text(input)
    return Base.invokelatest(take_other, input, tag)    # See compile-ahead.jl.
end

function take_other(input::In, tag::UInt8)
    tag == 0x04 && return parse(BigInt, take_text(input))
    tag == 0x07 && return date_of(take_scalar(input, Int32))
    tag == 0x08 && return datetime_of(take_scalar(input, Int64))
    tag == 0x09 && return take_list(input)
    tag == 0x0a && return take_map(input)
    tag == 0x0b && return take_column(input)
    tag == 0x0c && return take_table(input)
    tag == 0x0d && return missing
    tag == 0x0e && return complex(take_scalar(input, Float64), take_scalar(input, Float64))
    tag == 0x0f && return take_data(input, UInt8, Int(take_scalar(input, UInt32)))
    tag == 0x10 && return Dates.Microsecond(take_scalar(input, Int64))
    tag == 0x11 && return moment_in_zone(take_scalar(input, Int64), take_text(input))
    tag == 0x12 && return take_array(input)
    tag == 0x13 && return take_kept(input)
    error("No value has the tag $tag.")
end

# A Date counts days from a calendar's year 0, a DateTime milliseconds; these are theirs for 1970-01-01.
const epoch_days = 719163
const epoch_milliseconds = 719163 * 86_400_000

date_of(days::Int32) = Dates.Date(Dates.UTD(Int64(days) + epoch_days))
"""Microseconds are cut off: a DateTime counts milliseconds."""
datetime_of(micros::Int64) = Dates.DateTime(Dates.UTM(fld(micros, 1000) + epoch_milliseconds))

"""A list whose elements are of several kinds."""
function take_list(input::In)
    count = Int(take_scalar(input, UInt32))
    list = Vector{Any}(undef, count)
    are_numbers = count > 0
    for index in 1:count
        item = take_value(input)
        list[index] = item
        are_numbers &= item isa Real && !(item isa Bool)
    end
    return are_numbers ? convert(Vector{Real}, list) : list
end

function take_map(input::In)
    count = Int(take_scalar(input, UInt32))
    map = Dict{String,Any}()
    for _ in 1:count
        name = take_text(input)
        map[name] = take_value(input)
    end
    return map
end

function take_table(input::In)
    count = Int(take_scalar(input, UInt32))
    names = Vector{Symbol}(undef, count)
    columns = Vector{Any}(undef, count)
    for index in 1:count
        names[index] = Symbol(take_text(input))
        columns[index] = take_column(input)
    end
    return NamedTuple{(names...,)}((columns...,))
end

"""Of Julia's own order, so that the elements stay where they are."""
function take_array(input::In)
    sizes = Int[Int(take_scalar(input, UInt32)) for _ in 1:take_scalar(input, UInt32)]
    return reshape(take_column(input), (sizes...,))
end

function take_column(input::In)
    type = take_scalar(input, UInt8)
    rows = Int(take_scalar(input, UInt32))
    mask = take_scalar(input, UInt8) == 0x01 ? take_data(input, UInt8, rows) : nothing
    type == 0x01 && return with_missing(take_data(input, Float64, rows), mask)
    type == 0x02 && return with_missing(take_data(input, Int64, rows), mask)
    type == 0x03 && return with_missing(convert(Vector{Int64}, take_data(input, Int32, rows)), mask)
    type == 0x04 && return with_missing(take_data(input, Bool, rows), mask)
    type == 0x05 && return with_missing(take_packed(input, String, rows), mask)
    type == 0x06 && return with_missing(map(date_of, take_data(input, Int32, rows)), mask)
    type == 0x07 && return with_missing(map(datetime_of, take_data(input, Int64, rows)), mask)
    type == 0x08 && return fill(missing, rows)
    type == 0x0a && return with_missing(take_packed(input, Vector{UInt8}, rows), mask)
    type == 0x0b && return with_missing(take_data(input, ComplexF64, rows), mask)
    type == 0x0c && return with_missing(map(Dates.Microsecond, take_data(input, Int64, rows)), mask)
    type == 0x0d && return take_category(input, rows, mask)
    type == 0x0e && return take_moments_in_zone(input, rows, mask)
    error("No column has the type $type.")
end

with_missing(data::Vector, ::Nothing) = data
function with_missing(data::Vector{T}, mask::Vector{UInt8}) where {T}
    column = Vector{Union{Missing,T}}(undef, length(data))
    for index in eachindex(data)
        @inbounds column[index] = mask[index] == 0x01 ? missing : data[index]
    end
    return column
end

function take_packed(input::In, ::Type{T}, rows::Int) where {T<:Union{String,Vector{UInt8}}}
    offsets = take_data(input, Int32, rows + 1)
    bytes = take_data(input, UInt8, Int(offsets[end]))
    cells = Vector{T}(undef, rows)
    GC.@preserve bytes for index in 1:rows
        from = offsets[index]
        cells[index] = packed_cell(T, pointer(bytes) + from, Int(offsets[index+1] - from))
    end
    return cells
end

packed_cell(::Type{String}, from::Ptr{UInt8}, count::Int) = unsafe_string(from, count)
packed_cell(::Type{Vector{UInt8}}, from::Ptr{UInt8}, count::Int) = copy(unsafe_wrap(Array, from, count))

"""Elements that lie in the frame itself, or at an offset of the table file."""
function take_data(input::In, ::Type{T}, count::Int) where {T}
    in_file = take_scalar(input, UInt8) == 0x01
    in_file && return map_file(input.file, T, count, take_scalar(input, Int64))
    input.at + count * sizeof(T) <= length(input.bytes) || error("The frame ends too early.")
    data = Vector{T}(undef, count)
    GC.@preserve input data begin
        unsafe_copyto!(Ptr{UInt8}(pointer(data)), pointer(input.bytes) + input.at, count * sizeof(T))
    end
    input.at += count * sizeof(T)
    return data
end

# Mapped privately: a function may write to its argument, and nobody else sees it. What it has not written to are the file's
# own bytes, so the file becomes a spare, over which others write (table-files.ts), only when the last array over it has
# gone. The codec puts each column at the start of a page.
@static if Sys.iswindows()
    function map_file(file::TableFile, ::Type{T}, count::Int, offset::Int64) where {T}
        data = Vector{T}(undef, count)
        open(file.path) do opened
            seek(opened, offset)
            read!(opened, data)
        end
        return data
    end
else
    function map_file(file::TableFile, ::Type{T}, count::Int, offset::Int64) where {T}
        descriptor = ccall(:open, Cint, (Cstring, Cint), file.path, 0)
        descriptor < 0 && error("The table file $(file.path) cannot be opened.")
        size = count * sizeof(T)
        readable_writable, private = 3, 2
        address = ccall(:mmap, Ptr{Cvoid}, (Ptr{Cvoid}, Csize_t, Cint, Cint, Cint, Int64), C_NULL, size, readable_writable, private, descriptor, offset)
        ccall(:close, Cint, (Cint,), descriptor)
        reinterpret(Int, address) == -1 && error("The table file $(file.path) cannot be mapped.")
        data = unsafe_wrap(Array, Ptr{T}(address), count)
        # From Julia 1.11 on arrays share a Memory, and the array itself may go before its neighbours do.
        owner = isdefined(Base, :Memory) ? getfield(getfield(data, :ref), :mem) : data
        file.mapped += 1
        has_mapped[] = true
        finalizer(_ -> unmap(file, address, size), owner)
        return data
    end

    function unmap(file::TableFile, address::Ptr{Cvoid}, size::Int)
        ccall(:munmap, Cint, (Ptr{Cvoid}, Csize_t), address, size)
        file.mapped -= 1
        file.mapped == 0 && retire(file.path)
        return nothing
    end
end

"""Whether a call has had columns that were mapped since the last collection."""
const has_mapped = Ref(false)

# As many as one large call leaves.
const spares_max = 4

"""The file becomes a spare; nothing happens when the core has tidied it up."""
function retire(path::String)
    folder = files_folder[]
    spare_count = 0
    for name in (isdir(folder) ? readdir(folder) : String[])
        startswith(name, "spare-") && (spare_count += 1)
    end
    if spare_count >= spares_max
        ccall(:unlink, Cint, (Cstring,), path)
    else
        ccall(:rename, Cint, (Cstring, Cstring), path, joinpath(folder, string("spare-", filesize(path), "-", basename(path))))
    end
    return nothing
end
