# The conversation. What is printed and what is answered goes into one FIFO, in order; src-main/runner/r-stream.ts says how
# the two are told apart. Interrupts reach only the user's code: everywhere else they would tear a frame apart.

settings <- new.env(parent = emptyenv())
connections <- new.env(parent = emptyenv())
progress <- new.env(parent = emptyenv()) # Of the call under way: request, value, trace, and the line of a source being loaded.
progress$is_in_call <- FALSE
progress$calls_polled <- 0L

frame_mark <- as.raw(c(0x00, 0xff))
frame_bytes_max <- 256 * 1024 * 1024
idle_wait_seconds <- 0.002
calls_polled_max <- 10L

start <- function() {
  read_settings()
  open_connections()
  prepare_session()
  measure_frame_offset()
  send(list("ready", paste(R.version$major, R.version$minor, sep = ".")))
  suspendInterrupts(serve())
}

read_settings <- function() {
  names <- c(to_worker = "TRIPTYCH_TO_WORKER", from_worker = "TRIPTYCH_FROM_WORKER", files_folder = "TRIPTYCH_FILES", scratch = "TRIPTYCH_SCRATCH")
  for (name in names(names)) settings[[name]] <- Sys.getenv(names[[name]])
  settings$plots_folder <- file.path(settings$scratch, "plots")
  dir.create(settings$plots_folder, showWarnings = FALSE)
  # These are ours alone: an R that the user's code starts must be an ordinary one.
  Sys.unsetenv(c(names, "TRIPTYCH_WORKER", "TRIPTYCH_SESSION", "TRIPTYCH_MODE", "R_DEFAULT_PACKAGES", "R_ENABLE_JIT"))
}

open_connections <- function() {
  connections$requests <- file(settings$to_worker, "rb", raw = TRUE)
  connections$frames <- file(settings$from_worker, "wb", raw = TRUE)
  connections$errors <- file(settings$from_worker, "w", raw = TRUE, encoding = "UTF-32BE")
  connections$errors_number <- as.integer(connections$errors)
  if (length(packages$waiting) > 0L) connections$poll <- fifo(settings$to_worker, "rb", blocking = FALSE)
  divert_output()
}

# Undoes what the last call may have left diverted, or closed with closeAllConnections(). sink.number() would take 13 µs of
# each call to check its argument, so its inner function is called.
divert_output <- function() {
  depth <- .Internal(sink.number(TRUE))
  while (depth > 1L) {
    sink()
    depth <- depth - 1L
  }
  if (depth == 0L) {
    if (!are_connections_open()) return(open_connections())
    sink(connections$frames)
  }
  if (.Internal(sink.number(FALSE)) != connections$errors_number) sink(connections$errors, type = "message")
}

are_connections_open <- function() {
  tryCatch(
    isOpen(connections$requests) && isOpen(connections$frames) && isOpen(connections$errors),
    error = function(condition) FALSE
  )
}

prepare_session <- function() {
  options(
    device = open_plot_device,
    warn = 1L, # A warning is told when it happens, in its place among what is printed.
    defaultPackages = c("datasets", "utils", "grDevices", "graphics", "stats", "methods"),
    keep.parse.data = FALSE
  )
  refuse_quit <- function(save = "default", status = 0, runLast = TRUE) {
    worker_quit()
  }
  environment(refuse_quit) <- list2env(list(worker_quit = refuse_to_quit), parent = baseenv())
  for (name in c("quit", "q")) {
    unlockBinding(name, baseenv())
    assign(name, refuse_quit, envir = baseenv())
    lockBinding(name, baseenv())
  }
}

# The session serves more than this one function, so quitting ends the call and not R. It goes the way of an interrupt, which
# a function that catches errors does not catch.
refuse_to_quit <- function() {
  note_trace(sys.nframe())
  signalCondition(structure(class = c("triptych_quit", "interrupt", "condition"), list(message = "quit", call = NULL)))
  stop("quit() has no effect here.", call. = FALSE)
}

real_quit <- base::quit

# One loop for ever, inside one set of handlers: to set them up anew would cost each call 20 µs. What escapes from a call
# unwinds to here, is answered, and the loop starts again.
serve <- function() {
  repeat {
    failure <- tryCatch(
      withCallingHandlers(repeat serve_call(), error = function(condition) note_trace(sys.nframe())),
      error = function(condition) error_failure(condition),
      interrupt = function(condition) interrupt_failure(condition)
    )
    if (progress$is_in_call) finish_call(failure)
    # An interrupt between two calls came too late for the one before. Anything else is the end of the conversation.
    else if (failure[[1L]] != "cancelled") stop_worker(failure)
  }
}

stop_worker <- function(failure) {
  sink(type = "message")
  message("The R worker cannot go on. ", failure[[2L]])
  real_quit("no", 1L, FALSE)
}

serve_call <- function() {
  if (is.null(progress$request)) {
    is_polling <- !is.null(connections$poll)
    if (is_polling) drop_late_interrupt()
    progress$request <- receive(next_header())
    # While packages are attached, an interrupt may well be meant for the call that waits.
    if (!is_polling) drop_late_interrupt()
  }
  progress$is_in_call <- TRUE
  progress$trace <- NULL
  progress$took_ms <- 0
  progress$value <- evaluate(progress$request)
  finish_call(NULL)
}

# An interrupt that came too late for the call before strikes here, where it does no harm: the loop of `serve` starts again,
# with the request that has been received.
drop_late_interrupt <- function() allowInterrupts(Sys.sleep(0))

# The default packages are attached between calls; a call that comes before the last of them uses stand-ins. Calls that come
# without a pause between them would pay the wait each time, so after the first few the packages have to be attached.
next_header <- function() {
  if (!is.null(connections$poll)) {
    progress$calls_polled <- progress$calls_polled + 1L
    is_patient <- progress$calls_polled <= calls_polled_max
    if (is_patient) Sys.sleep(idle_wait_seconds)
    while (length(packages$waiting) > 0L) {
      if (!is_patient) {
        attach_next_package()
        next
      }
      header <- poll_header()
      if (!is.null(header)) {
        attach_stand_ins()
        compile_loops()
        return(header)
      }
      attach_next_package()
    }
    close(connections$poll)
    connections$poll <- NULL
    compile_loops()
  }
  readBin(connections$requests, "integer", 2L, 4L, endian = "little")
}

# NULL when no call waits. A FIFO without anything in it makes readBin give rubbish, but readChar an empty text; so the first
# byte is read as a character, and the core sees to it that it is never 0 (r-codec.ts).
poll_header <- function() {
  first <- charToRaw(suppressWarnings(readChar(connections$poll, 1L, useBytes = TRUE)))
  if (length(first) == 0L) return(NULL)
  readBin(c(first, readBin(connections$poll, "raw", 7L)), "integer", 2L, 4L, endian = "little")
}

# What R does by default, from here on: code that runs often or loops is compiled first.
compile_loops <- function() compiler::enableJIT(3L)

receive <- function(header) {
  if (length(header) < 2L) real_quit("no", 0L, FALSE) # The core is gone.
  request <- unserialize(readBin(connections$requests, "raw", header[[2L]]))
  names(request) <- c("checksum", "source", "file_name", "entry", "folder", "parameters", "args", "columns")
  if (!is.null(request$columns)) request$args <- with_columns(request$args, request$columns)
  request
}

finish_call <- function(failure) {
  value <- progress$value
  progress$request <- NULL
  progress$value <- NULL
  progress$is_in_call <- FALSE
  hide_methods()
  divert_output()
  send_plots()
  path <- close_answer_file()
  if (is.null(failure)) {
    if (send(list("done", progress$took_ms, value, path))) return(invisible())
    failure <- list("value-not-showable", "value", "a list too large to be handed over (256 MB); return it as a data frame")
  }
  if (!is.null(path)) unlink(path)
  send(c(list("failed", progress$took_ms), failure))
}

evaluate <- function(request) {
  if (!dir.exists(request$folder)) stop("The working folder ", request$folder, " does not exist.", call. = FALSE)
  setwd(request$folder)
  progress$env <- NULL
  loaded <- sources[[request$checksum]]
  if (is.null(loaded)) loaded <- run_traced(quote(load_source(request)), environment())
  call <- entry_call(loaded, request$entry, request$parameters)
  args <- request$args
  names(args) <- request$parameters
  call_env <- list2env(args, parent = loaded$env)
  progress$env <- loaded$env
  show_methods(loaded$methods)
  began <- milliseconds()
  on.exit(progress$took_ms <- milliseconds() - began)
  value <- run_traced(call, call_env)
  if (is.null(attributes(value)) && typeof(value) %in% plain_types && length(value) < plain_length_max) return(value)
  if (is_drawable(value)) {
    allowInterrupts(draw(value, call_env))
    return(NULL)
  }
  allowInterrupts(showable(value, "value"))
}

# Most results need no look inside.
plain_types <- c("double", "character", "integer", "logical", "NULL")
plain_length_max <- 100000L

milliseconds <- function() unclass(Sys.time())[[1L]] * 1000

# Evaluates what is the user's: interrupts reach it, and the trace of an error starts behind R's machinery.
run_traced <- function(call, env) {
  progress$first_frame <- sys.nframe() + settings$frame_offset
  allowInterrupts(eval(call, env))
}

# How many calls lie between run_traced and the user's first function: R's own machinery, which differs between versions.
measure_frame_offset <- function() {
  settings$frame_offset <- 0L
  probe <- as.call(list(function() sys.nframe()))
  settings$frame_offset <- run_traced(probe, environment()) - progress$first_frame
}

note_trace <- function(last_frame) {
  if (!progress$is_in_call) return(invisible())
  progress$trace <- tryCatch(
    capture_trace(progress$first_frame, last_frame, progress$top_line),
    error = function(condition) NULL
  )
}

# Large columns follow the head, in the pipe or in a file; each goes to its place in the arguments.
with_columns <- function(args, plan) {
  path <- plan[[1L]]
  connection <- if (is.null(path)) connections$requests else file(path, "rb", raw = TRUE)
  for (index in seq_along(plan[[2L]])) {
    place <- plan[[4L]][[index]]
    kept <- attributes(args[[place]])
    values <- readBin(connection, plan[[2L]][[index]], plan[[3L]][[index]])
    if (!is.null(kept)) attributes(values) <- kept
    args[[place]] <- values
  }
  if (!is.null(path)) {
    close(connection)
    unlink(path)
  }
  args
}

# FALSE when the answer is larger than a frame may be.
send <- function(answer) {
  body <- serialize(answer, NULL, ascii = FALSE, xdr = FALSE, version = 2L)
  if (length(body) > frame_bytes_max) return(FALSE)
  writeBin(c(frame_mark, writeBin(length(body), raw(), endian = "little"), body), connections$frames)
  flush(connections$frames)
  TRUE
}
