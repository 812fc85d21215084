export type CommandName = 'run' | 'add' | 'functions' | 'runtimes' | 'db';

const general = `Triptych runs the R, Julia and Python functions of its workspaces.

  triptych run WORKSPACE/FUNCTION   Run a function
  triptych run ./FILE               Run a source file (.R, .jl, .py) that is in no workspace
  triptych add FILE                 Put a source file into a workspace
  triptych functions                List the functions there are
  triptych runtimes                 List the languages found on this computer
  triptych db ACTION                Look at the version of the data, or move it

  --data-dir DIR   The folder that Triptych keeps everything in, instead of the usual one
  --account ID     Another account than the one that is open: an id, or personal
  --version        The version of Triptych
  --help           This text; after a command, how it is used

It works whether Triptych's window is open or not.`;

const texts: { readonly [name in CommandName]: string } = {
  run: `triptych run WORKSPACE/FUNCTION [options]
triptych run ./FILE.R [options]

Runs a function and prints what it prints and what it returns. Names may be written in any case; the workspace may be left
out where only one has the function. Of a source file the last documented function is run, or else the last one.

  --arg NAME=VALUE      An argument; may be repeated. A table is the path of a CSV, Parquet or Arrow file.
  --args JSON           Arguments as one JSON object; {"$file": "x.csv"} is a table's file
  --version V           A released version instead of the draft
  --entry NAME          Which function of a source file
  --isolation HOW       In what process: shared (a warm one), fork (a copy of a warm one) or fresh (a new one)
  --time-limit SECONDS  End the run after so long
  --memory-limit MB     End the run when it and what it has started hold more memory
  --output-limit MB     End the run when it has printed more
  --save [TABLE=]FILE   Save a table of the result as .csv, .parquet or .arrow; may be repeated
  --json                Print one object {state, value, tables, log, tookMs, error} and nothing else
  --data-dir DIR        The folder that Triptych keeps everything in
  --account ID          The account, instead of the one that is open

Relative paths are looked for in the files of the workspace; for a source file, in the folder you are in. Ctrl+C cancels the
run. The exit code is 0 when the run is done, 1 when it failed, 124 at the time limit, 130 when it was cancelled, and 2 when the
command was not understood.`,
  add: `triptych add FILE --workspace NAME [--name NAME] [--folder PATH]

Puts a source file (.R, .jl or .py) into a workspace as a new function. The workspace is made when there is none of that name.

  --workspace NAME   Where it goes
  --name NAME        What it is called; otherwise what the file is called
  --folder PATH      Where in the workspace, such as Models/Old
  --data-dir DIR     The folder that Triptych keeps everything in
  --account ID       The account, instead of the one that is open`,
  functions: `triptych functions [--workspace NAME] [--json]

Lists the functions of all workspaces, or of one.

  --workspace NAME   Of this workspace only
  --json             A list of {workspace, name, language, version, folder, …}
  --data-dir DIR     The folder that Triptych keeps everything in
  --account ID       The account, instead of the one that is open`,
  runtimes: `triptych runtimes [--json]

Lists the R, Julia and Python found on this computer, and how to install what is missing.

  --json           A list of {language, path, version, …}
  --data-dir DIR   The folder that Triptych keeps everything in
  --account ID     The account, instead of the one that is open`,
  db: `triptych db status|migrate|rollback

  status     Show which version the data have and which this program knows
  migrate    Bring the data to this program's version (it does so by itself when it starts)
  rollback   Take the data back by one version, after a copy, for an older program

  --data-dir DIR   The folder that Triptych keeps everything in
  --account ID     The account, instead of the one that is open`,
};

export function helpText(about: CommandName | null): string {
  return about === null ? general : texts[about];
}
