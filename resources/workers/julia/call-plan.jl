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
    callable isa Union{Function,Type} || throw(EntryMissing(Base.invokelatest(functions_of, home)))
    all_methods = Any[]
    for method in methods(callable)
        push!(all_methods, method)
    end
    candidates = Any[]
    for item in all_methods
        method = item::Method
        candidate = candidate_of(home, entry, with_keywords(method, all_methods), method, names)
        # A keyword that takes any name would take a parameter of a longer method too.
        candidate === nothing || is_longest(candidate, candidates) && push!(candidates, candidate)
    end
    isempty(candidates) && throw(Base.invokelatest(no_method_fits, string(entry), all_methods, names))
    return Plan(callable, candidates)
end

"""Whether no candidate takes more by position; forgets those that take less."""
function is_longest(candidate::Candidate, candidates::Vector{Any})
    for index in length(candidates):-1:1
        other = candidates[index]::Candidate
        length(other.positions) > length(candidate.positions) && return false
        length(other.positions) < length(candidate.positions) && deleteat!(candidates, index)
    end
    return true
end

function functions_of(home::Module)
    is_own(name) = isdefined(home, name) && getfield(home, name) isa Function && !(name in (:eval, :include, :exit))
    return String[string(name) for name in names(home; all = true) if is_own(name) && !startswith(string(name), "#")]
end

parameter_names(method::Method) = convert(Vector{Symbol}, Base.method_argnames(method)[2:end])
function parameter_types(method::Method)
    types = Any[]
    for type in (Base.unwrap_unionall(method.sig)::DataType).parameters
        push!(types, type)
    end
    return types[2:end]
end
keyword_names(method::Method) = convert(Vector{Symbol}, Base.kwarg_decl(method))
is_slurp(name::Symbol) = endswith(string(name), "...")
is_vararg(@nospecialize(type)) = Base.isvarargtype(type)

"""Of `f(a, b = 2; c)` Julia makes a method `f(a)` too, and names the keywords only with the one that has all parameters."""
function with_keywords(method::Method, all_methods::Vector)
    for item in all_methods
        other = item::Method
        other.nargs > method.nargs && other.file === method.file && other.line == method.line && return other
    end
    return method
end

"""How the named arguments go to a method; nothing when they do not."""
function candidate_of(home::Module, entry::Symbol, whole::Method, method::Method, names::Vector{String})
    positions, types = Int[], Any[]
    parameters, declared_types = parameter_names(method), parameter_types(method)
    for place in eachindex(parameters)
        type = declared_types[place]
        index = place_in(names, string(parameters[place]))
        index == 0 && is_vararg(type) && continue
        index == 0 && return nothing
        push!(positions, index)
        push!(types, is_vararg(type) ? type : bound_of(type, method))
    end
    declared = keyword_names(whole)
    keywords, called = Int[], Symbol[]
    for index in eachindex(names)
        index in positions && continue
        is_accepted(declared, names[index]) || return nothing
        push!(keywords, index)
        push!(called, Symbol(names[index]))
    end
    keyword_types = isempty(called) ? Any[] : Base.invokelatest(declared_keyword_types, home, entry, whole, called)
    return Candidate(positions, types, keywords, called, keyword_types)
end

function place_in(names::Vector{String}, name::String)
    for index in eachindex(names)
        names[index] == name && return index
    end
    return 0
end

function is_accepted(declared::Vector{Symbol}, name::String)
    for keyword in declared
        (string(keyword) == name || is_slurp(keyword)) && return true
    end
    return false
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
