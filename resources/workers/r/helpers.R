# What a source finds as `triptych`: how far it has come, notes and files for its run, and values that stay in the session.

bars <- new.env(parent = emptyenv())
bars$pending <- list() # By id: what was held back and is sent when the call ends.
bars$sent_at <- list() # By id: seconds since 1970.
bars$count <- 0L

frame_seconds_min <- 0.05 # Twenty a second look smooth; a loop reports thousands.

report_progress <- function(id, label, done, total, is_finished = FALSE) {
  if (!current$is_in_call) return(invisible())
  now <- .Internal(Sys.time())
  last <- bars$sent_at[[id]]
  report <- list("progress", id, enc2utf8(label), as.double(done), as.double(total), is_finished || isTRUE(done >= total))
  if (is.null(last) || report[[6L]] || now - last >= frame_seconds_min) {
    bars$sent_at[[id]] <- now
    bars$pending[[id]] <- NULL
    send(report)
  } else {
    bars$pending[[id]] <- report
  }
  invisible()
}

# At the end of each call: the last one of each is always sent.
send_pending_progress <- function() {
  for (report in bars$pending) send(report)
  bars$pending <- list()
}

new_bar_id <- function() {
  bars$count <- bars$count + 1L
  paste0("bar-", bars$count)
}

# triptych$progress(3, 10, "files"): a label names one bar, and several may be under way.
progress <- function(done, total = NA, label = "") {
  if (!is.numeric(done) || length(done) != 1L || is.na(done)) stop("`done` must be a number.", call. = FALSE)
  if (length(total) != 1L || !(is.numeric(total) || is.na(total))) stop("`total` must be a number, or NA.", call. = FALSE)
  report_progress(paste0("triptych:", label), as.character(label), done, total)
}

# As R's own lapply, with a bar.
lapply_with_progress <- function(xs, f, ..., label = "") {
  f <- match.fun(f)
  if (!is.vector(xs) || is.object(xs)) xs <- as.list(xs)
  id <- new_bar_id()
  total <- length(xs)
  results <- vector("list", total)
  report_progress(id, label, 0, total)
  for (index in seq_len(total)) {
    result <- f(xs[[index]], ...)
    if (!is.null(result)) results[[index]] <- result
    report_progress(id, label, index, total)
  }
  names(results) <- names(xs)
  results
}

note <- function(text) {
  if (current$is_in_call) send(list("note", enc2utf8(paste(as.character(text), collapse = "\n"))))
  invisible()
}

# The file is copied, so the function may go on with its own.
artifact <- function(path, name = basename(path)) {
  if (!is.character(path) || length(path) != 1L || !file.exists(path)) stop("There is no file ", path, ".", call. = FALSE)
  if (dir.exists(path)) stop(path, " is a folder; give its files one by one, or pack them into one.", call. = FALSE)
  if (!is.character(name) || length(name) != 1L || !nzchar(name)) stop("`name` must be a text.", call. = FALSE)
  if (!current$is_in_call) return(invisible())
  copy <- tempfile("artifact-", settings$scratch)
  if (!file.copy(path, copy)) {
    unlink(copy)
    stop(path, " could not be copied.", call. = FALSE)
  }
  send(list("artifact", enc2utf8(name), copy))
  invisible()
}

kept <- new.env(parent = emptyenv()) # By id.
kept_count <- new.env(parent = emptyenv())
kept_count$now <- 0L

# The value stays here; what the function returns is a handle to it, which a later call may be given.
keep <- function(value) {
  if (settings$is_forking) {
    stop("triptych$keep() keeps a value in its session, and this call runs in a copy of one that ends with it. Let the function run in a shared session.", call. = FALSE)
  }
  if (is.null(value)) stop("There is nothing to keep in NULL.", call. = FALSE)
  kept_count$now <- kept_count$now + 1L
  id <- paste0(settings$session, "-", kept_count$now)
  kept[[id]] <- value
  current$kept_ids <- c(current$kept_ids, id)
  structure(list(id, one_line_of(value)), class = "triptych_handle")
}

one_line_of <- function(value) {
  size <- dim(value)
  extent <- if (is.data.frame(value)) {
    paste0(size[[1L]], " rows of ", size[[2L]], " columns")
  } else if (!is.null(size)) {
    paste(size, collapse = " × ")
  } else if (is.function(value) || is.environment(value) && !is.object(value)) {
    NULL
  } else {
    paste(length(value), if (length(value) == 1L) "element" else "elements")
  }
  enc2utf8(paste(c(class(value)[[1L]], extent), collapse = ", "))
}

# What a function has kept without returning its handle could never be asked for, nor let go of.
drop_unreturned <- function() {
  unreturned <- setdiff(current$kept_ids, current$returned_ids)
  rm(list = unreturned, envir = kept)
  current$kept_ids <- NULL
  current$returned_ids <- NULL
}

free_kept <- function(ids) rm(list = intersect(ids, names(kept)), envir = kept)

# `plan`: for each handle among the arguments the place, the id, the parameter, the description.
with_kept <- function(args, plan) {
  for (index in seq_along(plan[[2L]])) {
    value <- kept[[plan[[2L]][[index]]]]
    if (is.null(value)) fail("handle-gone", plan[[3L]][[index]], plan[[4L]][[index]])
    args[[plan[[1L]][[index]]]] <- value
  }
  args
}

triptych <- list2env(
  list(progress = progress, lapply = lapply_with_progress, note = note, artifact = artifact, keep = keep),
  parent = emptyenv()
)
lockEnvironment(triptych, bindings = TRUE)
