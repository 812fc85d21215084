# Makes a result into something plain that src-main/runner/r-results.ts understands: vectors, lists and data frames without
# any attribute but names, dimensions, row names, levels and the few classes that mean something there. What cannot be shown
# is refused with the path that leads to it. Large vectors are written to a file, which takes a part of the pipe's time.

file_bytes_min <- 1048576

kept_classes <- c("factor", "ordered", "Date", "POSIXct", "difftime", "integer64")

# The file of the answer under way; it is made when the first large vector comes.
answer_file <- new.env(parent = emptyenv())
answer_file$count <- 0L

# Gives its path.
close_answer_file <- function() {
  path <- answer_file$path
  truncate(answer_file$connection) # A spare may have been longer.
  close(answer_file$connection)
  answer_file$path <- NULL
  path
}

showable <- function(value, path, depth = 0L) {
  switch(typeof(value),
    "NULL" = NULL,
    "logical" = , "integer" = , "double" = , "character" = , "complex" = , "raw" = showable_vector(value, path),
    "list" = showable_list(value, path, depth),
    "closure" = , "builtin" = , "special" = refuse_value(path, "a function cannot be shown; return what it gives, not the function itself"),
    "environment" = refuse_value(path, paste0(described(value, "an environment"), " cannot be shown; return its contents as a list (as.list)")),
    "S4" = refuse_value(path, paste0(described(value, "an S4 object"), " cannot be shown; return the parts of it that matter in a list")),
    "language" = , "symbol" = , "expression" =
      refuse_value(path, paste0(described(value, "unevaluated code"), " cannot be shown; return it as text (deparse), or leave it out")),
    refuse_value(path, paste0(described(value, "an internal object of R"), " cannot be shown; leave it out of the result"))
  )
}

described <- function(value, what) {
  if (is.object(value)) paste0(what, " of class ", class(value)[[1L]]) else what
}

refuse_value <- function(path, description) fail("value-not-showable", path, description)

showable_vector <- function(value, path) {
  if (typeof(value) == "character") value <- utf8_text(value, path)
  attributes <- attributes(value)
  if (is.null(attributes)) return(in_file_if_large(value, NULL))
  if (is.object(value)) refuse_malformed(value, path)
  if (inherits(value, "difftime")) value <- in_seconds(value)
  if (inherits(value, c("difftime", "POSIXct"))) refuse_far(value, seconds_max, path)
  if (inherits(value, "Date")) refuse_far(value, days_max, path)
  size <- dim(value)
  is_array <- length(size) >= 2L
  kept <- list()
  if (is_array) {
    kept$dim <- size
    if (!is.null(dimnames(value))) kept$dimnames <- unname(lapply(dimnames(value), utf8_text, path))
  } else if (!is.null(names(value))) {
    kept$names <- utf8_text(names(value), path)
  }
  if (is.object(value)) {
    kept$class <- intersect(oldClass(value), kept_classes)
    if (length(kept$class) == 0L) kept$class <- NULL
    if ("factor" %in% kept$class) kept$levels <- utf8_text(levels(value), path)
    if ("POSIXct" %in% kept$class) kept$tzone <- attributes$tzone[1L]
  }
  if (is.null(kept$names)) return(in_file_if_large(value, kept))
  attributes(value) <- kept
  value
}

# Text that is marked as Latin-1 becomes UTF-8. Bytes that are no UTF-8 and say nothing of themselves cannot become text.
utf8_text <- function(text, path) {
  if (is.null(text)) return(NULL)
  if (all(.Internal(validUTF8(text))) && !any(Encoding(text) == "bytes")) return(text)
  kept <- attributes(text)
  encoding <- Encoding(text)
  wrong <- which(encoding == "bytes" | encoding != "latin1" & !validUTF8(text))
  if (length(wrong) > 0L) {
    refuse_value(path, paste0("text that is not UTF-8 (element ", wrong[[1L]], "); say how it is encoded, as in iconv(x, \"latin1\", \"UTF-8\")"))
  }
  text <- enc2utf8(text)
  attributes(text) <- kept
  text
}

# What has a class of R's and not what belongs to it: R itself fails when it is asked for it.
refuse_malformed <- function(value, path) {
  if (inherits(value, "connection")) refuse_value(path, "an open connection cannot be shown; return what is read from it")
  if (inherits(value, "difftime") && !isTRUE(attr(value, "units") %in% names(seconds_in))) {
    refuse_value(path, paste0("a difftime in a unit that R does not know; its units are ", paste(names(seconds_in), collapse = ", ")))
  }
  if (inherits(value, "factor") && (!is.character(levels(value)) || anyDuplicated(levels(value)) > 0L)) {
    refuse_value(path, "a factor whose levels are not different texts; make it anew with factor()")
  }
}

# A time that is not finite is none, and missing. `max` says of most vectors at once that none is too far.
refuse_far <- function(value, max, path) {
  numbers <- as.vector(unclass(value))
  ends <- suppressWarnings(range(numbers, na.rm = TRUE))
  if (!all(is.finite(ends))) ends <- numbers[is.finite(numbers)]
  if (any(abs(ends) > max)) refuse_value(path, "a time that is hundreds of thousands of years away")
}

seconds_max <- 9.2e12 # As whole microseconds in 64 bits.
days_max <- 2147483647

seconds_in <- c(secs = 1, mins = 60, hours = 3600, days = 86400, weeks = 604800)

# Whatever unit R chose by the size of it (seconds today, minutes tomorrow).
in_seconds <- function(value) {
  kept <- attributes(value)
  value <- as.double(unclass(value)) * seconds_in[[kept$units]]
  kept$units <- "secs"
  attributes(value) <- kept
  value
}

# A path is made only when something is refused, each from the one around it, which takes stack; deep ones are made on the way.
showable_list <- function(value, path, depth) {
  if (depth %% 20L == 19L) force(path)
  if (depth > depth_max) refuse_value(path, paste0("values nested more than ", depth_max, " deep; a value that contains itself cannot be shown"))
  if (is.object(value)) {
    if (inherits(value, "data.frame")) return(showable_frame(value, path))
    if (inherits(value, "POSIXlt")) return(showable_vector(as.POSIXct(value), path))
    if (inherits(value, "numeric_version")) return(as.character(value))
    if (inherits(value, "triptych_handle")) {
      current$returned_ids <- c(current$returned_ids, value[[1L]])
      return(value)
    }
  }
  if (length(dim(value)) >= 2L) return(showable_bytes(value, path, "a matrix of lists cannot be shown; return a list of rows or a data frame"))
  names <- names(value)
  items <- vector("list", length(value))
  value <- unclass(value)
  for (index in seq_along(value)) {
    item <- showable(value[[index]], path_to(path, names, index), depth + 1L)
    if (!is.null(item)) items[[index]] <- item
  }
  if (!is.null(names)) names(items) <- utf8_text(names, path)
  items
}

depth_max <- 200L # As in Julia; R's own stack ends not far beyond.

# Lists that hold nothing but bytes, NULL where there are none.
showable_bytes <- function(value, path, otherwise) {
  if (!all(vapply(value, function(item) is.null(item) || is.raw(item), NA))) refuse_value(path, otherwise)
  items <- lapply(unname(unclass(value)), function(item) if (is.raw(item)) as.vector(item))
  size <- dim(value)
  if (length(size) >= 2L) {
    dim(items) <- size
    if (!is.null(dimnames(value))) dimnames(items) <- unname(lapply(dimnames(value), utf8_text, path))
  } else {
    attributes(items) <- NULL
  }
  items
}

# As a person would write it in R: value$fit[[2]]$`two words`.
path_to <- function(path, names, index) {
  name <- names[index]
  if (is.null(name) || is.na(name) || !nzchar(name)) return(paste0(path, "[[", index, "]]"))
  paste0(path, "$", if (make.names(name) == name) name else encodeString(name, quote = "`"))
}

showable_frame <- function(frame, path) {
  names <- names(frame)
  row_names <- .row_names_info(frame, 0L) # As R keeps them: attr() would count to a million.
  columns <- unclass(frame)
  refuse_uneven(columns, if (is.null(row_names)) NULL else .row_names_info(frame, 2L), path)
  for (index in seq_along(columns)) {
    column <- columns[[index]]
    where <- path_to(path, names, index)
    if (inherits(column, "POSIXlt")) column <- as.POSIXct(column)
    if (inherits(column, "data.frame")) refuse_value(where, "a column that is a table cannot be shown; make one column of each part")
    if (length(dim(column)) >= 2L) refuse_value(where, "a column that is a matrix cannot be shown; make one column of each part")
    if (!is.null(names(column))) names(column) <- NULL # Which copies the column even when it has none.
    columns[[index]] <- if (typeof(column) == "list") {
      showable_bytes(column, where, "a column of lists cannot be shown; make one column of each part")
    } else {
      showable(column, where)
    }
  }
  if (is.character(row_names)) row_names <- utf8_text(row_names, path)
  attributes(columns) <- list(names = utf8_text(names, path), class = "data.frame", row.names = row_names)
  columns
}

# A data frame that was put together by hand may have columns of any length.
refuse_uneven <- function(columns, row_count, path) {
  counts <- unique(c(row_count, vapply(columns, NROW, 0L)))
  if (length(counts) > 1L) {
    refuse_value(path, paste0("a data frame whose columns are not equally long (", paste(counts, collapse = " and "), " rows)"))
  }
}

# Gives the vector with the attributes that are kept. The bytes of a large one go into the file, and an empty vector says where
# they are: what a function has returned is not copied, not even to take an attribute off.
in_file_if_large <- function(value, kept) {
  width <- switch(typeof(value), double = 8, integer = , logical = 4, complex = 16, raw = 1, 0)
  bytes <- length(value) * width
  if (bytes < file_bytes_min) {
    if (!identical(attributes(value), kept)) attributes(value) <- kept
    return(value)
  }
  if (is.null(answer_file$path)) open_answer_file(bytes)
  start <- write_vector(value, bytes)
  place <- vector(typeof(value), 0L)
  # R gives dimensions only to what has as many elements.
  is_extent <- names(kept) %in% c("dim", "dimnames")
  if (any(is_extent)) names(kept)[is_extent] <- paste0("triptych.", names(kept)[is_extent])
  attributes(place) <- c(kept, list(triptych.file = c(start, length(value))))
  place
}

# Gives where the bytes of the vector start: at a multiple of 8, as typed arrays want it. writeBin makes a copy of the vector
# first, in memory that the kernel has to make and the collector has to take back, which takes twice as long as the writing.
# serialize writes the vector where it is, behind a head of always the same length; attributes would come behind it.
write_vector <- function(value, bytes) {
  is_plain <- is.null(attributes(value)) && length(value) <= .Machine$integer.max
  head_bytes <- if (is_plain) serialized_head_bytes else 0
  gap <- -(answer_file$bytes + head_bytes) %% 8
  if (gap > 0) writeBin(raw(gap), answer_file$connection)
  start <- answer_file$bytes + gap + head_bytes
  answer_file$bytes <- start + bytes
  if (is_plain) {
    # Where there is no room it stops; finish_call sees by the length of the file that something is missing.
    tryCatch(.Internal(serialize(value, answer_file$connection, native_binary, 2L, NULL)), error = function(condition) NULL)
  } else {
    .Internal(writeBin(value, answer_file$connection, NA_integer_, FALSE, FALSE))
  }
  start
}

# As for `type` within serialize().
native_binary <- 3L
# "B\n", three versions, the type, the length.
serialized_head_bytes <- 22

# A file that the core has read becomes a spare (table-files.ts): to write over it takes a third of the time of fresh memory.
open_answer_file <- function(bytes) {
  answer_file$count <- answer_file$count + 1L
  answer_file$path <- file.path(settings$files_folder, paste0("result-", answer_file$count))
  spares <- list.files(settings$files_folder, "^spare-[0-9]+-")
  sizes <- as.numeric(sub("^spare-([0-9]+)-.*", "\\1", spares))
  is_claimed <- length(spares) > 0L &&
    file.rename(file.path(settings$files_folder, spares[[which.max(sizes)]]), answer_file$path)
  answer_file$bytes <- 0
  answer_file$connection <- file(answer_file$path, if (is_claimed) "r+b" else "wb", raw = TRUE)
}
