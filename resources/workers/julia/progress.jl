# How far a call has come. A function may tell it a million times; the core hears of each bar at most twenty times a second,
# and of its end.

const progress_wait_ns = 50_000_000
const bars_max = 1000    # Of one call; who makes more of them has forgotten their ids.
const label_characters_max = 200

mutable struct Bar
    label::String
    done::Float64
    total::Union{Float64,Nothing}
    sent_ns::UInt64
    is_sent::Bool    # whether the core has heard of the last state
end
const bars = Dict{String,Bar}()
const progress_frame = Out()

function report(id::String, label::String, done::Real, total::Union{Real,Nothing}, is_finished::Bool)
    bar = get(bars, id, nothing)
    if bar === nothing
        length(bars) >= bars_max && return nothing
        bar = bars[id] = Bar("", 0.0, nothing, 0, true)
    end
    label == "" || (bar.label = first(label, label_characters_max))
    bar.done = Float64(done)
    bar.total = total === nothing ? nothing : Float64(total)
    bar.is_sent = false
    now_ns = time_ns()
    if is_finished
        end_bar(id)
    elseif now_ns - bar.sent_ns >= progress_wait_ns
        bar.sent_ns = now_ns
        send_bar(id, bar, false)
    end
    return nothing
end

function end_bar(id::String)
    bar = pop!(bars, id, nothing)
    bar === nothing || send_bar(id, bar, true)
    return nothing
end

"""At the end of a call: whatever is not finished has ended with it."""
function end_bars()
    isempty(bars) || foreach(end_bar, collect(keys(bars)))
    isempty(message_counts) || empty!(message_counts)
    return nothing
end

function send_bar(id::String, bar::Bar, is_finished::Bool)
    put_scalar(progress_frame, 0x06)
    put_text(progress_frame, id)
    put_text(progress_frame, isvalid(bar.label) ? bar.label : "")
    put_scalar(progress_frame, bar.done)
    put_scalar(progress_frame, UInt8(bar.total !== nothing))
    put_scalar(progress_frame, something(bar.total, 0.0))
    put_scalar(progress_frame, UInt8(is_finished))
    send_frame(progress_frame)
    bar.is_sent = true
    return nothing
end

const meter_package = Base.PkgId(Base.UUID("92933f4c-e287-5a05-a399-4b506db050ca"), "ProgressMeter")

"""
Called by Julia for each package that is loaded. ProgressMeter draws all its meters in updateProgress!, so the meters that
know their end, and those that only count, report there instead of drawing a line over itself.
Source: ProgressMeter.jl, src/ProgressMeter.jl, `updateProgress!`, `next!`, `finish!` (0.9 to 1.10).
"""
function watch_meters(package::Base.PkgId)
    package == meter_package || return nothing
    meters = Base.root_module(package)
    for type in (:Progress, :ProgressUnknown)
        isdefined(meters, type) && isdefined(meters, :updateProgress!) || continue
        Core.eval(meters, quote
            function updateProgress!(meter::$type; desc = nothing, options...)
                meter.enabled || return nothing
                desc === nothing || (meter.desc = desc)
                $report_meter(meter)
                return nothing
            end
        end)
    end
    return nothing
end

function report_meter(@nospecialize(meter))
    total = hasproperty(meter, :n) ? meter.n : nothing
    is_finished = total === nothing ? meter.done : meter.counter >= total
    id = string("meter-", objectid(meter))
    report(id, String(rstrip(meter.desc, [' ', ':'])), meter.counter, total, is_finished)
    return nothing
end
