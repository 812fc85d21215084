# Which method a call means. Arguments come by name, but Julia calls by position: of the methods of the entry, the one
# whose parameters are exactly the names given (those at the end may be left out; that is another method to Julia), with
# the rest among its keywords. Found once for each set of names.

struct Plan
    entry::Any
    candidates::Vector{Any}    # of Candidate; several when methods differ only in their types
end

struct Candidate
    positions::Vector{Int}     # for each parameter, which argument it takes
    types::Vector{Any}         # and its declared type
    keywords::Vector{Int}      # which arguments are keywords
    keyword_names::Vector{Symbol}
    keyword_types::Vector{Any}
end

function find_plan(source::Source, entry::String, names::Vector{String})
    key = isempty(names) ? entry : string(entry, '\0', join(names, '\0'))
    plan = get(source.plans, key, nothing)
    if plan === nothing
        plan = make_plan(source.home, Symbol(entry), names)
        source.plans[key] = plan
    end
    return plan::Plan
end

function make_plan(home::Module, entry::Symbol, names::Vector{String})
    callable = isdefined(home, entry) ? getfield(home, entry) : nothing
    callable isa Union{Function,Type} || throw(EntryMissing(functions_of(home)))
    all_methods = collect(methods(callable))
    candidates = Any[]
    for method in all_methods
        candidate = candidate_of(home, entry, with_keywords(method, all_methods), method, names)
        candidate === nothing || push!(candidates, candidate)
    end
    isempty(candidates) && throw(no_method_fits(string(entry), all_methods, names))
    return Plan(callable, candidates)
end

function functions_of(home::Module)
    is_own(name) = isdefined(home, name) && getfield(home, name) isa Function && !(name in (:eval, :include, :exit))
    return String[string(name) for name in names(home; all = true) if is_own(name) && !startswith(string(name), "#")]
end

parameter_names(method::Method) = Symbol[Base.method_argnames(method)[2:end]...]
parameter_types(method::Method) = Any[Base.unwrap_unionall(method.sig).parameters[2:end]...]
keyword_names(method::Method) = Symbol[Base.kwarg_decl(method)...]
is_slurp(name::Symbol) = endswith(string(name), "...")
is_vararg(@nospecialize(type)) = Base.isvarargtype(type)

"""Of `f(a, b = 2; c)` Julia makes a method `f(a)` too, and names the keywords only with the one that has all parameters."""
function with_keywords(method::Method, all_methods::Vector)
    own = parameter_names(method)
    for other in all_methods
        is_longer = length(parameter_names(other)) > length(own) && parameter_names(other)[1:length(own)] == own
        is_longer && other.file == method.file && other.line == method.line && return other
    end
    return method
end

"""How the named arguments go to a method; nothing when they do not."""
function candidate_of(home::Module, entry::Symbol, whole::Method, method::Method, names::Vector{String})
    positions, types = Int[], Any[]
    for (parameter, type) in zip(parameter_names(method), parameter_types(method))
        index = findfirst(==(string(parameter)), names)
        index === nothing && is_vararg(type) && continue
        index === nothing && return nothing
        push!(positions, index)
        push!(types, is_vararg(type) ? type : bound_of(type, method))
    end
    declared = keyword_names(whole)
    keywords = Int[index for index in eachindex(names) if !(index in positions)]
    takes_any = any(is_slurp, declared)
    all(index -> takes_any || Symbol(names[index]) in declared, keywords) || return nothing
    called = Symbol[Symbol(names[index]) for index in keywords]
    keyword_types = isempty(called) ? Any[] : declared_keyword_types(home, entry, whole, called)
    return Candidate(positions, types, keywords, called, keyword_types)
end

"""A declared type with its free variables bound again: `x::Vector{T}` is `Vector{T} where T`."""
function bound_of(@nospecialize(type), method::Method)
    type isa TypeVar && return type.ub
    signature = method.sig
    while signature isa UnionAll
        type = UnionAll(signature.var, type)
        signature = signature.body
    end
    return type
end

"""
The types of keyword parameters. They are only in the hidden function `#entry#1` that Julia makes of the body, whose
parameters are the keywords, then the function itself, then the positional ones.
"""
function declared_keyword_types(home::Module, entry::Symbol, method::Method, called::Vector{Symbol})
    types = Any[Any for _ in called]
    positional = parameter_names(method)
    for name in names(home; all = true)
        startswith(string(name), "#$entry#") && isdefined(home, name) || continue
        for body in methods(getfield(home, name))
            parameters = parameter_names(body)
            keyword_count = length(parameters) - length(positional) - 1
            keyword_count < 0 || parameters[keyword_count+2:end] != positional && continue
            found = parameter_types(body)
            for (index, keyword) in enumerate(called)
                place = findfirst(==(keyword), parameters[1:max(keyword_count, 0)])
                place === nothing || (types[index] = bound_of(found[place], body))
            end
        end
    end
    return types
end

function no_method_fits(entry::String, all_methods::Vector, names::Vector{String})
    known = unique!(String[string(name) for method in all_methods for name in vcat(parameter_names(method), keyword_names(method))])
    for name in names
        name in known || any(method -> any(is_slurp, keyword_names(method)), all_methods) && continue
        list = isempty(known) ? "it takes none" : "its parameters are $(join(known, ", "))"
        name in known || return ArgumentRefused(name, "$entry has no parameter of this name; $list.")
    end
    # Every name is known, so one is lacking: the first by position, from the method that lacks the fewest.
    lacking = [filter(name -> !(name in names), string.(parameter_names(method))) for method in all_methods]
    filter!(!isempty, lacking)
    isempty(lacking) && return ArgumentRefused(isempty(names) ? entry : names[1], "No method of $entry takes these arguments together.")
    name = lacking[argmin(map(length, lacking))][1]
    return ArgumentRefused(name, "$name is needed: Julia takes arguments by position, so only those at the end that have a default can be left out.")
end
