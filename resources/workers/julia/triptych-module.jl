# What a source sees as `Triptych`, without a package: how far it has come, notes and files for its run, values to keep.

const note_characters_max = 10_000
const given_frame = Out()
const artifact_count = Ref(0)

function send_note(text::String)
    isvalid(text) && !has_nul(text) || throw(ArgumentError("A note is a text of Unicode without the character NUL."))
    length(text) <= note_characters_max || throw(ArgumentError("A note has at most $note_characters_max characters; this one has $(length(text)). Give a file to the run: Triptych.artifact(path)."))
    send_log()    # What was printed before comes before it.
    put_scalar(given_frame, 0x07)
    GC.@preserve text put_bytes(given_frame, pointer(text), ncodeunits(text))
    send_frame(given_frame)
    return nothing
end

"""Directly in the scratch folder, under a name that no file has; what it is called travels beside it."""
function send_artifact(path::String, name::String)
    isfile(path) || throw(ArgumentError("$path is not a file, and only a file can be given to the run."))
    isvalid(name) && !has_nul(name) && !isempty(name) || throw(ArgumentError("The name of a file is a text of Unicode without the character NUL."))
    artifact_count[] += 1
    copied = joinpath(scratch_folder[], "artifact-$(artifact_count[])")
    cp(path, copied; force = true, follow_symlinks = true)
    send_log()
    put_scalar(given_frame, 0x08)
    put_text(given_frame, name)
    put_text(given_frame, copied)
    send_frame(given_frame)
    return nothing
end

module Triptych

import ..report, ..end_bar, ..send_note, ..send_artifact, ..keep_value, ..Kept

"""
    Triptych.progress(done, total = nothing; label = "", id = "triptych")

Tells how far the call has come. Several bars at a time are told apart by `id`.
"""
function progress(done::Real, total::Union{Real,Nothing} = nothing; label::AbstractString = "", id = "triptych")
    report(string(id), String(label), done, total, total !== nothing && done >= total)
    return nothing
end

"""
    Triptych.progress(iterable; label = "")

Iterates over the same elements, and shows how many have been taken.
"""
progress(iterable; label::AbstractString = "") = Watched(iterable, String(label), string("iterable-", objectid(iterable)), length_of(iterable))

struct Watched{Iterable}
    iterable::Iterable
    label::String
    id::String
    total::Union{Int,Nothing}
end

length_of(iterable) = Base.IteratorSize(iterable) isa Union{Base.HasLength,Base.HasShape} ? Int(length(iterable)) : nothing

function Base.iterate(watched::Watched)
    report(watched.id, watched.label, 0, watched.total, false)
    return reported(watched, iterate(watched.iterable), 0)
end
function Base.iterate(watched::Watched, (state, count))
    report(watched.id, watched.label, count, watched.total, false)
    return reported(watched, iterate(watched.iterable, state), count)
end

function reported(watched::Watched, next, count::Int)
    if next === nothing
        end_bar(watched.id)
        return nothing
    end
    return next[1], (next[2], count + 1)
end

Base.IteratorSize(::Type{Watched{Iterable}}) where {Iterable} = Base.IteratorSize(Iterable)
Base.IteratorEltype(::Type{Watched{Iterable}}) where {Iterable} = Base.IteratorEltype(Iterable)
Base.eltype(::Type{Watched{Iterable}}) where {Iterable} = eltype(Iterable)
Base.length(watched::Watched) = length(watched.iterable)
Base.size(watched::Watched) = size(watched.iterable)

"""
    Triptych.note(text)

Puts a text beside the result of the run.
"""
note(text) = send_note(string(text))

"""
    Triptych.artifact(path; name = basename(path))

Gives a copy of the file to the run, which keeps it.
"""
artifact(path::AbstractString; name::AbstractString = basename(path)) = send_artifact(String(path), String(name))

"""
    Triptych.keep(value)

Keeps the value in this session, and gives a handle to it that a function may return. Given to a later call it is the value.
"""
keep(value) = keep_value(value)

end
