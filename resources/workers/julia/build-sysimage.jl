# Makes the object code of a system image: that of Julia itself, the worker, and all that a session compiles for its calls.
# Started by julia-sysimage.ts as `julia --output-o OBJECT build-sysimage.jl TRACE`, where TRACE has the methods that
# rehearse-calls.jl made Julia compile, as --trace-compile writes them. Julia writes the object when this file has ended.

Base.reinit_stdio()
# What Julia sets when it starts is not set in a process that makes an image, and must not be in the image either.
@eval Sys BINDIR = ccall(:jl_get_julia_bindir, Any, ())::String
@eval Sys STDLIB = abspath(Sys.BINDIR, "..", "share", "julia", "stdlib", string("v", VERSION.major, ".", VERSION.minor))
Base.init_depot_path()
append!(empty!(LOAD_PATH), [@__DIR__, "@stdlib"])

# First, as in load-worker.jl; in a module of its own, because what is in Main would be there in every session.
VERSION < v"1.6" && Core.eval(Module(:Mending), :(include(path) = Base.include($(Module(:Mended)), path)))(joinpath(@__DIR__, "mend-unwinding.jl"))

import TriptychWorker, Logging, REPL

# A statement that names something which only the rehearsal had (its own functions) cannot be evaluated, and need not be.
for line in eachline(ARGS[1])
    try
        Core.eval(Main, Meta.parse(line))
    catch
    end
end

# What runs before the first call, which the rehearsal without an image does not reach.
for (method, types) in (
    (TriptychWorker.rehearse, ()), (TriptychWorker.prepare, (String,)), (TriptychWorker.serve, (Nothing,)), (TriptychWorker.read_frame, ()), (Base.methods, (Any,)), (Base.fdio, (Int,)), (IOBuffer, ()), (write, (IOBuffer, UInt8)),
    (write, (IOBuffer, UInt32)), (write, (IOBuffer, String)), (write, (IOStream, UInt32)), (write, (IOStream, Vector{UInt8})),
    (Base.root_module, (Base.PkgId,)),
)
    precompile(method, types)
end
if isdefined(TriptychWorker, :mend_unwinding)
    for (name, types) in (
        (:is_debians_julia, ()), (:is_newer_libunwind, ()), (:needs_mending, ()), (:mend_unwinding, (Ptr{Cvoid},)), (:register, (Ptr{UInt},)),
        (:renew, (Ptr{UInt},)), (:is_known_code, (Ptr{UInt8},)), (:is_of_old_form, (Ptr{UInt},)), (:are_of_old_form, (Ptr{UInt},)),
    )
        precompile(getfield(TriptychWorker, name), types)
    end
end

empty!(LOAD_PATH)
empty!(DEPOT_PATH)
@eval Sys BINDIR = ""
