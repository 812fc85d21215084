# The logging macros: each message is a text with its level, the line of the user's that said it, and what was handed along.
# A message with the key `progress` (ProgressLogging's, and what the standard library recommends) is progress, not a text.

struct SessionLogger <: Base.CoreLogging.AbstractLogger end

const message_counts = Dict{Any,Int}()    # Of those with `maxlog`; anew for each call.
const progress_level = Base.CoreLogging.LogLevel(-1)    # ProgressLogging's own.

Base.CoreLogging.min_enabled_level(::SessionLogger) = progress_level
Base.CoreLogging.shouldlog(::SessionLogger, level, _module, group, id) = true
Base.CoreLogging.catch_exceptions(::SessionLogger) = false

function Base.CoreLogging.handle_message(::SessionLogger, level, message, _module, group, id, file, line; maxlog = nothing, details...)
    Base.invokelatest(handle_logged, level, message, id, file, line, maxlog, details)
    return nothing
end

function handle_logged(@nospecialize(level), @nospecialize(message), @nospecialize(id), @nospecialize(file), @nospecialize(line), @nospecialize(maxlog), @nospecialize(details))
    report_logged(message, id, details) && return nothing
    level = convert(Base.CoreLogging.LogLevel, level)
    level < Base.CoreLogging.Info && return nothing
    if maxlog isa Integer
        message_counts[id] = get(message_counts, id, 0) + 1
        message_counts[id] > maxlog && return nothing
    end
    stream = level < Base.CoreLogging.Warn ? log_err : level < Base.CoreLogging.Error ? log_warning : log_error
    write(stream, logged_text(level, message, file, line, details))
    return nothing
end

function logged_text(level::Base.CoreLogging.LogLevel, @nospecialize(message), @nospecialize(file), @nospecialize(line), @nospecialize(details))
    name = level == Base.CoreLogging.Info ? "Info" : level == Base.CoreLogging.Warn ? "Warning" : string(level)
    text = IOBuffer()
    print(text, name, ": ", message, '\n')
    for (key, value) in details
        print(text, "  ", key, " = ", detail_text(key, value), '\n')
    end
    file === nothing || print(text, "  @ ", startswith(string(file), "./") ? string(file)[3:end] : file, ':', line, '\n')
    return String(take!(text))
end

function detail_text(@nospecialize(key), @nospecialize(value))
    if key === :exception
        error = value isa Tuple && !isempty(value) ? value[1] : value
        return error isa Exception ? error_text(error) : string(error)
    end
    return sprint(show, value; context = :limit => true)
end

"""Whether the message was progress; it is reported then."""
function report_logged(@nospecialize(message), @nospecialize(id), @nospecialize(details))
    record = message isa AbstractString && hasproperty(message, :progress) ? getproperty(message, :progress) : message
    if hasproperty(record, :fraction) && hasproperty(record, :done) && hasproperty(record, :id)    # ProgressLogging.Progress
        fraction = record.fraction
        report_fraction(string(record.id), string(record.name), fraction, record.done || fraction >= 1)
        return true
    end
    haskey(details, :progress) || return false
    progress = details[:progress]
    progress isa Union{Nothing,Real} || progress == "done" || return false
    fraction = progress isa Real ? Float64(progress) : NaN
    report_fraction(string(id), string(message), fraction, progress == "done" || fraction >= 1)
    return true
end

function report_fraction(id::String, label::String, fraction::Real, is_finished::Bool)
    isnan(fraction) && is_finished && return end_bar(id)
    isnan(fraction) ? report(id, label, 0.0, nothing, is_finished) : report(id, label, fraction, 1.0, is_finished)
    return nothing
end
