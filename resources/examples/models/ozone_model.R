#' Explains ozone by temperature and wind.
#'
#' Fits a linear model to the days on which all three were measured, and draws how well it does.
#'
#' @param data (table) Daily measurements with the columns `Ozone` (ppb), `Temp` (degrees F) and `Wind` (mph).
#' @param interaction (boolean) Whether the effect of temperature may depend on the wind.
#' @param confidence (number, 0.5-0.999) Of the intervals around the coefficients.
#' @return The coefficients with their intervals, and how much of the variance is explained.
ozone_model <- function(data = "airquality.csv", interaction = FALSE, confidence = 0.95) {
  formula <- if (interaction) Ozone ~ Temp * Wind else Ozone ~ Temp + Wind
  fit <- lm(formula, data = data)
  print(summary(fit))

  observed <- model.response(model.frame(fit))
  limits <- range(observed, fitted(fit))
  old <- par(mfrow = c(1, 2), mar = c(4.5, 4.5, 2.5, 1), las = 1, bty = "l", pch = 19, col = "#2b5fd9b0")
  on.exit(par(old))
  plot(fitted(fit), observed, xlim = limits, ylim = limits, xlab = "Fitted ozone (ppb)", ylab = "Observed ozone (ppb)",
       main = "Observed and fitted")
  abline(0, 1, col = "grey50", lty = 2)
  plot(fitted(fit), residuals(fit), xlab = "Fitted ozone (ppb)", ylab = "Residual (ppb)", main = "What is left over")
  abline(h = 0, col = "grey50", lty = 2)
  lines(lowess(fitted(fit), residuals(fit)), col = "#d97706", lwd = 2)

  table <- coef(summary(fit))
  interval <- confint(fit, level = confidence)
  list(
    coefficients = data.frame(
      term = rownames(table),
      estimate = table[, "Estimate"],
      low = interval[, 1],
      high = interval[, 2],
      p_value = table[, "Pr(>|t|)"],
      row.names = NULL
    ),
    r_squared = summary(fit)$r.squared,
    days = length(observed)
  )
}
