# Values that a function asked to keep (Triptych.keep): they stay here until the core lets go of them, and a later call can
# have them as arguments.

struct Kept
    id::String
end

"""Thrown for a call whose argument is a kept value that has gone."""
struct KeptGone <: Exception
    parameter::String
    description::String
end

const kept = Dict{String,Any}()
const kept_count = Ref(0)
const kept_in_call = String[]
const returned_in_call = String[]
const session_name = Ref("")
const scratch_folder = Ref("")

function keep_value(@nospecialize(value))
    kept_count[] += 1
    id = string(session_name[], '-', kept_count[])
    kept[id] = value
    push!(kept_in_call, id)
    return Kept(id)
end

function put_kept(out::Out, handle::Kept)
    push!(returned_in_call, handle.id)
    put_scalar(out, 0x13)
    put_text(out, handle.id)
    put_text(out, kept_description(get(kept, handle.id, nothing)))
end

"""What a call has kept without returning its handle could never be asked for, nor let go of; a failed one returns nothing."""
function settle_kept(is_given::Bool)
    for id in kept_in_call
        is_given && id in returned_in_call || delete!(kept, id)
    end
    empty!(kept_in_call)
    empty!(returned_in_call)
    return nothing
end

"""What it is, in a line; a type's name may be longer than the value."""
function kept_description(@nospecialize(value))
    text = try
        value isa AbstractArray ? Base.invokelatest(summary, value) : string(typeof(value))
    catch    # Its type has a method of its own that fails.
        string(nameof(typeof(value)))
    end
    line = replace(isvalid(text) ? text : "a value", r"[\0\r\n]+" => " ")
    return length(line) > description_characters_max ? string(first(line, description_characters_max), '…') : line
end
const description_characters_max = 200

"""The value itself; what has gone is noted in the input, and the call fails before the function sees it."""
function take_kept(input::In)
    id, description = take_text(input), take_text(input)
    haskey(kept, id) || (input.gone = description)
    return get(kept, id, nothing)
end

function free_kept(frame::Vector{UInt8})
    input = In(frame, 4, TableFile("", 0), nothing)    # Behind the mark of such a frame.
    for _ in 1:take_scalar(input, UInt32)
        delete!(kept, take_text(input))
    end
    return nothing
end
