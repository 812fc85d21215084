# The loop, and one call from its frame to its answer.

const answer = Out()

"""What a session is and has, before its first call."""
function prepare(folder::String)
    files_folder[] = folder
    session_name[] = pop!(ENV, "TRIPTYCH_SESSION", "")    # See sessionVariables in worker-language.ts.
    scratch_folder[] = pop!(ENV, "TRIPTYCH_SCRATCH", "")
    delete!(ENV, "TRIPTYCH_MODE")
    Sys.iswindows() || ccall(:fcntl, Cint, (Cint, Cint, Cint...), channel_descriptor, 2, 1)    # Closed in children.
    capture_output()
    note_before()
    return nothing
end

"""Answers calls until the core goes; `opened` is the channel as Julia's stream where that holds the first bytes."""
function serve(opened::Union{IOStream,Nothing})
    frame = next_frame(opened)
    while frame !== nothing
        if is_free_frame(frame)
            Base.invokelatest(free_kept, frame)
        elseif is_wake_frame(frame)
            Base.invokelatest(get_ready, opened, frame)
        else
            answer_frame(frame)
        end
        has_mapped[] && Base.invokelatest(collect_young)
        frame = next_frame(opened)
    end
    exit(0)
end

"""
After a call with large columns: they are young and free now, and their file is used again. Nobody waits for it, and Julia itself
does not know how much memory there is behind a mapped array, so it would leave them for long.
"""
function collect_young()
    has_mapped[] = false
    GC.gc(false)
    return nothing
end

"""
Carries out a first call that nobody asked for: what Julia's compiler and parser set up at their first use is there then. Only
a session with a system image can afford it, because only there is everything else compiled.
"""
function rehearse()
    # The record of unwinding that mending looks for is there once something has been compiled.
    Base.invokelatest(Core.eval(Module(:Rehearsal), :(x -> x)), nothing)
    # The target is made here, because a @cfunction that was compiled into an image ends the process.
    @static if VERSION < v"1.6"
        needs_mending() && mend_unwinding(Core.eval(@__MODULE__, :(@cfunction(register, Cvoid, (Ptr{UInt},)))))
    end
    before.folder = pwd()
    rehearse_call()
    return nothing
end

function rehearse_call()
    carry_out(CallFrame("", "f(x) = x + 1.0", "rehearsal.jl", "f", "", ["x"], Any[1.0], nothing), Ref(UInt64(0)))
    put_done(1.0, UInt64(0))
    drop_frame(answer)
    empty!(sources)
    return nothing
end

"""No checksum is as long as the mark says."""
is_free_frame(frame::Vector{UInt8}) = is_marked(frame, 0xff)
is_wake_frame(frame::Vector{UInt8}) = is_marked(frame, 0xfe)
is_marked(frame::Vector{UInt8}, byte::UInt8) = length(frame) >= 4 && frame[1] == byte && frame[2] == frame[3] == frame[4] == 0xff

struct CallFrame
    checksum::String
    source::Union{String,Nothing}
    file_name::String
    entry::String
    working_folder::String
    names::Vector{String}
    values::Vector{Any}
    refusal::Union{KeptGone,Nothing}    # why the function is not called
end

function read_call(frame::Vector{UInt8})
    input = open_frame(frame)
    checksum = take_text(input)
    source = take_scalar(input, UInt8) == 0x01 ? take_text(input) : nothing
    file_name, entry, folder = take_text(input), take_text(input), take_text(input)
    count = Int(take_scalar(input, UInt32))
    names, values = Vector{String}(undef, count), Vector{Any}(undef, count)
    refusal = nothing
    for index in 1:count
        names[index] = take_text(input)
        values[index] = take_value(input)
        input.gone === nothing || refusal !== nothing || (refusal = KeptGone(names[index], input.gone))
    end
    input.file.path == "" || input.file.mapped > 0 || Base.invokelatest(retire, input.file.path)
    return CallFrame(checksum, source, file_name, entry, folder, names, values, refusal)
end

function answer_frame(frame::Vector{UInt8})
    call = read_call(frame)
    log_buffer.lines_sent = 0
    took_ns = Ref(UInt64(0))
    is_given = false
    try
        result = carry_out(call, took_ns)
        put_done(result, took_ns[])
        is_given = true
    catch
        Base.invokelatest(drop_frame, answer)
        stack = exceptions_of(current_task())
        Base.invokelatest(put_failed, stack, call, took_ns[])
    end
    end_output()
    send_frame(answer)
    isempty(kept_in_call) && isempty(returned_in_call) || Base.invokelatest(settle_kept, is_given)
    put_back()    # After the answer: nobody waits for it.
    return nothing
end

"""Everything of a call that may fail for a reason of the user's."""
function carry_out(call::CallFrame, took_ns::Ref{UInt64})
    call.refusal === nothing || throw(call.refusal)
    cd(call.working_folder == "" ? before.folder : call.working_folder)
    # Where include("helper.jl") looks: beside the source, which is taken to lie in the working folder.
    task_local_storage(:SOURCE_PATH, joinpath(pwd(), call.file_name))
    if call.source !== nothing && !haskey(sources, call.checksum)
        sources[call.checksum] = Source(call.source, call.file_name, nothing, Dict{String,Any}())
    end
    source = sources[call.checksum]
    source.home === nothing && Base.invokelatest(load_source, source)
    return Base.invokelatest(run_entry, source, call, took_ns)
end

function run_entry(source::Source, call::CallFrame, took_ns::Ref{UInt64})
    plan = find_plan(source, call.entry, call.names)
    candidate, positional, keywords = fit_arguments(plan, call.entry, call.names, call.values)
    started = time_ns()
    try
        return call_entry(plan.entry, positional, candidate.keyword_names, keywords)
    catch error
        Base.invokelatest(throw_if_lacking, error, call)
        rethrow()
    finally
        took_ns[] = time_ns() - started
    end
end

@noinline function call_entry(@nospecialize(entry), positional::Vector{Any}, names::Vector{Symbol}, keywords::Vector{Any})
    isempty(names) && return entry(positional...)
    return Base.invokelatest(call_with_keywords, entry, positional, NamedTuple{(names...,)}((keywords...,)))
end

call_with_keywords(@nospecialize(entry), positional::Vector{Any}, @nospecialize(keywords)) = entry(positional...; keywords...)

"""A keyword that has no default and was not given is the caller's fault, not the function's."""
function throw_if_lacking(@nospecialize(error), call::CallFrame)
    error isa UndefKeywordError || return nothing
    name = string(error.var)
    name in call.names && return nothing
    length(stacktrace(catch_backtrace())) > 0 && is_thrown_at_entry(call) || return nothing
    throw(ArgumentRefused(name, "$(call.entry) needs $name: it has no default."))
end

"""Whether the error comes from calling the entry, and not from a line of the user's."""
function is_thrown_at_entry(call::CallFrame)
    frames = user_frames(catch_backtrace())
    return count(frame -> is_in_file(frame, call.file_name), frames) <= 1
end

function put_done(@nospecialize(result), took_ns::UInt64)
    put_scalar(answer, 0x04)
    put_scalar(answer, took_ns / 1e6)
    Base.invokelatest(put_value, answer, result, Path())
    close_frame(answer)
    answer.size > frame_bytes_max && refuse(Path(), "more than 256 MB outside of columns")
    return nothing
end

function put_failed(stack::Vector, call::CallFrame, took_ns::UInt64)
    put_scalar(answer, 0x05)
    put_scalar(answer, took_ns / 1e6)
    put_failure(answer, stack, call.file_name, call.entry)
    close_frame(answer)
    return nothing
end

const plot_frame = Out()

"""Sends a value that can draw itself as a picture, as those of Plots and Makie can; false when it cannot."""
function put_plot(@nospecialize(value))
    for (code, media) in ((0x00, MIME("image/svg+xml")), (0x01, MIME("image/png")))
        # Neither is inferred: Julia 1.5 takes it for granted that they fail for what it has not met yet, and ends at an "unreachable".
        Base.invokelatest(showable, media, value) || continue
        picture = Base.invokelatest(sprint, show, media, value)::String
        send_log()
        put_scalar(plot_frame, 0x03)
        put_scalar(plot_frame, code)
        GC.@preserve picture put_bytes(plot_frame, pointer(picture), ncodeunits(picture))
        send_frame(plot_frame)
        return true
    end
    return false
end

"""Sends what was printed, and takes back the streams if the function kept them redirected."""
function end_output()
    stdout === log_out || restore_stream(log_out)
    stderr === log_err || restore_stream(log_err)
    send_log()
    end_bars()
    flush_c()
    return nothing
end
