# What a function prints. `stdout` and `stderr` are replaced by two streams that write into one buffer, so the core gets
# the texts in the order in which they were printed. A line is sent as soon as it ends, until a call has printed a thousand
# of them; then lines wait for 16 KB or 10 ms, since a frame for each would cost more than the printing. Nothing waits
# beyond the end of a call. What C code or another program prints goes to the descriptors 1 and 2, which the core reads.

struct LogStream <: IO
    number::UInt8    # 0 is stdout, 1 stderr, which also is where a message goes; 2 and 3 are warnings and errors of the logger
end
const log_out = LogStream(0x00)
const log_err = LogStream(0x01)
const log_warning = LogStream(0x02)
const log_error = LogStream(0x03)

const log_bytes_max = 16 * 1024
const eager_lines_max = 1000
const log_wait_ns = 10_000_000

mutable struct Log
    bytes::Vector{UInt8}
    size::Int
    stream::UInt8
    lines_sent::Int
    sent_at::UInt64
    frame::Out
end
const log_buffer = Log(Vector{UInt8}(undef, log_bytes_max), 0, 0x00, 0, 0, Out())

send_log() = send_log(log_buffer.size)

function send_log(count::Int)
    count == 0 && return nothing
    frame = log_buffer.frame
    bytes = log_buffer.bytes
    put_scalar(frame, 0x02)
    put_scalar(frame, log_buffer.stream)
    GC.@preserve bytes put_bytes(frame, pointer(bytes), count)
    log_buffer.size -= count
    copyto!(bytes, 1, bytes, count + 1, log_buffer.size)
    log_buffer.lines_sent += 1
    send_frame(frame)
    log_buffer.sent_at = time_ns()
    return nothing
end

function append_log(stream::UInt8, from::Ptr{UInt8}, count::Int)
    log_buffer.stream == stream || send_log()
    log_buffer.stream = stream
    done = 0
    while done < count
        log_buffer.size == log_bytes_max && send_log(whole_characters())
        part = min(count - done, log_bytes_max - log_buffer.size)
        unsafe_copyto!(pointer(log_buffer.bytes) + log_buffer.size, from + done, part)
        log_buffer.size += part
        done += part
    end
    if count > 0 && unsafe_load(from + (count - 1)) == 0x0a
        is_eager = log_buffer.lines_sent < eager_lines_max
        (is_eager || time_ns() - log_buffer.sent_at > log_wait_ns) && send_log()
    end
    return nothing
end

"""How many bytes of a full buffer end with a whole character, so that none is torn between two frames."""
function whole_characters()
    bytes = log_buffer.bytes
    for count in log_bytes_max:-1:log_bytes_max-3
        last = bytes[count]
        last < 0x80 && return count
        last >= 0xc0 && return count - 1
    end
    return log_bytes_max
end

function Base.unsafe_write(stream::LogStream, from::Ptr{UInt8}, count::UInt)
    append_log(stream.number, from, Int(count))
    return Int(count)
end
function Base.write(stream::LogStream, byte::UInt8)
    box = Ref(byte)
    GC.@preserve box append_log(stream.number, Base.unsafe_convert(Ptr{UInt8}, box), 1)
    return 1
end
Base.flush(::LogStream) = send_log()
Base.isopen(::LogStream) = true
Base.isreadable(::LogStream) = false
Base.iswritable(::LogStream) = true
Base.displaysize(::LogStream) = (40, 120)
# What a process that is given the stream writes to: Julia gives it to the one that compiles a package, for its warnings.
Base.rawhandle(stream::LogStream) = RawFD(stream.number == 0x00 ? 1 : 2)

# A function that redirects stdout hands our stream back when it is done: its descriptor is put back then.
const own_descriptors = (Ref(Cint(-1)), Ref(Cint(-1)))
const duplicate_closed_in_children = Sys.isapple() ? Cint(67) : Cint(1030)

function restore_stream(stream::LogStream)
    number = Int(stream.number) + 1
    flush_c()
    Sys.iswindows() || ccall(:dup2, Cint, (Cint, Cint), own_descriptors[number][], number)
    number == 1 ? Core.eval(Base, :(stdout = $stream)) : Core.eval(Base, :(stderr = $stream))
    return stream
end

@static if isdefined(Base, :RedirectStdStream)
    (::Base.RedirectStdStream)(stream::LogStream) = restore_stream(stream)
else
    Base.redirect_stdout(stream::LogStream) = restore_stream(stream)
    Base.redirect_stderr(stream::LogStream) = restore_stream(stream)
end

flush_c() = ccall(:fflush, Cint, (Ptr{Cvoid},), C_NULL)

"""Puts our streams in the place of Julia's, for prints, `display` and the logging macros."""
function capture_output()
    for number in 1:(Sys.iswindows() ? 0 : 2)
        own_descriptors[number][] = ccall(:fcntl, Cint, (Cint, Cint, Cint...), number, duplicate_closed_in_children, 3)
    end
    Core.eval(Base, :(stdout = $log_out))
    Core.eval(Base, :(stderr = $log_err))
    Base.Multimedia.pushdisplay(Base.Multimedia.TextDisplay(log_out))
    Base.CoreLogging.global_logger(SessionLogger())
    push!(Base.package_callbacks, watch_meters)
    return nothing
end
