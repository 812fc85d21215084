# A first call takes a second when Julia meets everything in it for the first time. So the methods that any call needs are
# inferred when the package is compiled, and compiled at start by a call that goes nowhere. What only some calls need is
# called through Base.invokelatest elsewhere: Julia compiles with a method all that it calls directly.

const practice_source = "practise(x, y = 2; z = 3) = (println(x); x)"

"""One whole call through the loop, with the frames going nowhere."""
function warm_up()
    frame = Out()
    put_text(frame, "practice")
    put_scalar(frame, 0x01)
    for text in (practice_source, "practice.jl", "practise", "")
        put_text(frame, text)
    end
    put_scalar(frame, UInt32(1))
    put_text(frame, "x")
    put_scalar(frame, 0x03)
    put_scalar(frame, Int64(1))
    put_scalar(frame, UInt32(0))
    answer_frame(frame.bytes[5:frame.size])
    empty!(sources)
    return nothing
end

for (method, types) in (
    (start, (String,)), (warm_up, ()), (answer_frame, (Vector{UInt8},)), (read_call, (Vector{UInt8},)),
    (carry_out, (CallFrame, Base.RefValue{UInt64})), (run_entry, (Source, CallFrame, Base.RefValue{UInt64})),
    (call_entry, (Any, Vector{Any}, Vector{Symbol}, Vector{Any})),
    (load_source, (Source,)), (find_plan, (Source, String, Vector{String})),
    (fit_arguments, (Plan, String, Vector{String}, Vector{Any})), (fit, (Any, Any)), (fit_list, (Any, Any)), (put_other, (Out, Any, Vector{Any})), (take_other, (In, UInt8)),
    (make_plan, (Module, Symbol, Vector{String})), (put_column, (Out, Vector{Float64})), (put_column, (Out, Vector{String})),
    (put_column, (Out, Vector{Int64})), (put_function_error, (Out, Vector{Any}, String)), (put_failure, (Out, Vector{Any}, String, String)),
    (call_with_keywords, (Any, Vector{Any}, Any)), (put_named_tuple, (Out, Any, Vector{Any})), (put_struct, (Out, Any, Vector{Any})),
    (put_value, (Out, Any, Vector{Any})), (put_done, (Any, UInt64)), (put_failed, (Vector{Any}, CallFrame, UInt64)),
    (put_table, (Out, Any, Vector{Any})), (put_dict, (Out, Any, Vector{Any})), (put_map, (Out, Vector{Any}, Vector{Any}, Vector{Any})),
    (put_vector, (Out, Any, Vector{Any})), (as_column, (Any, Bool)), (take_value, (In,)), (capture_output, ()),
)
    precompile(method, types)
end
