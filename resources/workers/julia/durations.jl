# Lengths of time: Julia has a type for each unit, the model whole microseconds.

const micros_in = Dict{DataType,Int64}(
    Dates.Week => 604_800_000_000, Dates.Day => 86_400_000_000, Dates.Hour => 3_600_000_000, Dates.Minute => 60_000_000,
    Dates.Second => 1_000_000, Dates.Millisecond => 1000, Dates.Microsecond => 1,
)

"""Microseconds of a period; refused where it is no length of time, or not of whole microseconds that 64 bits can count."""
function duration_of(period::Dates.Period, path::Path)
    micros = micros_or_reason(period)
    micros isa String && refuse(path, micros)
    return micros::Int64
end

function duration_of(compound::Dates.CompoundPeriod, path::Path)
    micros = micros_or_reason(compound)
    micros isa String && refuse(path, micros)
    return micros::Int64
end

is_duration(@nospecialize(value)) = value === missing || micros_or_reason(value) isa Int64

function micros_or_reason(@nospecialize(value))
    value isa Dates.CompoundPeriod || return fitting_micros(value, micros_of_one(value))
    nanos = 0    # They may add up to whole microseconds.
    micros = Int128(0)
    for period in value.periods
        if period isa Dates.Nanosecond
            nanos += Dates.value(period)
            continue
        end
        one = micros_of_one(period)
        one isa String && return one
        micros += one
    end
    rest = micros_of_one(Dates.Nanosecond(nanos))
    return rest isa String ? rest : fitting_micros(value, micros + rest)
end

function micros_of_one(@nospecialize(period))
    count = Int128(Dates.value(period))
    if period isa Dates.Nanosecond
        return count % 1000 == 0 ? count ÷ 1000 : "a duration of $period, which is not a whole number of microseconds"
    end
    unit = get(micros_in, typeof(period), nothing)
    return unit === nothing ? "a period of $period, which is no length of time: how long it is depends on the date it is added to" : count * unit
end

function fitting_micros(@nospecialize(value), micros)
    micros isa String && return micros
    return typemin(Int64) <= micros <= typemax(Int64) ? Int64(micros) : "a duration of $value, which is too long"
end
