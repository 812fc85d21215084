# One session of Julia: takes calls over descriptor 3 and answers them, one after the other, until the core goes away.
# Started by julia-language.ts as `julia worker.jl FILES_FOLDER`; what a call is, is in src-main/runner/worker-language.ts.
# It runs on Julia 1.5 and later, and needs nothing but the standard library.
#
# With a system image that holds the worker (julia-sysimage.ts) all of it is there from the start, compiled, and costs 3 MB:
# such a session carries out a first call of its own before it says that it is ready. Without one, a session that waits for
# its first call has loaded nothing: the worker with what Julia compiles of it takes 50 MB and a third of a second, and only
# the session that is called has to have them; and the spare, which the core wakes while there is nothing to do. So what runs
# until then makes Julia compile nothing: statements that are
# interpreted, without loops, functions and ccalls, which call only what Julia itself has in compiled form. The worker is a
# package, so that Julia keeps it in compiled form (but for the native code) too. Where it is not there yet or cannot be kept,
# the session loads before it says that it is ready: no call has to wait for that.
#
# The functions of users are newer than this code, so everything that calls them goes through Base.invokelatest: their own
# methods for printing, iterating and converting are then seen too.

is_in_image = haskey(Base.loaded_modules, Base.PkgId("TriptychWorker"))
is_compiled = try
    cache_files = is_in_image ? String[] : Base.find_all_in_cache_path(Base.PkgId("TriptychWorker"))
    !isempty(cache_files) && Base.stale_cachefile(joinpath(@__DIR__, "TriptychWorker.jl"), cache_files[1]) !== true
catch    # These two are Julia's own and may change.
    false
end
is_in_image || is_compiled || Base.include(Main, joinpath(@__DIR__, "load-worker.jl"))
is_in_image && (TriptychWorker = Base.root_module(Base.PkgId("TriptychWorker")))
is_in_image && TriptychWorker.rehearse()
is_in_image && TriptychWorker.prepare(ARGS[1])

channel = Base.fdio(3)
ready = IOBuffer()
write(ready, 0x01)
write(ready, UInt32(ncodeunits(string(VERSION))))
write(ready, string(VERSION))
write(channel, UInt32(ready.size))
write(channel, take!(ready))
flush(channel)

is_in_image && TriptychWorker.serve(nothing)
eof(channel) && exit(0)    # Waits for the first frame, and takes it into the buffer of `channel`.
is_compiled && Base.include(Main, joinpath(@__DIR__, "load-worker.jl"))
TriptychWorker.prepare(ARGS[1])
TriptychWorker.serve(channel)
