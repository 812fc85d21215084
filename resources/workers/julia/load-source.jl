# Each source is evaluated once, in a module of its own, so that two functions of the same name never meet.

mutable struct Source
    text::String
    file_name::String
    home::Union{Module,Nothing}    # nothing until it has been evaluated without an error
    plans::Dict{String,Any}        # call plans by entry and names of arguments
end
const sources = Dict{String,Source}()

function load_source(source::Source)
    statements = parse_source(source.text, source.file_name)
    # Within a module its own name is taken, and wind_effect.jl defines wind_effect, so the module's is one that nobody gives.
    name = Symbol(replace(source.file_name, r"[^A-Za-z0-9_]" => "_"), "__source")
    # A parent of its own keeps Julia from warning that an earlier draft's module is being replaced.
    home = Core.eval(Module(:Functions), Expr(:module, true, name, Expr(:block)))
    Core.eval(home, :(const Triptych = $Triptych))
    Core.eval(home, :(exit(code = 0) = throw($ExitCalled(code))))
    line = LineNumberNode(1, Symbol(source.file_name))
    for statement in statements
        statement isa LineNumberNode && (line = statement)
        statement isa LineNumberNode || evaluate(home, line, statement)
    end
    source.home = home
    return nothing
end

function evaluate(home::Module, line::LineNumberNode, @nospecialize(statement))
    try
        Core.eval(home, Expr(:toplevel, line, statement))
    catch error
        failure = Base.invokelatest(lowering_failure, error, line.line)
        failure === nothing ? rethrow() : throw(failure)
    end
end

"""Some errors of syntax show only when a statement is lowered. Its text names the line where Julia knows it better."""
function lowering_failure(@nospecialize(error), line::Int)
    message = error isa ErrorException ? error.msg : ""
    startswith(message, "syntax: ") || return nothing
    place = match(r" around (.*):(\d+)", message)
    return SyntaxFailure(message[9:end], place === nothing ? line : parse(Int, place[2]), 0)
end

"""The statements of a source, with their line numbers between them. Not include_string: Debian's 1.5 crashes in it."""
function parse_source(text::String, file_name::String)
    parsed = Base.parse_input_line(text * "\n"; filename = file_name)
    parsed === nothing && return Any[]
    parsed isa Expr || return Any[parsed]
    failed = find_parse_error(parsed)
    failed === nothing || throw(Base.invokelatest(syntax_failure, failed, text))
    return parsed.head === :toplevel ? parsed.args : Any[parsed]
end

function find_parse_error(@nospecialize(expression))
    expression isa Expr || return nothing
    expression.head in (:error, :incomplete) && return expression
    for argument in expression.args
        expression.head === :toplevel || break
        found = find_parse_error(argument)
        found === nothing || return found
    end
    return nothing
end

function syntax_failure(failed::Expr, text::String)
    reason = isempty(failed.args) ? "invalid syntax" : failed.args[1]
    if !(reason isa String)    # From 1.10 on the parser's own exception, which draws the place.
        drawn = sprint(showerror, reason)
        place = match(r"@ [^\n]*?:(\d+):(\d+)", drawn)
        message = match(r"── (.*)", drawn)
        return SyntaxFailure(message === nothing ? drawn : String(message[1]), place === nothing ? 0 : parse(Int, place[1]), place === nothing ? 0 : parse(Int, place[2]))
    end
    start, stop = failed_statement(text)
    if failed.head === :incomplete
        start = something(findnext(!isspace, text, start), start)
        line, _ = place_of(text, start)
        return SyntaxFailure(replace(reason, "incomplete: " => "") * ": what starts here is not ended", line, 0)
    end
    return SyntaxFailure(reason, place_of(text, stop)...)
end

"""Where the first statement that cannot be parsed starts, and the last character that the parser read of it."""
function failed_statement(text::String)
    start = 1
    while start <= ncodeunits(text)
        statement, next = Meta.parse(text, start; raise = false)
        statement isa Expr && statement.head in (:error, :incomplete) && return start, max(start, thisind(text, min(next - 1, ncodeunits(text))))
        start = next
    end
    return 1, 1
end

function place_of(text::String, index::Int)
    before = SubString(text, 1, index)
    return count(==('\n'), before) + 1, length(before) - something(findlast(==('\n'), before), 0)
end
