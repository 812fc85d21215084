#' Summarises one measurement of each month.
#'
#' Days without a measurement are counted and left out of every other figure.
#'
#' @param data (table) Daily measurements with a column `Month`.
#' @param column (choice: Ozone|Solar.R|Wind|Temp) What is summarised.
#' @return A table with one row for each month.
monthly_summary <- function(data = "airquality.csv", column = "Ozone") {
  by_month <- split(data[[column]], data$Month)
  measured <- lapply(by_month, function(values) values[!is.na(values)])
  figure <- function(f) vapply(measured, f, numeric(1), USE.NAMES = FALSE)

  days <- lengths(by_month, use.names = FALSE)
  present <- lengths(measured, use.names = FALSE)
  cat("Without a measurement of ", column, ": ", sum(days - present), " of ", sum(days), " days\n", sep = "")

  data.frame(
    month = as.integer(names(by_month)),
    days = days,
    missing = days - present,
    mean = figure(mean),
    sd = figure(sd),
    median = figure(median),
    min = figure(min),
    max = figure(max)
  )
}
