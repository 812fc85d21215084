# The conversation: one call after the other, for ever. Interrupts reach only the user's code: everywhere else they would tear
# a frame apart.

settings <- new.env(parent = emptyenv())
current <- new.env(parent = emptyenv()) # The call under way: request, value, trace, and the line of a source being loaded.
current$is_in_call <- FALSE
current$calls_polled <- 0L
current$has_moved_much <- FALSE # Whether the last call had a file of columns.

idle_wait_seconds <- 0.002
calls_polled_max <- 10L

start <- function() {
  read_settings()
  if (is_core_gone()) quit("no", 0L, FALSE)
  open_connections()
  prepare_session()
  measure_frame_offset()
  send(list("ready", paste(R.version$major, R.version$minor, sep = ".")))
  suspendInterrupts(serve())
}

read_settings <- function() {
  names <- c(
    to_worker = "TRIPTYCH_TO_WORKER", from_worker = "TRIPTYCH_FROM_WORKER", files_folder = "TRIPTYCH_FILES",
    scratch = "TRIPTYCH_SCRATCH", session = "TRIPTYCH_SESSION", mode = "TRIPTYCH_MODE", core = "TRIPTYCH_CORE"
  )
  for (name in names(names)) settings[[name]] <- Sys.getenv(names[[name]])
  settings$is_forking <- settings$mode == "fork"
  settings$plots_folder <- file.path(settings$scratch, "plots")
  dir.create(settings$plots_folder, showWarnings = FALSE)
  # These are ours alone: an R that the user's code starts must be an ordinary one.
  Sys.unsetenv(c(names, "TRIPTYCH_WORKER", "R_DEFAULT_PACKAGES", "R_ENABLE_JIT", "GLIBC_TUNABLES"))
}

# A core that was killed before it could give this process to its guard: to open a FIFO that nobody else has open would wait
# for ever. (Linux; elsewhere there is no such list of processes.)
is_core_gone <- function() file.exists("/proc/self") && !file.exists(file.path("/proc", settings$core))

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
  for (name in c("quit", "q")) replace_in(baseenv(), name, refuse_quit)
  watch_for_progress_bars()
  note_base_world()
}

replace_in <- function(env, name, value) {
  is_locked <- bindingIsLocked(name, env)
  if (is_locked) unlockBinding(name, env)
  assign(name, value, envir = env)
  if (is_locked) lockBinding(name, env)
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
      withCallingHandlers(
        repeat serve_request(),
        error = function(condition) note_trace(sys.nframe()),
        warning = tell_warning
      ),
      error = function(condition) error_failure(condition),
      interrupt = function(condition) interrupt_failure(condition)
    )
    if (current$is_in_call) finish_call(failure)
    # An interrupt between two calls came too late for the one before. Anything else is the end of the conversation.
    else if (failure[[1L]] != "cancelled") stop_worker(failure)
  }
}

stop_worker <- function(failure) {
  sink(type = "message")
  message("The R worker cannot go on. ", failure[[2L]])
  real_quit("no", 1L, FALSE)
}

serve_request <- function() {
  if (is.null(current$request)) {
    if (current$has_moved_much) collect_young()
    is_polling <- !is.null(connections$poll)
    if (is_polling) drop_late_interrupt()
    current$request <- receive(if (is_polling) poll_requests() else receive_header())
    # While packages are attached, an interrupt may well be meant for the call that waits.
    if (!is_polling) drop_late_interrupt()
  }
  request <- current$request
  if (!is.null(request$freed)) {
    current$request <- NULL
    return(free_kept(request$freed))
  }
  if (settings$is_forking && !copies$is_copy && !fork_call(request)) return(invisible())
  current$is_in_call <- TRUE
  current$trace <- NULL
  current$took_ms <- 0
  current$value <- evaluate(request)
  finish_call(NULL)
}

# Right after a call with a large table its memory is young and free, and to give it back now takes 3 ms. The next large call
# would look through all that R holds (40 ms) before it gets its own.
collect_young <- function() {
  gc(full = FALSE)
  current$has_moved_much <- FALSE
}

# An interrupt that came too late for the call before strikes here, where it does no harm: the loop of `serve` starts again,
# with the request that has been received.
drop_late_interrupt <- function() {
  .Internal(interruptsSuspended(FALSE))
  Sys.sleep(0)
  .Internal(interruptsSuspended(TRUE))
}

# The default packages are attached between calls; a call that comes before the last of them uses stand-ins. Calls that come
# without a pause between them would pay the wait each time, so after the first few the packages have to be attached.
poll_requests <- function() {
  current$calls_polled <- current$calls_polled + 1L
  is_patient <- current$calls_polled <= calls_polled_max
  if (is_patient) Sys.sleep(idle_wait_seconds)
  while (length(packages$waiting) > 0L) {
    if (is_patient) {
      header <- poll_header()
      if (!is.null(header)) {
        attach_stand_ins()
        compile_loops()
        return(header)
      }
    }
    attach_next_package()
  }
  close(connections$poll)
  connections$poll <- NULL
  compile_loops()
  if (settings$is_forking) prepare_to_fork()
  receive_header()
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

finish_call <- function(failure) {
  value <- current$value
  current$request <- NULL
  current$value <- NULL
  current$is_in_call <- FALSE
  if (!is.null(current$shown_methods)) hide_methods()
  divert_output()
  if (length(bars$pending) > 0L) send_pending_progress()
  if (length(.Devices) > 1L) send_plots()
  path <- NULL
  if (!is.null(answer_file$path)) {
    path <- close_answer_file()
    current$has_moved_much <- TRUE
    if (is.null(failure) && file.size(path) != answer_file$bytes) failure <- no_room_failure(answer_file$bytes)
  }
  if (!is.null(current$kept_ids)) drop_unreturned()
  if (!is.null(failure) || !send(list("done", current$took_ms, value, path))) answer_failure(failure, path)
  if (copies$is_copy) end_copy()
  put_back()
}

# R writes as much of a vector as there is room for, and says nothing.
no_room_failure <- function(bytes) {
  size <- paste(ceiling(bytes / 1048576), "MB")
  list("value-not-showable", "value", paste0("a result of ", size, ", for which there is no room in memory (", settings$files_folder, ")"))
}

answer_failure <- function(failure, path) {
  if (is.null(failure)) {
    failure <- list("value-not-showable", "value", "a list too large to be handed over (256 MB); return it as a data frame")
  }
  if (!is.null(path)) unlink(path)
  send(c(list("failed", current$took_ms), failure))
}

evaluate <- function(request) {
  if (!.Internal(dir.exists(request$folder))) stop("The working folder ", request$folder, " does not exist.", call. = FALSE)
  .Internal(setwd(request$folder))
  current$env <- NULL
  loaded <- sources[[request$checksum]]
  if (!identical(loaded, current$loaded)) enter_world(loaded$world)
  current$loaded <- loaded
  worlds$namespace_count <- namespace_count()
  if (is.null(loaded)) loaded <- run_traced(quote(load_source(request)), environment())
  call <- entry_call(loaded, request$entry, request$parameters)
  args <- request$args
  if (!is.null(request$wide_integers)) need_wide_integers(request$wide_integers)
  if (!is.null(request$handles)) args <- with_kept(args, request$handles)
  names(args) <- request$parameters
  call_env <- .Internal(list2env(args, new.env(FALSE, loaded$env)))
  current$env <- loaded$env
  if (!is.null(loaded$methods)) show_methods(loaded$methods)
  began <- .Internal(Sys.time())
  on.exit(current$took_ms <- (.Internal(Sys.time()) - began) * 1000)
  value <- run_traced(call, call_env)
  if (is.null(attributes(value)) && typeof(value) %in% plain_types && length(value) == 1L) return(value)
  if (is_drawable(value)) {
    allowInterrupts(draw(value, call_env))
    return(NULL)
  }
  allowInterrupts(showable(value, "value"))
}

# Results that need no look inside, when they are single.
plain_types <- c("double", "integer", "logical", "NULL")

# Evaluates what is the user's: interrupts reach it, and the trace of an error starts behind R's machinery. When the code fails,
# R itself puts back the suspension of where the error is caught.
run_traced <- function(call, env) {
  current$first_frame <- sys.nframe() + settings$frame_offset
  .Internal(interruptsSuspended(FALSE))
  value <- eval(call, env)
  .Internal(interruptsSuspended(TRUE))
  value
}

# How many calls lie between run_traced and the user's first function: R's own machinery, which differs between versions.
measure_frame_offset <- function() {
  settings$frame_offset <- 0L
  probe <- as.call(list(function() sys.nframe()))
  .Internal(interruptsSuspended(TRUE))
  settings$frame_offset <- run_traced(probe, environment()) - current$first_frame
  .Internal(interruptsSuspended(FALSE))
}

note_trace <- function(last_frame) {
  if (!current$is_in_call) return(invisible())
  current$trace <- tryCatch(
    capture_trace(current$first_frame, last_frame, current$top_line),
    error = function(condition) NULL
  )
}
