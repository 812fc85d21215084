#' Bootstraps the difference between two months.
#'
#' Draws the days of each month again and again with replacement, and looks at how the difference of the means varies.
#'
#' @param data (table) Daily measurements with a column `Month`.
#' @param column (choice: Ozone|Solar.R|Wind|Temp) What is compared.
#' @param month (integer, 5-9) The month that is compared.
#' @param baseline (integer, 5-9) The month that it is compared with.
#' @param draws (integer, 100-100000) How many samples are drawn.
#' @param seed (integer) The same seed draws the same samples.
#' @return The quantiles of the difference.
bootstrap_difference <- function(data = "airquality.csv", column = "Ozone", month = 8L, baseline = 5L,
                                 draws = 2000L, seed = 1L) {
  set.seed(seed)
  measured <- function(m) {
    values <- data[[column]][data$Month == m]
    values[!is.na(values)]
  }
  one <- measured(month)
  other <- measured(baseline)
  if (length(one) < 2 || length(other) < 2) stop("Too few measurements of ", column, " in month ", month, " or ", baseline, ".")

  resampled_mean <- function(values) mean(sample(values, replace = TRUE))
  difference <- replicate(draws, resampled_mean(one) - resampled_mean(other))
  probability <- c(0.025, 0.25, 0.5, 0.75, 0.975)
  quantiles <- quantile(difference, probability, names = FALSE)
  cat(sprintf("Observed difference: %.3f\n", mean(one) - mean(other)))

  old <- par(mar = c(4.5, 4.5, 2.5, 1), las = 1)
  on.exit(par(old))
  hist(difference, breaks = 40, col = "#2b5fd960", border = "white",
       xlab = paste0("Difference in mean ", column, ", month ", month, " - month ", baseline),
       ylab = "Samples", main = "Bootstrap of the difference")
  abline(v = quantiles[c(1, 5)], col = "#d97706", lwd = 2, lty = 2)
  abline(v = quantiles[3], col = "#d97706", lwd = 2)

  data.frame(probability = probability, difference = quantiles)
}
