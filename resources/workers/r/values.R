# Makes a result into something plain that src-main/runner/r-results.ts understands: vectors, lists and data frames without
# any attribute but names, row names, levels and the few classes that mean something there. What cannot be shown is refused
# with the path that leads to it. Large numbers are written to a file, which takes half the time of the pipe.

file_bytes_min <- 1048576

kept_classes <- c("factor", "Date", "POSIXct", "integer64")

# The file of the answer under way; it is made when the first large vector comes.
answer_file <- new.env(parent = emptyenv())

# The path of the answer's file, or NULL.
close_answer_file <- function() {
  path <- answer_file$path
  if (!is.null(path)) {
    close(answer_file$connection)
    answer_file$path <- NULL
  }
  path
}

showable <- function(value, path) {
  switch(typeof(value),
    "NULL" = NULL,
    "logical" = , "integer" = , "double" = , "character" = , "raw" = showable_vector(value, path),
    "list" = showable_list(value, path),
    "complex" = refuse_value(path, "a complex number; return its real and imaginary parts (Re, Im)"),
    "closure" = , "builtin" = , "special" = refuse_value(path, "a function; return what it gives, not the function itself"),
    "environment" = refuse_value(path, paste0(described(value, "an environment"), "; return its contents as a list (as.list)")),
    "S4" = refuse_value(path, paste0(described(value, "an S4 object"), "; return the parts of it that matter in a list")),
    "language" = , "symbol" = , "expression" =
      refuse_value(path, paste0(described(value, "unevaluated code"), "; return it as text (deparse), or leave it out")),
    refuse_value(path, paste0(described(value, "an internal object of R"), "; leave it out of the result"))
  )
}

described <- function(value, what) {
  if (is.object(value)) paste0(what, " of class ", class(value)[[1L]]) else what
}

refuse_value <- function(path, description) fail("value-not-showable", path, description)

showable_vector <- function(value, path) {
  if (is.null(attributes(value))) return(in_file_if_large(value))
  size <- dim(value)
  if (length(size) >= 2L) return(showable_matrix(value, path))
  if (inherits(value, "difftime")) value <- in_seconds(value)
  kept <- list(names = names(value))
  if (is.object(value)) {
    kept$class <- intersect(oldClass(value), kept_classes)
    if (length(kept$class) == 0L) kept$class <- NULL
    if ("factor" %in% kept$class) kept$levels <- levels(value)
  }
  attributes(value) <- kept
  in_file_if_large(value)
}

# A number whose unit R chose by its size (seconds today, minutes tomorrow) would mean nothing outside R.
in_seconds <- function(value) {
  units(value) <- "secs"
  names <- names(value)
  value <- as.numeric(value)
  names(value) <- names
  value
}

showable_list <- function(value, path) {
  if (is.object(value)) {
    if (inherits(value, "data.frame")) return(showable_frame(value, path))
    if (inherits(value, "POSIXlt")) return(showable_vector(as.POSIXct(value), path))
    if (inherits(value, "numeric_version")) return(as.character(value))
  }
  if (!is.null(dim(value))) refuse_value(path, "a matrix of lists; return a list of rows or a data frame")
  names <- names(value)
  items <- vector("list", length(value))
  value <- unclass(value)
  for (index in seq_along(value)) {
    item <- showable(value[[index]], path_to(path, names, index))
    if (!is.null(item)) items[[index]] <- item
  }
  names(items) <- names
  items
}

path_to <- function(path, names, index) {
  name <- names[index]
  if (is.null(name) || is.na(name) || !nzchar(name)) paste0(path, "[[", index, "]]") else paste0(path, "[", encodeString(name, quote = "\""), "]")
}

showable_frame <- function(frame, path) {
  names <- names(frame)
  row_names <- attr(frame, "row.names")
  columns <- unclass(frame)
  for (index in seq_along(columns)) {
    column <- columns[[index]]
    where <- path_to(path, names, index)
    if (inherits(column, "POSIXlt")) column <- as.POSIXct(column)
    if (typeof(column) == "list") refuse_value(where, "a column of lists; make one column of each part")
    if (length(dim(column)) >= 2L) refuse_value(where, "a column that is a matrix; make one column of each part")
    column <- showable(column, where)
    names(column) <- NULL
    columns[[index]] <- column
  }
  attributes(columns) <- list(names = names, class = "data.frame", row.names = row_names)
  columns
}

# Without names a matrix is a list of its rows; with names for its columns or rows it is a table.
showable_matrix <- function(value, path) {
  size <- dim(value)
  if (length(size) > 2L) refuse_value(path, paste0("an array of ", length(size), " dimensions; return a matrix or a data frame"))
  row_names <- dimnames(value)[[1L]]
  column_names <- dimnames(value)[[2L]]
  attributes(value) <- list(dim = size)
  if (is.null(row_names) && is.null(column_names)) {
    return(lapply(seq_len(size[[1L]]), function(row) value[row, ]))
  }
  columns <- lapply(seq_len(size[[2L]]), function(column) in_file_if_large(value[, column]))
  attributes(columns) <- list(
    names = if (is.null(column_names)) paste0("V", seq_len(size[[2L]])) else column_names,
    class = "data.frame",
    row.names = if (is.null(row_names)) .set_row_names(size[[1L]]) else row_names
  )
  columns
}

# Puts the bytes of a large vector of numbers into the file and gives an empty vector that says where they are.
in_file_if_large <- function(value) {
  width <- switch(typeof(value), double = 8, integer = 4, 0)
  bytes <- length(value) * width
  if (bytes < file_bytes_min || !is.null(names(value))) return(value)
  if (is.null(answer_file$path)) {
    answer_file$path <- tempfile("result-", settings$files_folder)
    answer_file$bytes <- 0
    answer_file$connection <- file(answer_file$path, "wb", raw = TRUE)
  }
  # Each vector starts at a multiple of its element's width, as typed arrays want it.
  gap <- -answer_file$bytes %% 8
  if (gap > 0) writeBin(raw(gap), answer_file$connection)
  start <- answer_file$bytes + gap
  empty <- value[0L]
  kept <- attributes(value)
  attributes(value) <- NULL
  writeBin(value, answer_file$connection)
  answer_file$bytes <- start + bytes
  attributes(empty) <- c(kept, list(triptych.file = c(start, bytes / width)))
  empty
}
