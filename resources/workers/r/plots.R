# Base graphics, lattice and ggplot are drawn as SVG, one file a page, in the session's scratch folder. The device opens when
# something is plotted, and is closed when the call ends.

plot_width_inches <- 7
plot_height_inches <- 4.6
plots_max <- 100L # Pages of one call; a loop that plots for ever is cut here.

drawable_classes <- c("ggplot", "trellis", "recordedplot", "grob")

open_plot_device <- function(...) {
  if (capabilities("cairo")) {
    grDevices::svg(file.path(settings$plots_folder, "plot-%05d.svg"), plot_width_inches, plot_height_inches)
  } else {
    # R from CRAN on macOS draws SVG only where XQuartz is installed.
    grDevices::png(file.path(settings$plots_folder, "plot-%05d.png"), plot_width_inches, plot_height_inches, units = "in", res = 144)
  }
}

is_drawable <- function(value) is.object(value) && inherits(value, drawable_classes)

# In the call's environment, where methods that the user's source defines are found.
draw <- function(value, env) {
  call <- if (inherits(value, "grob")) quote(grid::grid.draw(.value)) else quote(print(.value))
  eval(call, list(.value = value), env)
}

# Closes every device, the user's own included, since a file that is left open is only half written.
send_plots <- function() {
  tryCatch(
    {
      grDevices::graphics.off()
      paths <- list.files(settings$plots_folder, "^plot-[0-9]+[.](svg|png)$", full.names = TRUE)
      for (path in paths[seq_len(min(length(paths), plots_max))]) {
        media <- if (endsWith(path, ".png")) "image/png" else "image/svg+xml"
        send(list("plot", media, readBin(path, "raw", file.size(path))))
      }
      unlink(paths)
      if (length(paths) > plots_max) message("Only the first ", plots_max, " of ", length(paths), " plots are kept.")
    },
    error = function(condition) message("The plots could not be kept: ", conditionMessage(condition))
  )
}
