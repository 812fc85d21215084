import type { TemplateName } from './function-api.ts';

const blank = `#' Says hello.
#'
#' @param name (text) Who is greeted.
#' @return A greeting.
main <- function(name = "world") {
  paste0("Hello, ", name, "!")
}
`;

const table = `#' Makes a table of numbers with their squares and roots.
#'
#' @param count (integer, 1-1000) How many rows.
#' @return A table: a data frame.
describe <- function(count = 10L) {
  number <- seq_len(count)
  cat(count, "rows\\n")
  data.frame(number = number, square = number^2, root = sqrt(number))
}
`;

const plot = `#' Draws a damped wave.
#'
#' Whatever is drawn while the function runs is kept as a plot.
#'
#' @param periods (number, 0.5-20) How many periods are drawn.
#' @param points (integer, 10-2000) How many points the line has.
draw_wave <- function(periods = 2, points = 200L) {
  x <- seq(0, periods * 2 * pi, length.out = points)
  y <- exp(-x / 8) * sin(x)
  plot(x, y, type = "l", lwd = 2, xlab = "Angle (rad)", ylab = "Amplitude", main = "A damped wave")
  abline(h = 0, lty = 3)
  invisible(NULL)
}
`;

const simulation = `#' Estimates pi by throwing points at a square.
#'
#' @param draws (integer, 100-1000000) How many points are thrown.
#' @param seed (integer) The same seed gives the same points.
#' @return A table: the estimate after each tenth of the points.
estimate_pi <- function(draws = 10000L, seed = 1L) {
  set.seed(seed)
  hits <- cumsum(runif(draws)^2 + runif(draws)^2 <= 1)
  thrown <- floor(draws * (1:10) / 10)
  data.frame(thrown = thrown, estimate = 4 * hits[thrown] / thrown)
}
`;

export const rTemplates: { readonly [name in TemplateName]: string } = { blank, table, plot, simulation };
