# The R worker: carries out calls for a session (src-main/runner/session.ts), one after the other, until the session is gone.
# Its own functions live in one environment that user code cannot see from the search path; only `start` runs from here.
# Nothing may stand below this block: R would take it for the terminal's input when a function asks for some.
local({
  worker <- new.env(parent = baseenv())
  folder <- Sys.getenv("TRIPTYCH_WORKER")
  files <- c(
    "packages.R", "channel.R", "values.R", "failures.R", "plots.R", "helpers.R", "progress-bars.R", "sources.R", "world.R",
    "fork.R", "serve.R"
  )
  for (name in files) {
    for (part in parse(file.path(folder, name), keep.source = FALSE, encoding = "UTF-8")) eval(part, worker)
  }
  worker$start()
})
