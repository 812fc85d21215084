# A first call takes a second when Julia meets everything in it for the first time. So the methods that any call needs are
# inferred when the package is compiled, which leaves the native code. What only some calls need is called through
# Base.invokelatest elsewhere: Julia compiles with a method all that it calls directly.

for (method, types) in (
    (prepare, (String,)), (serve, (IOStream,)), (take_frame, (IOStream,)), (next_frame, (IOStream,)), (answer_frame, (Vector{UInt8},)), (read_call, (Vector{UInt8},)),
    (carry_out, (CallFrame, Base.RefValue{UInt64})), (run_entry, (Source, CallFrame, Base.RefValue{UInt64})),
    (call_entry, (Any, Vector{Any}, Vector{Symbol}, Vector{Any})),
    (load_source, (Source,)), (find_plan, (Source, String, Vector{String})),
    (fit_arguments, (Plan, String, Vector{String}, Vector{Any})), (fit, (Any, Any)), (fit_list, (Any, Any)), (put_other, (Out, Any, Vector{Any})), (take_other, (In, UInt8)),
    (make_plan, (Module, Symbol, Vector{String})), (put_column, (Out, Vector{Float64})), (put_column, (Out, Vector{String})),
    (put_column, (Out, Vector{Int64})), (put_function_error, (Out, Vector{Any}, String)), (put_failure, (Out, Vector{Any}, String, String)),
    (call_with_keywords, (Any, Vector{Any}, Any)), (put_named_tuple, (Out, Any, Vector{Any})), (put_struct, (Out, Any, Vector{Any})),
    (put_value, (Out, Any, Vector{Any})), (put_done, (Any, UInt64)), (put_failed, (Vector{Any}, CallFrame, UInt64)),
    (put_table, (Out, Any, Vector{Any}, Path)), (note_before, ()), (put_back, ()), (environment_sum, ()), (variables_now, ()), (end_bars, ()), (end_output, ()),
    (put_string, (Out, String, Path)), (refuse_text, (String, Path)), (refuse_texts, (Any, Path)), (packaged_column, (Any,)),
    (causes_of, (Vector{Any},)), (put_error, (Out, Any)), (put_frames, (Out, Vector{Base.StackTraces.StackFrame}, String)),
    (handle_logged, (Any, Any, Any, Any, Any, Any, Any)), (put_array, (Out, Any, Path)), (put_dict, (Out, Any, Vector{Any})), (put_map, (Out, Vector{Any}, Vector{Any}, Vector{Any})),
    (put_vector, (Out, Any, Vector{Any})), (as_column, (Any, Bool)), (take_value, (In,)), (capture_output, ()), (put_plot, (Any,)),
    (get_ready, (IOStream, Vector{UInt8})), (rehearse_usual, (IOStream,)), (frame_of, (String, String, Vector{Any})),
)
    precompile(method, types)
end
