# Sources are loaded once per checksum, each into an environment of its own above the global one: what a source defines is
# seen by its own functions and by nobody else.

sources <- new.env(parent = emptyenv()) # By checksum: an environment that holds the source's own one, and its last call.

load_source <- function(request) {
  parts <- parse_source(source_text(request), request$file_name)
  references <- attr(parts, "srcref")
  loaded <- new.env(parent = emptyenv())
  loaded$env <- new.env(parent = new.env(parent = globalenv()))
  # Around the source and not on the search path: a source may well have a `triptych` of its own, and then means that one.
  list2env(list(source = source_into(loaded$env), triptych = triptych), parent.env(loaded$env))
  # The user's functions begin behind load_source and the two calls of eval.
  current$first_frame <- sys.nframe() + 3L
  on.exit(current$top_line <- NULL)
  for (index in seq_along(parts)) {
    current$top_line <- list(line = references[[index]][[1L]], file = request$file_name)
    eval(parts[[index]], loaded$env)
  }
  loaded$methods <- possible_methods(loaded$env)
  loaded$world <- note_world(is_of_source = TRUE)
  sources[[request$checksum]] <- loaded
  worlds$now <- loaded$world
  current$loaded <- loaded
  loaded
}

# R's own source() defines in the global environment, where the helper.R of one workspace would take the place of another's.
source_into <- function(env) {
  function(file, local = FALSE, ...) {
    if (isTRUE(local)) local <- parent.frame()
    base::source(file, local = if (is.environment(local)) local else env, ...)
  }
}

# R looks for a method where its generic is called, and lapply(shapes, area) calls `area` from within R's own functions, which
# see the global environment but neither the source nor (from R 4.1 on) the search path. So the functions that may be methods
# (generic.class) stand in the global environment while a call of their source runs.
possible_methods <- function(env) {
  names <- Filter(function(name) is.function(env[[name]]), grep("[^.][.]", names(env), value = TRUE))
  if (length(names) > 0L) mget(names, envir = env)
}

show_methods <- function(methods) {
  methods <- methods[!names(methods) %in% names(globalenv())]
  list2env(methods, globalenv())
  current$shown_methods <- names(methods)
}

hide_methods <- function() {
  rm(list = intersect(current$shown_methods, names(globalenv())), envir = globalenv())
  current$shown_methods <- NULL
}

parse_source <- function(bytes, file_name) {
  if (any(bytes == 0L)) {
    line <- sum(bytes[seq_len(match(0L, as.integer(bytes)))] == 10L) + 1L
    fail("syntax-error", "The source has a NUL character, which R cannot read. Take it out.", line, NA_integer_)
  }
  text <- rawToChar(bytes)
  Encoding(text) <- "UTF-8"
  lines <- sub("\r$", "", strsplit(sub("^\ufeff", "", text), "\n", fixed = TRUE)[[1L]])
  source <- srcfilecopy(file_name, lines)
  source$is_triptych_source <- TRUE
  tryCatch(
    parse(text = lines, srcfile = source, keep.source = TRUE, encoding = "UTF-8"),
    error = function(condition) do.call(fail, syntax_failure(condition, file_name))
  )
}

names_max <- 100L # Of the functions that a person may have meant.

entry_function <- function(env, entry) {
  found <- env[[entry]]
  if (is.function(found)) return(found)
  names <- Filter(function(name) is.function(env[[name]]), sort(names(env)))
  fail("entry-missing", entry, names[seq_len(min(length(names), names_max))])
}

# The call as a person would write it, f(x = x): a trace, match.call and substitute then show names and not the data.
entry_call <- function(loaded, entry, parameters) {
  if (identical(loaded$entry, entry) && identical(loaded$parameters, parameters)) return(loaded$call)
  callable <- entry_function(loaded$env, entry)
  known <- names(formals(callable))
  unknown <- setdiff(parameters, known)
  if (length(unknown) > 0L && !"..." %in% known && !is.primitive(callable)) {
    do.call(fail, function_error(unknown_message(entry, unknown, known), "unknown_parameter"))
  }
  symbols <- lapply(parameters, as.name)
  names(symbols) <- parameters
  loaded$entry <- entry
  loaded$parameters <- parameters
  loaded$call <- as.call(c(as.name(entry), symbols))
}

unknown_message <- function(entry, unknown, known) {
  given <- paste0("'", unknown, "'", collapse = ", ")
  if (length(known) == 0L) return(paste0(entry, " takes no parameters, but was given ", given, "."))
  paste0(entry, " has no parameter ", given, "; its parameters are ", paste0("'", known, "'", collapse = ", "), ".")
}
