# The worker as a package, so that Julia keeps it in compiled form after the first start: that halves the time to the first
# call. Loaded by worker.jl.
module TriptychWorker

# The process that compiles the package needs the mending too: inference throws, and catches, all the time. So does a session
# with a system image, which finds it here.
@static if VERSION < v"1.6" && ccall(:jl_generating_output, Cint, ()) == 1
    include("mend-unwinding.jl")
end

@static if isdefined(Base.Experimental, Symbol("@optlevel"))
    Base.Experimental.@optlevel 1    # Half the time of compiling; a function of a user is compiled in full all the same.
end

import Dates, Random

include("channel.jl")
include("read-values.jl")
include("write-values.jl")
include("durations.jl")
include("write-columns.jl")
include("kept-values.jl")
include("package-values.jl")
include("log.jl")
include("progress.jl")
include("session-logger.jl")
include("triptych-module.jl")
include("failures.jl")
include("load-source.jl")
include("call-plan.jl")
include("fit-arguments.jl")
include("put-back.jl")
include("run-call.jl")
include("foresee-call.jl")
include("get-ready.jl")
include("compile-ahead.jl")

end
