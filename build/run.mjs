// Every npm script goes through here: `node build/run.mjs TOOL …`, where TOOL is `start`, a script of ours (`build/check.ts`)
// or the command of an installed package (`oxfmt`).
//
// A person may have any Node from 18 on, and no packages installed yet; the program runs on Node 24, which comes along as a
// package. So this file is plain JavaScript without dependencies. It installs what the lockfile says when that has changed,
// finds the Node that came along, runs the tool under it, and takes the tool down with itself. The second start of the
// program has one second in all, npm included, so nothing here may be slow.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { installPackages } from './install-packages.mjs';
import { passSignals } from './pass-signals.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const modules = path.join(root, 'node_modules');
const isWindows = process.platform === 'win32';

const [tool, ...toolArguments] = process.argv.slice(2);
if (tool === undefined)
  stop('Say what to run: node build/run.mjs TOOL …, for example `node build/run.mjs build/check.ts`.');

// What the program itself needs is half of all packages, and all that somebody who only uses it ever waits for.
const isProgram = ['start', 'src-main/cli.ts', 'src-server/main.ts'].includes(tool);
const refusal = await installPackages(root, isProgram ? 'program' : 'all');
if (refusal !== undefined) stop(refusal);
runTool(findNode());

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

function findNode() {
  const platform = isWindows ? 'win' : process.platform;
  const name = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const packageName = `${name}-${platform}-${process.arch}`;
  const node = path.join(modules, packageName, 'bin', isWindows ? 'node.exe' : 'node');
  if (existsSync(node)) {
    repairLink(node);
    return node;
  }
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return stop(
    `Triptych runs on Node 24, which comes along for Linux, macOS and Windows on the usual processors, but not for ` +
      `${process.platform} on ${process.arch}; the Node found here is ${process.version}. Install Node 24 (https://nodejs.org) and type the command again.`,
  );
}

// npm 10 takes node_modules/.bin/node away when it drops the Nodes of the other platforms; `npx vitest` and the like need it.
function repairLink(node) {
  const link = path.join(modules, '.bin', 'node');
  if (isWindows || existsSync(link)) return;
  try {
    symlinkSync(path.relative(path.dirname(link), node), link);
  } catch {
    // A link that leads nowhere, or a folder that may not be written: everything started from here has PATH instead.
  }
}

function runTool(node) {
  const entry = entryOf(tool);
  const isForUser = tool === 'start' || entry === path.join(root, 'src-main', 'cli.ts');
  const together = pathToFileURL(path.join(root, 'build', 'end-with-parent.mjs')).href;
  // The server's young memory is small: to clear four megabytes holds its thread for 2 ms, where the usual sixteen take 15.
  const { [tool]: options = [] } = JSON.parse(readFileSync(path.join(root, 'build', 'node-options.json'), 'utf8'));
  const child = spawn(
    node,
    ['--disable-warning=ExperimentalWarning', ...options, `--import=${together}`, entry, ...toolArguments],
    {
      cwd: isForUser ? userFolder() : process.cwd(),
      stdio: 'inherit',
      env: {
        ...process.env,
        PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
        // Large pages for large blocks, on Linux: reading a table of 64 MB into fresh memory then takes 13 ms in place of 37,
        // since the kernel hands the memory over in pieces of 2 MB, not of 4 kB.
        GLIBC_TUNABLES: process.env.GLIBC_TUNABLES ?? 'glibc.malloc.hugetlb=1',
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? path.join(modules, '.cache', 'node'),
        npm_node_execpath: node,
        NODE: node,
      },
    },
  );
  child.on('error', (error) =>
    stop(`${node} could not be started: ${error.message}. Delete node_modules and type the command again.`),
  );
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
  passSignals(child);
}

function entryOf(name) {
  if (name === 'start') return path.join(root, 'build', 'start.ts');
  if (/\.[cm]?[jt]s$/.test(name)) return path.resolve(root, name);
  const home = path.join(modules, { playwright: '@playwright/test', tsc: 'typescript' }[name] ?? name);
  const manifest = readIfThere(path.join(home, 'package.json'));
  if (manifest === undefined)
    return stop(`There is no tool named ${name} in node_modules. package.json lists the scripts that there are.`);
  const { bin } = JSON.parse(manifest);
  return path.join(home, typeof bin === 'string' ? bin : bin[name]);
}

// npm runs scripts in the package's folder and keeps the folder in which the user typed the command in INIT_CWD.
function userFolder() {
  const isUnderNpm = process.env.npm_lifecycle_event !== undefined && process.cwd() === root;
  return (isUnderNpm && process.env.INIT_CWD) || process.cwd();
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
