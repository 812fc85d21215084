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
    if error isa OutOfMemoryError
        put_scalar(out, 0x07)
        put_text(out, error_text(error))
        put_frames(out, frames, file_name)
        return nothing
    end
    causes = causes_of(stack)
    put_scalar(out, 0x01)
    put_error(out, error)
    put_text(out, trace_text(error, frames, causes))
    put_frames(out, frames, file_name)
    put_scalar(out, UInt32(length(causes)))
    for (cause, cause_frames) in causes
        put_error(out, cause)
        put_frames(out, cause_frames, file_name)
    end
    return nothing
end

function put_error(out::Out, @nospecialize(error))
    put_text(out, error_text(error))
    put_text(out, string(nameof(typeof(error))))
end

function put_frames(out::Out, frames, file_name::String)
    put_scalar(out, UInt32(length(frames)))
    for frame in Iterators.reverse(frames)
        is_user_source = is_in_file(frame, file_name)
        put_text(out, string(frame.func))
        put_scalar(out, Int32(is_user_source ? frame.line : 0))
        put_text(out, is_user_source ? file_name : string(frame.file))
        put_scalar(out, UInt8(is_user_source))
    end
end

const causes_max = 20

"""
What the last error came of, nearest first, each with its frames: what was being handled when it was thrown, here and in the
task that it ended, and the errors beside it that a CompositeException holds.
"""
function causes_of(stack::Vector)
    causes = Any[]
    for (index, item) in enumerate(reverse(stack))
        error, backtrace = unwrapped(item...)
        index == 1 || push!(causes, (error, user_frames(backtrace)))
        append!(causes, causes_inside(item[1]))
        error isa CompositeException || continue
        for part in error.exceptions
            push!(causes, (first(unwrapped(part, nothing)), user_frames(last(unwrapped(part, nothing)))))
        end
    end
    return length(causes) > causes_max ? causes[1:causes_max] : causes
end

"""What the task that failed was handling when it did."""
function causes_inside(@nospecialize(error))
    while error isa LoadError || error isa CompositeException && length(error) == 1
        error = error isa LoadError ? error.error : error.exceptions[1]
    end
    error isa TaskFailedException || return Any[]
    inner = exceptions_of(error.task)
    return isempty(inner) ? Any[] : causes_of(inner)
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
        elseif error isa CapturedException    # Its backtrace has been looked up already, in the task that it comes from.
            error, backtrace = error.ex, error.processed_bt
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
    error isa StackOverflowError && return "StackOverflowError: functions call each other, or one itself, too many times without an end"
    error isa OutOfMemoryError && return "OutOfMemoryError: there is not as much memory as was asked for"
    try
        text = sprint(showerror, error)
        return isvalid(text) ? text : string("an error of the type ", typeof(error))
    catch    # The type has a showerror of its own that fails.
        return string("an error of the type ", typeof(error))
    end
end

"""The frames between the worker's call and the error, innermost first."""
function user_frames(backtrace)
    backtrace === nothing && return Base.StackTraces.StackFrame[]
    if eltype(backtrace) === Any && !isempty(backtrace) && backtrace[1] isa Tuple    # Of a CapturedException: frames, and how often.
        return Base.StackTraces.StackFrame[frame for (frame, _) in backtrace if dirname(string(frame.file)) != @__DIR__]
    end
    addresses = length(backtrace) > addresses_max ? vcat(backtrace[1:addresses_max-100], backtrace[end-99:end]) : backtrace
    frames = stacktrace(addresses)
    outermost = findfirst(frame -> frame.func in (:call_entry, :load_source), frames)
    outermost === nothing || resize!(frames, outermost - 1)
    # What a function calls of the worker (Triptych.artifact) is not the user's, and below `load_source` neither.
    filter!(frame -> dirname(string(frame.file)) != @__DIR__, frames)
    while !isempty(frames) && occursin(r"invokelatest|^eval$", string(frames[end].func))
        pop!(frames)
    end
    return length(frames) > frames_max ? vcat(frames[1:frames_max÷2], frames[end-frames_max÷2+1:end]) : frames
end

"""The trace as Julia writes it, without the worker's own frames; first the last error, then what caused it."""
function trace_text(@nospecialize(error), frames, causes::Vector)
    text = IOBuffer()
    print(text, "ERROR: ", error_text(error))
    print_frames(text, frames)
    for (cause, cause_frames) in causes
        print(text, "\ncaused by: ", error_text(cause))
        print_frames(text, cause_frames)
    end
    return String(take!(text))
end

function print_frames(text::IOBuffer, frames)
    isempty(frames) || print(text, "\nStacktrace:")
    for (index, frame) in enumerate(frames)
        print(text, "\n [", index, "] ", frame)
    end
end
