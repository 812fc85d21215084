# The road to the core: frames over descriptor 3, a 4-byte little-endian length and then the body. Plain system calls, for
# two reasons: Julia's own streams would park the loop in the event loop at each frame, and `read(io, n)` on a descriptor
# deadlocks in 1.5. While the loop waits here nothing else of Julia runs; a task that a function left behind goes on
# during the next call.

const channel_descriptor = Cint(3)
const interrupted_error = Cint(4)      # EINTR
const frame_bytes_max = 256 * 1024 * 1024

"""Bytes being put together for one frame; the first four are its length. Used again for the next frame."""
mutable struct Out
    bytes::Vector{UInt8}
    size::Int
    file::Any       # the open table file of this frame, or nothing
    path::String
    file_size::Int
end
Out() = Out(Vector{UInt8}(undef, 65536), 4, nothing, "", 0)

function read_exactly(target::Vector{UInt8}, count::Int)
    done = 0
    GC.@preserve target while done < count
        got = ccall(:read, Cssize_t, (Cint, Ptr{UInt8}, Csize_t), channel_descriptor, pointer(target) + done, count - done)
        if got > 0
            done += got
        elseif got == 0 || Libc.errno() != interrupted_error
            return false
        end
    end
    return true
end

const header = Vector{UInt8}(undef, 4)

"""The body of the next frame, or nothing when the core has gone."""
function read_frame()
    read_exactly(header, 4) || return nothing
    count = Int(GC.@preserve header unsafe_load(Ptr{UInt32}(pointer(header))))
    count > frame_bytes_max && return nothing
    body = Vector{UInt8}(undef, count)
    return read_exactly(body, count) ? body : nothing
end

"""The next frame, where worker.jl has read the first bytes into the buffer of a stream: what came with them is there too."""
next_frame(opened::IOStream) = bytesavailable(opened) > 0 ? take_frame(opened) : read_frame()
next_frame(::Nothing) = read_frame()

"""Whether the core has asked for something that has not been read yet. Where that cannot be told it has not."""
function is_frame_waiting(opened::Union{IOStream,Nothing})
    opened !== nothing && bytesavailable(opened) > 0 && return true
    Sys.iswindows() && return false
    poll = Ref((channel_descriptor, Int16(1), Int16(0)))    # A pollfd that asks for POLLIN, which is 1 everywhere.
    return ccall(:poll, Cint, (Ptr{Cvoid}, Culong, Cint), poll, 1, 0) != 0
end

function take_frame(opened::IOStream)
    count = Int(read(opened, UInt32))
    count > frame_bytes_max && return nothing
    body = Vector{UInt8}(undef, count)
    GC.@preserve body unsafe_read(opened, pointer(body), UInt(count))
    return body
end

function send_frame(out::Out)
    GC.@preserve out begin
        unsafe_store!(Ptr{UInt32}(pointer(out.bytes)), UInt32(out.size - 4))
        write_bytes(pointer(out.bytes), out.size)
    end
    length(out.bytes) > 1 << 20 && resize!(out.bytes, 65536)
    out.size = 4
    return nothing
end

"""While a session rehearses (get-ready.jl) nothing goes to the core, which has not asked."""
const is_rehearsing = Ref(false)

function write_bytes(from::Ptr{UInt8}, count::Int)
    is_rehearsing[] && return nothing
    done = 0
    while done < count
        wrote = ccall(:write, Cssize_t, (Cint, Ptr{UInt8}, Csize_t), channel_descriptor, from + done, count - done)
        if wrote > 0
            done += wrote
        elseif Libc.errno() != interrupted_error
            exit(1)    # The core has gone; there is nobody left to tell.
        end
    end
    return nothing
end

function make_room(out::Out, count::Int)
    need = out.size + count
    need > length(out.bytes) && resize!(out.bytes, max(need, 2 * length(out.bytes)))
    return nothing
end

function put_scalar(out::Out, value::T) where {T<:Union{UInt8,UInt32,Int32,Int64,Float64}}
    make_room(out, sizeof(T))
    GC.@preserve out unsafe_store!(Ptr{T}(pointer(out.bytes) + out.size), value)
    out.size += sizeof(T)
    return nothing
end

function put_bytes(out::Out, from::Ptr{UInt8}, count::Int)
    make_room(out, count)
    GC.@preserve out unsafe_copyto!(pointer(out.bytes) + out.size, from, count)
    out.size += count
    return nothing
end

function put_text(out::Out, text::String)
    put_scalar(out, UInt32(ncodeunits(text)))
    GC.@preserve text put_bytes(out, pointer(text), ncodeunits(text))
    return nothing
end
