# Loads the worker as a package; from its source where Julia may not write the compiled form or cannot make it.

Base.include(Main, joinpath(@__DIR__, "mend-unwinding.jl"))    # First, because without it nothing may throw.

let load_path = copy(LOAD_PATH)
    append!(empty!(LOAD_PATH), [@__DIR__, "@stdlib"])
    try
        @eval import TriptychWorker
    catch
        Base.include(Main, joinpath(@__DIR__, "TriptychWorker.jl"))
    end
    append!(empty!(LOAD_PATH), load_path)
end
