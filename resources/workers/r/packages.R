# R usually attaches six packages before it does anything, which takes 100 ms. The worker starts without them and attaches
# them one by one while it waits. A call that arrives earlier finds stand-ins: an environment on the search path that holds a
# promise for every name of these packages. The first one that is touched attaches all six and gives the real value.

default_packages <- c("methods", "datasets", "utils", "grDevices", "graphics", "stats")
stand_in_name <- "triptych:packages"

packages <- new.env(parent = emptyenv())
packages$waiting <- default_packages
packages$has_stand_ins <- FALSE
packages$own_count <- 0L # Namespaces that were loaded for the worker, and not by the user's code.

# Attaches one package where R itself would have put it: behind whatever the user's code has attached in the meantime.
attach_next_package <- function() {
  name <- packages$waiting[[1L]]
  packages$waiting <- packages$waiting[-1L]
  if (!paste0("package:", name) %in% search()) {
    place <- match(stand_in_name, search(), nomatch = match("Autoloads", search()))
    above <- match(paste0("package:", setdiff(default_packages, c(packages$waiting, name))), search())
    as_own(loadNamespace(name))
    attachNamespace(name, pos = min(place, above, na.rm = TRUE))
  }
  if (length(packages$waiting) == 0L) finish_packages()
}

namespace_count <- function() length(.Internal(getNamespaceRegistry())) - packages$own_count

# What loading a package adds to R is then not taken for a change by the call (world.R).
as_own <- function(load) {
  count <- length(.Internal(getNamespaceRegistry()))
  options <- names(options_now())
  force(load)
  packages$own_count <- packages$own_count + length(.Internal(getNamespaceRegistry())) - count
  add_to_worlds(setdiff(names(options_now()), options))
}

attach_packages <- function() {
  while (length(packages$waiting) > 0L) attach_next_package()
}

finish_packages <- function() {
  if (packages$has_stand_ins) detach(stand_in_name, character.only = TRUE)
  packages$has_stand_ins <- FALSE
}

stand_in <- function(name, package) {
  suspendInterrupts(attach_packages())
  get(name, envir = as.environment(paste0("package:", package)), inherits = FALSE)
}

# Reads the names from the packages' own index files (3 ms), since loading the packages is what is to be avoided.
attach_stand_ins <- function() {
  if (packages$has_stand_ins || length(packages$waiting) == 0L) return(invisible())
  place <- attach(NULL, pos = match("Autoloads", search()), name = stand_in_name, warn.conflicts = FALSE)
  for (package in packages$waiting) {
    for (name in exported_names(package)) add_stand_in(name, package, place)
  }
  packages$has_stand_ins <- TRUE
}

add_stand_in <- function(name, package, place) {
  force(name)
  force(package)
  delayedAssign(name, stand_in(name, package), assign.env = place)
}

exported_names <- function(package) {
  folder <- file.path(.Library, package)
  if (package == "datasets") return(names(readRDS(file.path(folder, "data", "Rdata.rdx"))$variables))
  declared <- readRDS(file.path(folder, "Meta", "nsInfo.rds"))
  all <- names(readRDS(file.path(folder, "R", paste0(package, ".rdx")))$variables)
  matching <- lapply(declared$exportPatterns, function(pattern) grep(pattern, all, value = TRUE))
  unique(c(declared$exports, unlist(matching)))
}
