# Failures as src-main/runner/r-codec.ts reads them: the kind, then its fields in a fixed order.

frames_max <- 50L # Of an endless recursion the first and the last calls tell the story.

function_error <- function(message, class, trace = NULL, causes = list()) {
  if (is.null(trace)) trace <- empty_trace
  text <- paste(c(paste0("Error: ", message), trace$lines), collapse = "\n")
  list("function-error", enc2utf8(message), class, enc2utf8(text), trace$functions, trace$numbers, trace$files, causes)
}

empty_trace <- list(lines = character(0), functions = character(0), numbers = integer(0), files = character(0))

error_failure <- function(condition) {
  if (inherits(condition, "triptych_failure")) return(condition$failure)
  trace <- if (is.null(current$trace)) trace_of_entry() else current$trace
  message <- own_message(condition)
  if (is_out_of_memory(condition, message)) {
    if (is.null(trace)) trace <- empty_trace
    return(list("memory-exhausted", enc2utf8(message), trace$functions, trace$numbers, trace$files))
  }
  function_error(message, class(condition)[[1L]], trace, causes_of(condition))
}

# Since R 4.4 (R_signalErrorCondition) such an error has a class; before, only its text tells, in the user's language.
is_out_of_memory <- function(condition, message) {
  if (inherits(condition, "vectorAllocationError")) return(TRUE)
  beginnings <- sub("%.*", "", gettext("cannot allocate vector of size %0.1f Gb", "cannot allocate memory", domain = "R"))
  inherits(condition, "simpleError") && any(startsWith(message, beginnings))
}

causes_max <- 20L

# The errors that this one came of, nearest first: rlang's `parent`, which others have taken over.
causes_of <- function(condition) {
  causes <- list()
  parent <- condition$parent
  while (inherits(parent, "condition") && length(causes) < causes_max) {
    causes[[length(causes) + 1L]] <- list(enc2utf8(own_message(parent)), class(parent)[[1L]])
    parent <- parent$parent
  }
  causes
}

# rlang writes the causes into the message of an error as well.
own_message <- function(condition) {
  message <- if (inherits(condition, "rlang_error") && isNamespaceLoaded("rlang")) {
    tryCatch(asNamespace("rlang")$cnd_message(condition, inherit = FALSE), error = function(failure) NULL)
  }
  if (is.null(message)) message <- conditionMessage(condition)
  paste(message, collapse = "\n")
}

warning_line_max <- 77L # Beyond it R breaks the line behind the call.

# For every warning that the function itself does not catch. R would print it to the standard error; so told, it has its level.
tell_warning <- function(condition) {
  level <- getOption("warn")
  can_be_muffled <- !is.null(findRestart("muffleWarning", condition))
  # R itself drops it, makes it an error, or was never going to say it.
  if (!is.numeric(level) || level < 0 || level >= 2 || !can_be_muffled) return(invisible())
  if (current$is_in_call) send(list("log", "warning", enc2utf8(warning_text(condition))))
  invokeRestart("muffleWarning")
}

warning_text <- function(condition) {
  message <- conditionMessage(condition)
  call <- conditionCall(condition)
  if (is.null(call)) return(paste0("Warning: ", message, "\n"))
  call <- deparse(call, nlines = 1L)[[1L]]
  is_long <- nchar(call, "w") + nchar(sub("\n.*", "", message), "w") + 12L > warning_line_max
  paste0("Warning in ", call, if (is_long) " :\n  " else " : ", message, "\n")
}

# Ends the call with a failure that the worker has found itself.
fail <- function(...) {
  failure <- list(...)
  stop(structure(class = c("triptych_failure", "error", "condition"), list(message = failure[[1L]], call = NULL, failure = failure)))
}

interrupt_failure <- function(condition) {
  if (inherits(condition, "triptych_quit")) function_error(quit_message, "quit", current$trace) else list("cancelled")
}

quit_message <- "The function called quit(), which would end R for every function. Let it return a value, or stop() with a message."

# Of an endless recursion nobody may look at the calls before they are gone, so it is told for the entry as a whole.
trace_of_entry <- function() {
  name <- current$request$entry
  reference <- attr(current$env[[name]], "srcref")
  source <- user_source(reference)
  if (is.null(source)) return(NULL)
  line <- reference[[1L]]
  list(lines = paste0("  ", source$filename, ":", line, "  ", name), functions = name, numbers = line, files = source$filename)
}

# These stand between the line that failed and the handler that looks at it, and are R's own machinery.
signalling_functions <- c(".handleSimpleError", "stop", "withRestarts", "withOneRestart", "doWithOneRestart", "signalCondition", "quit", "q")

# The calls from the first of the user's (number `first`) to the last before `last`, each with the line it has reached.
# R notes with every call the line it was made from; so the line a function has reached is noted with the call it made.
capture_trace <- function(first, last, top_line) {
  calls <- sys.calls()
  end <- last - 1L
  while (end >= first && called_name(calls[[end]]) %in% signalling_functions) end <- end - 1L
  numbers <- if (end >= first) first:end else integer(0)
  if (length(numbers) > frames_max) numbers <- c(numbers[seq_len(frames_max %/% 2L)], rev(rev(numbers)[seq_len(frames_max %/% 2L)]))
  functions <- vapply(numbers, function(number) called_name(calls[[number]]), "")
  sources <- lapply(numbers, function(number) user_source(attr(sys.function(number), "srcref")))
  is_user <- !vapply(sources, is.null, NA)
  lines <- rep(NA_integer_, length(numbers))
  files <- rep(NA_character_, length(numbers))
  for (index in which(is_user)) {
    reached <- attr(calls[[numbers[[index]] + 1L]], "srcref")
    if (identical(user_source(reached), sources[[index]])) lines[[index]] <- reached[[1L]]
    files[[index]] <- sources[[index]]$filename
  }
  if (!is.null(top_line)) {
    functions <- c("(top level)", functions)
    lines <- c(top_line$line, lines)
    files <- c(top_line$file, files)
    numbers <- c(NA_integer_, numbers)
  }
  list(lines = trace_lines(calls, numbers, lines, files), functions = functions, numbers = lines, files = files)
}

user_source <- function(reference) {
  source <- attr(reference, "srcfile")
  if (is.environment(source) && isTRUE(source$is_triptych_source)) source else NULL
}

called_name <- function(call) {
  if (!is.call(call)) return("")
  name <- call[[1L]]
  if (is.symbol(name)) return(as.character(name))
  if (is.call(name) && is.symbol(name[[1L]]) && as.character(name[[1L]]) %in% c("::", ":::", "$", "@")) {
    return(paste(deparse(name, nlines = 1L), collapse = ""))
  }
  "(anonymous function)"
}

trace_lines <- function(calls, numbers, lines, files) {
  vapply(seq_along(numbers), function(index) {
    number <- numbers[[index]]
    text <- if (is.na(number)) "(top level)" else deparse(calls[[number]], width.cutoff = 60L, nlines = 1L)[[1L]]
    if (is.na(files[[index]])) return(paste0("  ", text))
    place <- if (is.na(lines[[index]])) files[[index]] else paste0(files[[index]], ":", lines[[index]])
    paste0("  ", place, "  ", text)
  }, "")
}

# R says "name.R:3:5: unexpected symbol" and then shows the lines; a column of 0 means the end of the text.
syntax_failure <- function(condition, file_name) {
  text <- conditionMessage(condition)
  place <- regmatches(text, regexec("^.*?:([0-9]+):([0-9]+): ([^\n]*)", text, perl = TRUE))[[1L]]
  if (length(place) != 4L) return(list("syntax-error", enc2utf8(text), NA_integer_, NA_integer_))
  column <- as.integer(place[[3L]])
  list("syntax-error", enc2utf8(place[[4L]]), as.integer(place[[2L]]), if (column > 0L) column else NA_integer_)
}
