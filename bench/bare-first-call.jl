# The limit of a first call in Julia: `julia bare-first-call.jl SOURCE COUNT` prints the milliseconds that parsing the source,
# evaluating it in a module of its own and calling its function `add` for the first time take, without any program around it.
# The process is warm, for the first three rounds are not told, and has been idle for a second, as a spare has.

const text = read(ARGS[1], String)

function first_call(round)
    source = replace(text, "x + 1.0" => "x + $round.0")    # A function that Julia has not compiled yet.
    started = time_ns()
    home = Core.eval(Module(:Functions), Expr(:module, true, :Source, Expr(:block)))
    for statement in Base.parse_input_line(source).args
        Core.eval(home, statement)
    end
    Base.invokelatest(getfield(home, :add), 1.5)
    return (time_ns() - started) / 1e6
end

foreach(first_call, 1:3)
for round in 4:3+parse(Int, ARGS[2])
    sleep(1)
    println(first_call(round))
end
