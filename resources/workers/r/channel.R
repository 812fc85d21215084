# The two FIFOs. What is printed and what is answered goes into one of them, in order; src-main/runner/r-stream.ts says how the
# two are told apart. R's own functions around connections check and dispatch for longer than they work, so the calls that
# every message needs go to the functions within them.

connections <- new.env(parent = emptyenv())

frame_mark <- as.raw(c(0x00, 0xff))
whole_bytes_max <- 4000L # PIPE_BUF of Linux, less the frame's own bytes; macOS promises only 512.
frame_bytes_max <- 256 * 1024 * 1024

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

# FALSE when the answer is larger than a frame may be.
send <- function(answer) {
  body <- .Internal(serialize(answer, NULL, 3L, 2L, NULL))
  if (length(body) > frame_bytes_max) return(FALSE)
  frames <- connections$frames
  # A copy that dies in the middle of a frame leaves one that nobody can end. What fits into a pipe's buffer goes as a whole.
  is_at_risk <- copies$is_copy && length(body) > whole_bytes_max
  if (is_at_risk) copies$say(words$is_writing)
  .Internal(writeBin(frame_mark, frames, 1L, FALSE, FALSE))
  .Internal(writeBin(length(body), frames, 4L, FALSE, FALSE))
  .Internal(writeBin(body, frames, 1L, FALSE, FALSE))
  .Internal(flush(frames))
  if (is_at_risk) copies$say(words$has_written)
  TRUE
}

receive_header <- function() .Internal(readBin(connections$requests, "integer", 2L, 4L, TRUE, FALSE))

request_fields <- c(
  "checksum", "source", "file_name", "entry", "folder", "parameters", "args", "columns", "wide_integers", "handles"
)

# A call, with its large columns and its kept values in their places; or what is to be let go of.
receive <- function(header) {
  if (length(header) < 2L) real_quit("no", 0L, FALSE) # The core is gone.
  request <- .Internal(unserialize(.Internal(readBin(connections$requests, "raw", header[[2L]], 1L, TRUE, FALSE)), NULL))
  if (length(request) == 1L) return(list(freed = request[[1L]]))
  names(request) <- request_fields
  if (!is.null(request$columns)) request$args <- with_columns(request$args, request$columns)
  request
}

# Columns that are not small follow the head, in the pipe or in a file; each goes to its place in the arguments. The file
# becomes a spare, as in open_answer_file().
with_columns <- function(args, plan) {
  path <- plan[[1L]]
  connection <- if (is.null(path)) connections$requests else file(path, "rb", raw = TRUE)
  places <- plan[[4L]]
  for (index in seq_along(places)) {
    place <- places[[index]]
    kept <- attributes(args[[place]])
    values <- .Internal(readBin(connection, plan[[2L]][[index]], plan[[3L]][[index]], NA_integer_, TRUE, FALSE))
    if (!is.null(kept)) attributes(values) <- kept
    args[[place]] <- values
  }
  if (!is.null(path)) {
    close(connection)
    spare <- paste0("spare-", format(plan[[5L]], scientific = FALSE), "-", basename(path))
    file.rename(path, file.path(dirname(path), spare))
    current$has_moved_much <- TRUE
  }
  args
}

need_wide_integers <- function(needed) {
  if (!isNamespaceLoaded("bit64")) fail("argument-refused", needed[[1L]], needed[[2L]])
}
