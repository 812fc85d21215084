# Progress bars that are drawn with characters show as progress instead: R's own (utils) and those of the package cli. Each is
# replaced when its package is loaded.

watch_for_progress_bars <- function() {
  setHook(packageEvent("utils", "onLoad"), function(...) replace_text_bar())
  setHook(packageEvent("cli", "onLoad"), function(...) replace_cli_handlers())
}

replace_text_bar <- function() {
  utils <- asNamespace("utils")
  bars$text_bar <- utils$txtProgressBar
  bar <- text_bar
  formals(bar) <- formals(bars$text_bar)
  replace_in(utils, "txtProgressBar", bar)
}

# setTxtProgressBar(), getTxtProgressBar() and close() call the three functions that a bar is made of.
text_bar <- function(min = 0, max = 1, initial = 0, char = "=", width = NA, title, label, style = 1, file = "") {
  is_shown <- identical(file, "") || inherits(file, "terminal")
  if (!is_shown || !current$is_in_call) return(bars$text_bar(min, max, initial, char, width, style = style, file = file))
  if (max <= min) stop("must have 'max' > 'min'")
  id <- new_bar_id()
  name <- if (missing(label)) if (missing(title)) "" else title else label
  value <- initial
  up <- function(new) {
    if (!is.finite(new) || new < min || new > max) return(invisible())
    value <<- new
    report_progress(id, name, new - min, max - min)
  }
  up(initial)
  structure(
    list(
      getVal = function() value,
      up = up,
      kill = function() if (value < max) report_progress(id, name, value - min, max - min, is_finished = TRUE)
    ),
    class = "txtProgressBar"
  )
}

replace_cli_handlers <- function() {
  cli <- asNamespace("cli")
  builtin <- cli$builtin_handlers
  if (!is.function(builtin)) return(invisible()) # Another version, which draws its bars itself.
  replace_in(cli, "builtin_handlers", function() c(builtin(), list(triptych = cli_handler)))
  options(cli.progress_handlers_only = "triptych", cli.progress_show_after = 0)
}

report_cli_bar <- function(bar, is_finished = FALSE) {
  label <- if (is.character(bar$name) && !is.na(bar$name[1L])) bar$name else ""
  total <- if (is.null(bar$total)) NA_real_ else bar$total
  report_progress(paste0("cli-", bar$id), label, bar$current, total, is_finished)
}

cli_handler <- list(
  add = function(bar, .envir) report_cli_bar(bar),
  set = function(bar, .envir) report_cli_bar(bar),
  complete = function(bar, .envir, result) report_cli_bar(bar, is_finished = TRUE),
  output = function(bar, .envir, text) message(text)
)
