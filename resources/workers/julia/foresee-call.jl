# A spare is for the call that comes next, which is most often like the one that came last: the core tells the spare of that
# (wake in julia-codec.ts). So the source is there and the entry compiled for such arguments before anybody waits for it. What
# that is worth: Julia needs 9 ms for the smallest source that it has not seen.
#
# Nothing of the user's runs by it. Only a source that defines things is evaluated (is_definition), and its entry is compiled,
# not called. Whatever goes wrong goes wrong again in the call, and is told there.

function foresee(frame::Vector{UInt8})
    is_rehearsing[] = true
    try
        call = read_call(frame)
        (call.source === nothing || haskey(sources, call.checksum)) && return nothing
        source = Source(call.source, call.file_name, nothing, Dict{String,Any}())
        statements = parse_source(source.text, source.file_name)
        all(is_definition, statements) || return nothing
        load_source(source)
        sources[call.checksum] = source
        call.refusal === nothing && Base.invokelatest(compile_entry, source, call)
    catch    # The call will meet whatever it was, and say so.
    finally
        is_rehearsing[] = false
    end
    return nothing
end

"""Compiles the method that the call means; what it takes has only types of Julia's own, whose conversions run nothing of the user's."""
function compile_entry(source::Source, call::CallFrame)
    plan = find_plan(source, call.entry, call.names)
    all(takes_known_types, plan.candidates) || return nothing
    candidate, positional, keywords = fit_arguments(plan, call.entry, call.names, call.values)
    types = map(typeof, positional)
    if isempty(candidate.keyword_names)
        precompile(plan.entry, (types...,))
    else
        given = typeof(NamedTuple{(candidate.keyword_names...,)}((keywords...,)))
        precompile(Core.kwfunc(plan.entry), (given, typeof(plan.entry), types...))
    end
    return nothing
end

takes_known_types(candidate) = all(is_known_type, candidate.types) && all(is_known_type, candidate.keyword_types)

function is_known_type(@nospecialize(type))
    type isa TypeVar && return is_known_type(type.ub)
    type isa Union && return all(is_known_type, Base.uniontypes(type))
    type = Base.unwrap_unionall(type)
    type isa DataType || return false
    return Base.moduleroot(type.name.module) in (Core, Base) && all(parameter -> !(parameter isa Type) || is_known_type(parameter), type.parameters)
end

"""
Whether a statement at the top of a source only defines: functions, types, constants of literals. Macros are none but those that
are known, packages none that would have to be loaded.
"""
function is_definition(@nospecialize(statement))
    statement isa Expr || return !(statement isa Symbol)
    head, parts = statement.head, statement.args
    head in (:export, :abstract, :primitive) && return all(is_plain, parts)
    head in (:using, :import) && return all(is_loaded, parts)
    head === :macrocall && return is_known_macro(parts[1]) && all(is_definition, parts[2:end])
    head === :function && return is_function(parts)
    head === :struct && return is_plain(parts[2]) && all(is_field, parts[3].args)
    head === :const && return parts[1] isa Expr && is_definition(parts[1])
    head === :(=) && return is_short_function(parts[1]) ? is_function(parts) : is_own_name(parts[1]) && is_plain(parts[2])
    return false
end

"""What a source may call its own; were one of `plain_calls` among them, it would be called (is_plain)."""
is_own_name(@nospecialize(name)) = name isa Symbol && !(name in plain_calls)

"""The body is not run, but its macros are when it is defined; of Julia's own, `@static` evaluates what it is given."""
is_function(parts::Vector{Any}) = is_signature(parts[1]) && !any(has_static, parts[2:end])

function has_static(@nospecialize(part))
    part isa Expr || return false
    part.head === :macrocall && part.args[1] in (Symbol("@static"), Symbol("@eval")) && return true
    return any(has_static, part.args)
end

is_known_macro(@nospecialize(name)) =
    name in (Symbol("@inline"), Symbol("@noinline"), Symbol("@doc"), GlobalRef(Core, Symbol("@doc")))

function is_short_function(@nospecialize(left))
    while left isa Expr && left.head in (:where, :(::))
        left = left.args[1]
    end
    return left isa Expr && left.head === :call
end

"""Of `f(a::T, b = 2; c) where T` the types are evaluated when it is defined, and the defaults when it is called."""
function is_signature(@nospecialize(left))
    left isa Expr || return left isa Symbol    # function f end
    left.head === :where && return is_signature(left.args[1]) && all(is_plain, left.args[2:end])
    left.head === :(::) && return is_signature(left.args[1]) && is_plain(left.args[2])
    left.head === :call && return !(left.args[1] in plain_calls) && all(is_parameter, left.args)
    return false
end

function is_parameter(@nospecialize(part))
    part isa Expr || return true
    part.head === :parameters && return all(is_parameter, part.args)
    part.head in (:kw, :(...)) && return is_parameter(part.args[1])
    return is_plain(part)
end

function is_field(@nospecialize(part))
    part isa Expr || return true
    part.head in (:function, :(=)) && return is_function(part.args)
    return is_plain(part)
end

const plain_heads = (:(::), :curly, :(<:), :(>:), :where, :vect, :tuple, :quote, :braces)

const plain_calls = (:Ref, :Dict, :Set, :Float64, :Int, :(=>), :(:), :+, :-, :*, :/, :^)
const plain_macros = map(Symbol, ("@MIME_str", "@r_str", "@raw_str", "@b_str", "@big_str"))

"""A literal, a name, a type, or one of Julia's own constructors of them: what has a value without anything of the user's being called."""
function is_plain(@nospecialize(part))
    part isa Expr || return true
    part.head === :call && return is_plain_call(part.args[1]) && all(is_plain, part.args[2:end])
    part.head === :macrocall && return part.args[1] in plain_macros
    part.head === :. && return part.args[2] isa QuoteNode && is_plain(part.args[1])    # a.b, and not f.(x)
    return part.head in plain_heads && all(is_plain, part.args)
end

is_plain_call(@nospecialize(name)) = name in plain_calls || name isa Expr && name.head === :curly && name.args[1] in plain_calls

"""`using A, B.C` and `using A: b`; loading a package takes seconds and memory that only a call is worth."""
function is_loaded(@nospecialize(part))
    part isa Expr || return false
    part.head === :(:) && return is_loaded(part.args[1])
    part.head === :as && return is_loaded(part.args[1])
    name = part.args[1]
    return name in (:Base, :Core) || any(key -> key.name == string(name), keys(Base.loaded_modules))
end
