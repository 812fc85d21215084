#!/usr/bin/env node
// The `triptych` command of the package: the command line under the Node that comes along, in the folder it was typed in.
process.argv.splice(2, 0, 'src-main/cli.ts');
await import('./run.mjs');
