# What is told about a call that ended without a value. The layouts are in julia-codec.ts.

"""Thrown by the `exit` that a function sees: Julia's own would take the session with it."""
struct ExitCalled <: Exception
    code::Any
end
Base.showerror(io::IO, error::ExitCalled) = print(io, "exit(", error.code, ") was called. A function ends by returning its value.")

"""An argument that does not fit the parameter."""
struct ArgumentRefused <: Exception
    parameter::String
    reason::String
end

struct EntryMissing <: Exception
    found::Vector{String}
end

struct SyntaxFailure <: Exception
    message::String
    line::Int      # 0 where it is not known
    column::Int
end

const frames_max = 100     # of one trace
const addresses_max = 300  # A stack that overflowed has 80,000; looking them all up takes minutes.

"""`stack` holds the exceptions that were being handled, oldest first, each with its backtrace."""
function put_failure(out::Out, stack::Vector, file_name::String, entry::String)
    error, backtrace = unwrapped(stack[end]...)
    if error isa SyntaxFailure
        put_scalar(out, 0x02)
        put_text(out, error.message)
        put_scalar(out, Int32(error.line))
        put_scalar(out, Int32(error.column))
    elseif error isa EntryMissing
        put_scalar(out, 0x03)
        put_text(out, entry)
        put_scalar(out, UInt32(length(error.found)))
        foreach(name -> put_text(out, name), error.found)
    elseif error isa NotShowable
        put_scalar(out, 0x04)
        put_text(out, error.path)
        put_text(out, error.description)
    elseif error isa ArgumentRefused
        put_scalar(out, 0x05)
        put_text(out, error.parameter)
        put_text(out, error.reason)
    elseif error isa KeptGone
        put_scalar(out, 0x06)
        put_text(out, error.parameter)
        put_text(out, error.description)
    else
        put_function_error(out, stack, file_name)
    end
    return nothing
end

function put_function_error(out::Out, stack::Vector, file_name::String)
    error, backtrace = unwrapped(stack[end]...)
    frames = user_frames(backtrace)
    put_scalar(out, 0x01)
    put_text(out, error_text(error))
    put_text(out, string(nameof(typeof(error))))
    put_text(out, trace_text(stack, frames))
    put_scalar(out, UInt32(length(frames)))
    for frame in Iterators.reverse(frames)
        is_user_source = is_in_file(frame, file_name)
        put_text(out, string(frame.func))
        put_scalar(out, Int32(is_user_source ? frame.line : 0))
        put_text(out, is_user_source ? file_name : string(frame.file))
        put_scalar(out, UInt8(is_user_source))
    end
end

"""Debian's Julia writes "./" before the name of a file that it does not find."""
is_in_file(frame, file_name::String) = string(frame.file) in (file_name, string("./", file_name))

"""An exception without what Julia wrapped around it on its way: the loading of a file, the task that it ended."""
function unwrapped(error, backtrace)
    while true
        if error isa LoadError
            error = error.error
        elseif error isa CompositeException && length(error) == 1
            error = error.exceptions[1]
        elseif error isa TaskFailedException
            inner = exceptions_of(error.task)
            isempty(inner) && return error, backtrace
            error, backtrace = inner[end]
        else
            return error, backtrace
        end
    end
end

# The stack of exceptions changed its name in 1.7.
if isdefined(Base, :current_exceptions)
    exceptions_of(task::Task) = Any[(item.exception, item.backtrace) for item in Base.current_exceptions(task)]
else
    exceptions_of(task::Task) = Any[(item[1], item[2]) for item in Base.catch_stack(task)]
end

function error_text(@nospecialize(error))
    try
        return sprint(showerror, error)
    catch    # The type has a showerror of its own that fails.
        return string("an error of the type ", typeof(error))
    end
end

"""The frames between the worker's call and the error, innermost first."""
function user_frames(backtrace)
    backtrace === nothing && return Base.StackTraces.StackFrame[]
    addresses = length(backtrace) > addresses_max ? vcat(backtrace[1:addresses_max-100], backtrace[end-99:end]) : backtrace
    frames = stacktrace(addresses)
    outermost = findfirst(frame -> frame.func in (:call_entry, :load_source), frames)
    outermost === nothing || resize!(frames, outermost - 1)
    while !isempty(frames) && occursin(r"invokelatest|^eval$", string(frames[end].func))
        pop!(frames)
    end
    return length(frames) > frames_max ? vcat(frames[1:frames_max÷2], frames[end-frames_max÷2+1:end]) : frames
end

"""The trace as Julia writes it, without the worker's own frames; first the last error, then what caused it."""
function trace_text(stack::Vector, frames)
    text = IOBuffer()
    error, _ = unwrapped(stack[end]...)
    print(text, "ERROR: ", error_text(error))
    print_frames(text, frames)
    for earlier in reverse(stack[1:end-1])
        cause, backtrace = unwrapped(earlier...)
        print(text, "\ncaused by: ", error_text(cause))
        print_frames(text, user_frames(backtrace))
    end
    return String(take!(text))
end

function print_frames(text::IOBuffer, frames)
    isempty(frames) || print(text, "\nStacktrace:")
    for (index, frame) in enumerate(frames)
        print(text, "\n [", index, "] ", frame)
    end
end
