# One session of Julia: takes calls over descriptor 3 and answers them, one after the other, until the core goes away.
# Started by julia-language.ts as `julia worker.jl FILES_FOLDER`; what a call is, is in src-main/runner/worker-language.ts.
# It runs on Julia 1.5 and later, and needs nothing but the standard library.
#
# The functions of users are newer than this code, so everything that calls them goes through Base.invokelatest: their own
# methods for printing, iterating and converting are then seen too.

# First of all, because without it nothing may throw.
if VERSION < v"1.6" && Sys.BINDIR == "/usr/bin" && isfile("/usr/lib/x86_64-linux-gnu/libunwind.so.8")
    include("mend-unwinding.jl")
end

# As a package, so that Julia keeps it in compiled form; from the source where it may not write or cannot compile.
let load_path = copy(LOAD_PATH)
    append!(empty!(LOAD_PATH), [@__DIR__, "@stdlib"])
    try
        @eval import TriptychWorker
    catch
        include("TriptychWorker.jl")
    end
    append!(empty!(LOAD_PATH), load_path)
end

TriptychWorker.start(ARGS[1])
