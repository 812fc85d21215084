import type { Language } from '../src-shared/calls/language.ts';

/** What the soak calls, alike in each language: each function ends in a way of its own. */
export const soakSources: { readonly [language in Language]: string } = {
  python: `import os, subprocess, time
from array import array

def add(x): return x + 1
def echo(x): return x
def make(n): return {"a": array("d", range(n))}
def measure(data): return [len(data["a"]), data["a"][-1]]
def say(n):
    for i in range(n): print("line", i)
def fail(text): raise ValueError(text)
def spin():
    while True: pass
def rest(): time.sleep(60)
def flood():
    while True: print("x" * 200)
def grow():
    kept = []
    while True:
        kept.append(b"x" * 40_000_000)
        time.sleep(0.01)
def hire(): subprocess.run("for i in 1 2 3 4 5 6 7; do sleep 60 & done; wait", shell=True)
def leave(): os._exit(7)
`,
  r: `add <- function(x) x + 1
echo <- function(x) x
make <- function(n) data.frame(a = seq_len(n) - 1)
measure <- function(data) list(nrow(data), data$a[nrow(data)])
say <- function(n) for (i in seq_len(n) - 1L) cat("line ", i, "\\n", sep = "")
fail <- function(text) stop(text)
spin <- function() repeat NULL
rest <- function() Sys.sleep(60)
flood <- function() repeat cat(strrep("x", 200), "\\n")
grow <- function() {
  kept <- list()
  repeat {
    kept[[length(kept) + 1]] <- rep(1, 5e6)
    Sys.sleep(0.01)
  }
}
hire <- function() system("for i in 1 2 3 4 5 6 7; do sleep 60 & done; wait")
leave <- function() {
  tools::pskill(Sys.getpid(), 9L)
  Sys.sleep(5)
}
`,
  julia: `add(x) = x + 1
echo(x) = x
make(n) = (a = collect(0.0:n-1),)
measure(data) = Any[length(data.a), data.a[end]]
say(n) = for i in 0:n-1; println("line ", i); end
fail(text) = error(text)
function spin()
    x = 0
    while true; x += 1; end
end
rest() = sleep(60)
flood() = while true; println("x"^200); end
function grow()
    kept = []
    while true
        push!(kept, ones(5_000_000))
        sleep(0.01)
    end
end
hire() = (run(\`sh -c "for i in 1 2 3 4 5 6 7; do sleep 60 & done; wait"\`); nothing)
leave() = ccall(:_exit, Cvoid, (Cint,), 7)
`,
};
