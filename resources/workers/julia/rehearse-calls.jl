# Carries out what functions often ask of the worker. Started by julia-sysimage.ts as `julia rehearse-calls.jl FOLDER`, with
# nothing (/dev/null) in the place of the channel: first with --trace-compile, so that it is known what an image has to hold,
# then with the new image, which is good when this ends well. FOLDER takes the table files.

const is_in_image = haskey(Base.loaded_modules, Base.PkgId("TriptychWorker"))
is_in_image || Base.include(Main, joinpath(@__DIR__, "load-worker.jl"))
is_in_image && (const TriptychWorker = Base.root_module(Base.PkgId("TriptychWorker")))
is_in_image && TriptychWorker.rehearse()

import Dates

const source = """
    give(x) = x
    declared(n::Float64, t::String = "", m::Int = 1; list::Vector{Float64} = Float64[], on::Bool = false) = (n, t, m, list, on)
    function tell(x)
        println("printed"); print(stderr, "said"); display(x)
        @info "told" x
        @warn "warned"
        Triptych.note("noted")
        for i in Triptych.progress(1:2); end
        ENV["REHEARSED"] = "yes"
        return Triptych.keep(x)
    end
    fail() = sqrt(-1.0)
    again() = try fail() catch; error("again") end
    missing_method() = fail("a")
    far() = [1, 2][3]
"""

const table = (
    n = collect(1:3), f = [0.5, NaN, -0.0], t = ["a", "é", ""], b = [true, false, true], d = fill(Dates.Date(2024), 3),
    i = fill(Dates.DateTime(2024), 3), mn = [1, missing, 3], mf = [0.5, missing, 1.5], mt = ["a", missing, "b"], mb = [true, missing, false],
)
const values_to_give = Any[
    nothing, true, 1, big(2)^70, 0.5, "text", Dates.Date(2024), Dates.DateTime(2024), [1, 2], [0.5], ["a", "b"], [true], Any[1, "a", nothing],
    Any[1, 2.5], Dict("a" => 1, "b" => Dict("c" => [1.5])), [1 2; 3 4], [0.5 1.5], 1.5 + 2im, UInt8[1, 2], missing, Dates.Second(1), [Dates.Second(1)], [1.5 + 2im], [1, missing], ["a", missing], Float64[],
    (1, "a"), (a = 1, b = "x"), Set([1]), 1:3, 1 // 2, :name, table, (x = zeros(200_000),),
]

function rehearse_all()
    TriptychWorker.files_folder[] = ARGS[1]
    TriptychWorker.capture_output()
    TriptychWorker.note_before()
    for value in values_to_give
        TriptychWorker.answer_frame(TriptychWorker.frame_of(source, "give", ["x" => value]))
    end
    for (entry, arguments) in (
        "declared" => ["n" => 3], "declared" => ["n" => 1, "t" => "x", "m" => 2, "list" => [1, 2], "on" => true], "declared" => ["n" => "no"],
        "tell" => ["x" => [1.5 2.5]], "tell" => ["x" => "text"], "fail" => [], "again" => [], "missing_method" => [], "far" => [], "nobody" => [],
        "give" => ["y" => 1],
    )
        TriptychWorker.answer_frame(TriptychWorker.frame_of(source, entry, arguments))
    end
    TriptychWorker.answer_frame(TriptychWorker.frame_of("f() = [1, )", "f", []))
    TriptychWorker.answer_frame(TriptychWorker.frame_of("f() = 1\nerror(\"while loading\")", "f", []))
    return nothing
end

try
    rehearse_all()
catch error    # Julia's own stderr is the worker's by now, and leads into the channel.
    Core.println(Core.stderr, sprint(showerror, error))
    exit(1)
end
