# Nothing that a call has changed outside of its source is there for the next one. Looking costs a microsecond or two, and
# only what differs is put back. The streams are taken back in end_output, the working folder is each call's own.

mutable struct Before
    folder::String
    variables::Vector{String}    # of the environment, each as name=value
    environment_sum::UInt32
    load_path::Vector{String}
    depot_path::Vector{String}
    project::Any
    displays::Vector{Any}
    random_seed::Vector{UInt32}
    precision::Int
end
const before = Before("", String[], 0, String[], String[], nothing, Any[], UInt32[], 0)

"""Notes how a session is before its first call: so it is before every one."""
function note_before()
    before.folder = pwd()
    before.variables = variables_now()
    before.environment_sum = environment_sum()
    before.load_path = copy(LOAD_PATH)
    before.depot_path = copy(DEPOT_PATH)
    before.project = Base.ACTIVE_PROJECT[]
    before.displays = copy(Base.Multimedia.displays)
    has_seed() && (before.random_seed = copy(Random.default_rng().seed))
    before.precision = precision(BigFloat)
    return nothing
end

function put_back()
    environment_sum() == before.environment_sum || Base.invokelatest(put_back_environment)
    LOAD_PATH == before.load_path || append!(empty!(LOAD_PATH), before.load_path)
    DEPOT_PATH == before.depot_path || append!(empty!(DEPOT_PATH), before.depot_path)
    Base.ACTIVE_PROJECT[] === before.project || (Base.ACTIVE_PROJECT[] = before.project)
    length(Base.Multimedia.displays) == length(before.displays) || append!(empty!(Base.Multimedia.displays), before.displays)
    Base.CoreLogging.global_logger() isa SessionLogger || Base.CoreLogging.global_logger(SessionLogger())
    precision(BigFloat) == before.precision || setprecision(BigFloat, before.precision)
    has_only_source_path(current_task().storage) || empty!(current_task().storage)
    put_back_randomness()
    return nothing
end

has_only_source_path(::Nothing) = true
has_only_source_path(storage) = length(storage) <= 1    # See carry_out.

# The environment as the system has it: a `Dict` of ENV would take 3 MB of compiled code. Windows has no such list.
@static if Sys.iswindows()
    variables_now() = String[string(name, '=', value) for (name, value) in ENV]
    function environment_sum()
        sum = UInt32(0)
        for variable in variables_now()
            sum = GC.@preserve variable sum_of(pointer(variable), ncodeunits(variable), sum)
        end
        return sum
    end
else
    first_variable() = unsafe_load(@static Sys.isapple() ? ccall(:_NSGetEnviron, Ptr{Ptr{Ptr{UInt8}}}, ()) : cglobal(:environ, Ptr{Ptr{UInt8}}))

    function variables_now()
        variables = String[]
        place = first_variable()
        while place != C_NULL && unsafe_load(place) != C_NULL
            push!(variables, unsafe_string(unsafe_load(place)))
            place += sizeof(Ptr)
        end
        return variables
    end

    function environment_sum()
        sum = UInt32(0)
        place = first_variable()
        while place != C_NULL && unsafe_load(place) != C_NULL
            text = unsafe_load(place)
            # With the 0 at its end, so that what moves from one variable to the next is seen.
            sum = sum_of(text, Int(ccall(:strlen, Csize_t, (Ptr{UInt8},), text)) + 1, sum)
            place += sizeof(Ptr)
        end
        return sum
    end
end

sum_of(from::Ptr{UInt8}, count::Int, sum::UInt32) = ccall(:jl_crc32c, UInt32, (UInt32, Ptr{UInt8}, Csize_t), sum, from, count)

function put_back_environment()
    wanted = Dict{String,String}()
    for variable in before.variables
        parts = split(variable, '='; limit = 2)    # Windows has some whose name begins with one; they cannot be set.
        length(parts) == 2 && !isempty(parts[1]) && (wanted[parts[1]] = parts[2])
    end
    for name in collect(keys(ENV))
        haskey(wanted, name) || delete!(ENV, name)
    end
    for (name, value) in wanted
        get(ENV, name, nothing) == value || (ENV[name] = value)
    end
    before.environment_sum = environment_sum()    # The order may be another one now.
    return nothing
end

# Random numbers: what a function has seeded must not make the next one's numbers repeat. Until Julia 1.6 the generator holds
# its seed, and gets a fresh one when that has changed. From 1.7 on the state is a few words, and each call has its own, drawn
# from a generator that no function sees.
@static if VERSION < v"1.7"
    has_seed() = true
    put_back_randomness() = Random.default_rng().seed == before.random_seed || Base.invokelatest(seed_afresh)
    function seed_afresh()
        Random.seed!()
        before.random_seed = copy(Random.default_rng().seed)
    end
else
    has_seed() = false
    const own_generator = Ref{Any}(nothing)
    function put_back_randomness()
        own_generator[] === nothing && (own_generator[] = Random.Xoshiro())
        copy!(Random.default_rng(), Random.Xoshiro(rand(own_generator[]::Random.Xoshiro, UInt64, 4)...))
        return nothing
    end
end
