# One session of Julia: takes calls over descriptor 3 and answers them, one after the other, until the core goes away.
# Started by julia-language.ts as `julia worker.jl FILES_FOLDER`; what a call is, is in src-main/runner/worker-language.ts.
# It runs on Julia 1.5 and later, and needs nothing but the standard library.
#
# The functions of users are newer than this code, so everything that calls them goes through Base.invokelatest: their own
# methods for printing, iterating and converting are then seen too.

module TriptychWorker

@static if isdefined(Base.Experimental, Symbol("@optlevel"))
    Base.Experimental.@optlevel 1    # Half the time of compiling; a function of a user is compiled in full all the same.
end

if VERSION < v"1.6" && Sys.BINDIR == "/usr/bin" && isfile("/usr/lib/x86_64-linux-gnu/libunwind.so.8")
    include("mend-unwinding.jl")
end

import Dates

include("channel.jl")
include("read-values.jl")
include("write-columns.jl")
include("write-values.jl")
include("log.jl")
include("failures.jl")
include("load-source.jl")
include("call-plan.jl")
include("fit-arguments.jl")
include("run-call.jl")

end

TriptychWorker.start(ARGS[1])
