# A session of mode `fork` stays as it was started: for each call it forks a copy of itself, which carries the call out, answers
# on the same FIFO and ends. The copy has all packages that are loaded and all memory that is warm, so that it starts within
# milliseconds, and nothing that it changes is seen by anybody.
#
# The copy says through a pipe of its own (package parallel) that it has answered. When it ends without a word, the session
# answers in its place.

copies <- new.env(parent = emptyenv())
copies$is_copy <- FALSE
copies$is_prepared <- FALSE
copies$sources <- new.env(parent = emptyenv()) # By checksum: the bytes, which the core sends only once.

copy_look_seconds <- 0.5 # How often a copy is looked at whose pipe stays open because another process has it too.

source_text <- function(request) if (is.null(request$source)) copies$sources[[request$checksum]] else request$source

# TRUE in the copy; FALSE in the session, when the call is over.
fork_call <- function(request) {
  if (!is.null(request$source)) copies$sources[[request$checksum]] <- request$source
  if (!copies$is_prepared) prepare_to_fork()
  copy <- copies$fork()
  if (inherits(copy, "masterProcess")) {
    become_copy()
    return(TRUE)
  }
  current$request <- NULL
  began <- .Internal(Sys.time())
  if (wait_for_copy(copy$pid)) {
    if (!is.null(request$source)) load_named_packages(rawToChar(request$source))
  } else {
    send(c(list("failed", (.Internal(Sys.time()) - began) * 1000), copies$death))
  }
  FALSE
}

named_packages_max <- 50L
package_pattern <- "\\b(?:library|require|requireNamespace|loadNamespace)\\(\\s*[\"']?\\K[a-zA-Z][a-zA-Z0-9.]+|\\b[a-zA-Z][a-zA-Z0-9.]+(?=:::?)"

# The packages that a source names are loaded once, here and not attached, when its first call has shown that they can be: each
# copy would load them anew, which takes seconds for some. It is done between calls, and what else it changes is put back.
load_named_packages <- function(text) {
  names <- unique(regmatches(text, gregexpr(package_pattern, text, perl = TRUE, useBytes = TRUE))[[1L]])
  worlds$namespace_count <- namespace_count()
  for (name in names[seq_len(min(length(names), named_packages_max))]) {
    if (isNamespaceLoaded(name)) next
    # Not every name is one of a package that is installed; the source itself will say so.
    tryCatch(suppressMessages(loadNamespace(name)), error = function(condition) NULL)
  }
  put_back()
}

# What each copy would otherwise have to load for itself.
prepare_to_fork <- function() {
  attach_packages()
  parallel <- asNamespace("parallel")
  copies$fork <- parallel$mcfork
  copies$select <- parallel$selectChildren
  copies$read <- parallel$readChild
  copies$let_go <- parallel$rmChild
  copies$close <- parallel$closeFD
  copies$say <- parallel$sendMaster
  copies$signal <- asNamespace("tools")$pskill
  copies$is_prepared <- TRUE
}

become_copy <- function() {
  copies$is_copy <- TRUE
  compile_loops() # R forks for short work, and turns this off.
  # Its standard input is a pipe that nobody writes to; who reads from it would wait for ever.
  copies$close(0L)
  copies$input <- file("/dev/null", "rb", raw = TRUE)
}

# What the copy says to its session.
words <- list(answered = as.raw(1L), is_writing = as.raw(2L), has_written = as.raw(3L))

# Ends at once: finalizers and what is to be done on exit are the session's.
end_copy <- function() {
  copies$say(words$answered)
  copies$signal(Sys.getpid(), 9L)
  repeat Sys.sleep(1)
}

# Whether the copy has answered. When it has not, `copies$death` is the failure.
wait_for_copy <- function(pid) {
  has_answered <- FALSE
  is_writing <- FALSE
  repeat {
    ready <- copies$select(pid, copy_look_seconds)
    # Reading the end of the pipe lets go of the process, so its status is looked at before.
    status <- status_of(pid)
    # Without a status, only the pipe tells: it closes when the copy ends.
    if (isTRUE(ready) && status %in% c(still_alive, unknown_status)) next
    word <- if (is.integer(ready)) copies$read(pid)
    if (!is.raw(word)) break
    has_answered <- word == words$answered
    if (has_answered) break
    is_writing <- word == words$is_writing
  }
  copies$let_go(pid)
  if (is_writing) stop("A copy of it ended in the middle of an answer.")
  if (!has_answered) copies$death <- death_failure(status)
  has_answered
}

still_alive <- -1
unknown_status <- -2
exiting_flag <- 4 # PF_EXITING in the kernel's flags of a process, field 9 of its stat.
death_wait_seconds <- 0.001
death_looks_max <- 1000L

# As wait() would give it. Linux keeps the status of a process that has ended and was not yet let go of (field 52, proc(5));
# elsewhere it is not known.
status_of <- function(pid) {
  for (look in seq_len(death_looks_max)) {
    fields <- stat_fields(pid)
    if (is.null(fields)) return(unknown_status)
    if (fields[[1L]] == "Z") return(as.double(fields[[length(fields)]]))
    if (bitwAnd(as.integer(fields[[7L]]), exiting_flag) == 0L) return(still_alive)
    Sys.sleep(death_wait_seconds)
  }
  unknown_status
}

# From the third field on.
stat_fields <- function(pid) {
  path <- paste0("/proc/", pid, "/stat")
  if (!file.exists(path)) return(NULL)
  line <- tryCatch(readLines(path, n = 1L, warn = FALSE), error = function(condition) "", warning = function(condition) "")
  if (nzchar(line)) strsplit(sub("^.*[)] ", "", line), " ", fixed = TRUE)[[1L]]
}

signal_names <- c("SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
  "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM")
crash_signals <- c("SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGSEGV")

# `status` as wait() gives it: the signal in the low seven bits, the exit code above the lowest byte.
death_failure <- function(status) {
  if (status < 0) return(list("session-died", NA_integer_, NA_character_, "killed"))
  signal <- status %% 128
  if (signal == 0) return(list("session-died", as.integer(status %/% 256), NA_character_, "exited"))
  name <- signal_names[signal]
  list("session-died", NA_integer_, name, if (name %in% crash_signals) "crashed" else "killed")
}
