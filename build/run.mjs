// Every npm script goes through here: `node build/run.mjs TOOL …`, where TOOL is `start`, a script of ours (`build/check.ts`)
// or the command of an installed package (`oxfmt`).
//
// A person may have any Node from 18 on, and no packages installed yet; the program runs on Node 24, which comes along as a
// package. So this file is plain JavaScript without dependencies. It installs what the lockfile says when that has changed,
// finds the Node that came along, runs the tool under it, and takes the tool down with itself. The second start of the
// program has one second in all, npm included, so nothing here may be slow.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const modules = path.join(root, 'node_modules');
const lockFile = path.join(root, 'package-lock.json');
const stampFile = path.join(modules, '.triptych-installed');
const isWindows = process.platform === 'win32';

const [tool, ...toolArguments] = process.argv.slice(2);
if (tool === undefined)
  stop('Say what to run: node build/run.mjs TOOL …, for example `node build/run.mjs build/check.ts`.');

install();
runTool(findNode());

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

// The stamp is written after npm has ended well, and npm ci begins by emptying node_modules: a half-finished install has none.
function install() {
  const lock = readFileSync(lockFile, 'utf8');
  const stamp = createHash('sha256').update(`${process.platform} ${process.arch} ${lock}`).digest('hex');
  if (readIfThere(stampFile) === stamp) return;
  if (!isInstalledByHand(lock)) runNpmCi();
  writeFileSync(stampFile, stamp);
}

// Someone typed `npm ci` or `npm install`: npm's own account of node_modules, which it writes last, agrees with the lockfile.
function isInstalledByHand(lock) {
  const account = readIfThere(path.join(modules, '.package-lock.json'));
  if (account === undefined) return false;
  const installed = JSON.parse(account).packages;
  return Object.entries(JSON.parse(lock).packages).every(([place, wanted]) => {
    if (place === '') return true;
    return installed[place] === undefined ? wanted.optional === true : installed[place].version === wanted.version;
  });
}

function runNpmCi() {
  console.error('Installing the packages that package-lock.json names (once, and again after an update) …');
  const startedAt = Date.now();
  // Named because NODE_ENV=production would leave out what the build needs.
  const wanted = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const npm = process.env.npm_execpath;
  const hasNpm = npm !== undefined && /npm-cli\.[cm]?js$/.test(npm);
  const options = { cwd: root, stdio: ['ignore', 2, 2], shell: isWindows && !hasNpm };
  const ended = hasNpm ? spawnSync(process.execPath, [npm, ...wanted], options) : spawnSync('npm', wanted, options);
  if (ended.error?.code === 'ENOENT')
    stop('npm was not found. Install Node.js with npm (https://nodejs.org), then type the command again.');
  if (ended.signal !== null) process.exit(128 + (constants.signals[ended.signal] ?? 0));
  if (ended.status !== 0) {
    stop(
      `The packages could not be installed: npm ci ended with code ${ended.status}, and its reason is above. The first start needs the ` +
        'network (about 650 MB on disk): look at the connection, at a proxy (`npm config get proxy`) and at the registry ' +
        '(`npm ping`), then type the command again.',
    );
  }
  console.error(`Installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
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
  const child = spawn(
    node,
    ['--disable-warning=ExperimentalWarning', `--import=${together}`, entry, ...toolArguments],
    {
      cwd: isForUser ? userFolder() : process.cwd(),
      stdio: 'inherit',
      env: {
        ...process.env,
        PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
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

function passSignals(child) {
  const passed = new Set();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (passed.has(signal)) return; // npm repeats what the terminal has sent already.
      passed.add(signal);
      // Ctrl+C goes to everything in the terminal, so the tool has it; a second one would tell it to stop tidying up.
      if (signal === 'SIGINT' && process.stdin.isTTY) setTimeout(() => child.kill('SIGTERM'), 5000);
      else child.kill(signal);
    });
  }
  // npm passes signals on to the `sh` between it and us at most, and nobody can pass on a kill -9: watch who is above us.
  const above = listAbove();
  setInterval(() => {
    if (listAbove() !== above) child.kill('SIGTERM');
  }, 250);
}

// The parent and, where the kernel tells, the parent's parent: under npm that is the `sh`, which outlives npm, and npm.
function listAbove() {
  const parent = process.ppid;
  if (process.platform !== 'linux' || process.env.npm_lifecycle_event === undefined) return String(parent);
  try {
    const status = readFileSync(`/proc/${parent}/stat`, 'utf8');
    return `${parent} ${status.slice(status.lastIndexOf(')') + 2).split(' ')[1]}`;
  } catch {
    return String(parent); // Gone between the two questions.
  }
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
