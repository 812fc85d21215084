# What R keeps for the whole process and a call may change: options, environment variables, the locale, the global environment
# (the random state is in it), the kind of random numbers, the search path. A source has a world of its own: as R was started,
# with what the source's top level has changed. After each call its source's world is put back, and another source's call finds
# its own; so each call sees what it would see in a new process that has loaded its source, and no trace of another call.
#
# To look whether anything has changed takes 6 µs: R compares values by their addresses before their contents.
#
# What no process-wide list tells stays changed: methods that were registered, functions replaced within a package, what a
# package keeps to itself.

worlds <- new.env(parent = emptyenv())
worlds$is_changing <- FALSE
worlds$package_options <- character(0) # Options that packages have added while they were loaded.
worlds$taken_off <- new.env(parent = emptyenv()) # By name: what attach() had put on the search path for another source.

locale_categories <- c("LC_COLLATE", "LC_CTYPE", "LC_MONETARY", "LC_NUMERIC", "LC_TIME", "LC_MESSAGES")

note_base_world <- function() {
  worlds$base <- note_world(is_of_source = FALSE)
  worlds$now <- worlds$base
}

note_world <- function(is_of_source) {
  list2env(list(
    is_of_source = is_of_source,
    options = as.pairlist(as.list(.Options)), # R changes the list itself in place, so a copy of it is kept.
    environment = .Internal(Sys.getenv(character(), "")),
    locale = .Internal(Sys.getlocale(1L)),
    locale_parts = vapply(locale_categories, Sys.getlocale, ""),
    globals = as.list.environment(globalenv(), all.names = TRUE),
    global_count = length(globalenv()),
    random_kind = .Internal(RNGkind(NULL, NULL, NULL)),
    search = .Internal(search()),
    attached = attached_beyond_default(),
    namespace_count = length(loadedNamespaces())
  ), parent = emptyenv())
}

# Between two calls of different sources. One that has not been loaded starts from R as it was started.
enter_world <- function(world) {
  worlds$now <- if (is.null(world)) worlds$base else world
  worlds$is_changing <- TRUE
  put_back()
  worlds$is_changing <- FALSE
}

# After a call; an error in here ends the session, which could not be trusted any more.
put_back <- function() {
  world <- worlds$now
  .Internal(setTimeLimit(-1, -1, FALSE))
  if (!identical(.Options, world$options)) put_back_options(world)
  if (!identical(.Internal(Sys.getenv(character(), "")), world$environment)) put_back_environment(world)
  if (!identical(.Internal(Sys.getlocale(1L)), world$locale)) put_back_locale(world)
  # Whoever chooses a kind of random numbers leaves a state of that kind in the global environment.
  if (length(globalenv()) > 0L || world$global_count > 0L) {
    put_back_random_kind(world)
    put_back_globals(world)
  }
  if (!identical(.Internal(search()), world$search)) put_back_search(world)
}

# A package that is loaded, which lasts, adds the options that it needs; so what is new in a call that has loaded one is kept.
put_back_options <- function(world) {
  now <- as.list(.Options)
  then <- as.list(world$options)
  new <- setdiff(names(now), c(names(then), worlds$package_options))
  if (length(loadedNamespaces()) > world$namespace_count) {
    worlds$package_options <- c(worlds$package_options, new)
  } else if (length(new) > 0L) {
    options(sapply(new, function(name) NULL, simplify = FALSE))
  }
  changed <- Filter(function(name) !identical(now[[name]], then[[name]]), names(then))
  if (length(changed) > 0L) options(then[changed])
  world$options <- as.pairlist(as.list(.Options))
  world$namespace_count <- length(loadedNamespaces())
}

put_back_environment <- function(world) {
  now <- .Internal(Sys.getenv(character(), ""))
  names_of <- function(entries) sub("=.*", "", entries)
  gone <- setdiff(names_of(now), names_of(world$environment))
  if (length(gone) > 0L) Sys.unsetenv(gone)
  changed <- setdiff(world$environment, now)
  values <- as.list(sub("^[^=]*=", "", changed))
  names(values) <- names_of(changed)
  if (length(values) > 0L) do.call(Sys.setenv, values)
  world$environment <- .Internal(Sys.getenv(character(), "")) # The same, in another order.
}

put_back_locale <- function(world) {
  for (category in locale_categories) {
    part <- world$locale_parts[[category]]
    if (Sys.getlocale(category) != part) Sys.setlocale(category, part)
  }
}

put_back_random_kind <- function(world) {
  kind <- world$random_kind
  if (!identical(.Internal(RNGkind(NULL, NULL, NULL)), kind)) .Internal(RNGkind(kind[[1L]], kind[[2L]], kind[[3L]]))
}

put_back_globals <- function(world) {
  now <- as.list.environment(globalenv(), all.names = TRUE)
  then <- world$globals
  if (identical(now, then)) return(invisible())
  rm(list = setdiff(names(now), names(then)), envir = globalenv())
  changed <- Filter(function(name) !identical(now[[name]], then[[name]]), names(then))
  list2env(then[changed], globalenv())
}

# Packages that a call has attached are its source's from now on, since library() at each call would be slow; anything else
# that was attached is taken off again.
put_back_search <- function(world) {
  now <- attached_beyond_default()
  is_own <- world$is_of_source && !worlds$is_changing
  wanted <- c(if (is_own) setdiff(grep("^package:", now, value = TRUE), world$attached), world$attached)
  if (!identical(now, wanted)) attach_exactly(now, wanted)
  world$attached <- wanted
  world$search <- .Internal(search())
}

attached_beyond_default <- function() {
  standard <- c(".GlobalEnv", paste0("package:", c(default_packages, "base")), "Autoloads", stand_in_name)
  setdiff(.Internal(search()), standard)
}

attach_exactly <- function(now, wanted) {
  for (name in setdiff(now, wanted)) {
    worlds$taken_off[[name]] <- as.environment(name)
    suppressWarnings(detach(name, character.only = TRUE, force = TRUE))
  }
  for (name in rev(setdiff(wanted, now))) attach_again(name)
}

attach_again <- function(name) {
  package <- sub("^package:", "", name)
  if (package != name) return(suppressPackageStartupMessages(attachNamespace(package, pos = 2L)))
  attach(worlds$taken_off[[name]], pos = 2L, name = name, warn.conflicts = FALSE)
}
