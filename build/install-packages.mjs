// Plain JavaScript for any Node from 18 on, without dependencies, like run.mjs, which uses it.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { passSignals } from './pass-signals.mjs';

const lookEveryMs = 200;
const installMsMax = 15 * 60_000; // Past this a mark of another install is a leftover, whatever its number means by now.

const half = 'half';

/**
 * Makes node_modules what package-lock.json says, when it is not: for `program` what runs and builds the program, for `all` also
 * what tests, checks and measures it, which is as much again. Answers with a sentence when it could not.
 *
 * The stamp is written after npm has ended well. `npm ci` begins by emptying node_modules, so what it left half has none; where
 * the rest is added to what a program may be running from, it says so, and the next install is a whole one.
 */
export async function installPackages(root, kind) {
  const modules = path.join(root, 'node_modules');
  const stampFile = path.join(modules, '.triptych-installed');
  const lock = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${lock}`).digest('hex');
  const stampOf = (installed) => `${installed} ${hash}`;
  const isStamped = () => [kind, 'all'].some((installed) => readIfThere(stampFile) === stampOf(installed));
  if (isStamped()) return undefined;

  const markFile = path.join(root, 'out', 'installing');
  await takeMark(markFile);
  try {
    if (isStamped()) return undefined;
    if (readIfThere(stampFile) === half || !isInstalledAs(lock, modules, kind)) {
      const isAdded = readIfThere(stampFile) === stampOf('program');
      if (isAdded) writeFileSync(stampFile, half);
      const refusal = await runNpm(root, markFile, { kind, isAdded });
      if (refusal !== undefined) return refusal;
    }
    mkdirSync(modules, { recursive: true }); // npm makes none for packages that are all for other systems.
    writeFileSync(stampFile, stampOf(kind));
    return undefined;
  } finally {
    rmSync(markFile, { force: true });
  }
}

// Someone typed `npm ci` or `npm install`: npm's own account of node_modules, which it writes last, agrees with the lockfile.
function isInstalledAs(lock, modules, kind) {
  const account = readIfThere(path.join(modules, '.package-lock.json'));
  if (account === undefined) return false;
  const installed = JSON.parse(account).packages;
  return Object.entries(JSON.parse(lock).packages).every(([place, wanted]) => {
    if (place === '') return true;
    const { version, optional, dev, devOptional } = wanted;
    if (installed[place] !== undefined) return installed[place].version === version;
    return optional === true || (kind === 'program' && (dev === true || devOptional === true));
  });
}

// Two npm ci in one folder destroy each other's work: that of another terminal, or one whose run.mjs was killed.
async function takeMark(markFile) {
  mkdirSync(path.dirname(markFile), { recursive: true });
  let isSaid = false;
  while (!tryToMark(markFile)) {
    if (!isSaid) console.error('Another command is installing the packages; waiting for it …');
    isSaid = true;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

function tryToMark(markFile) {
  if (existsSync(markFile) && !isSomeoneInstalling(markFile)) rmSync(markFile, { force: true });
  try {
    writeFileSync(markFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isSomeoneInstalling(markFile) {
  const mark = readIfThere(markFile);
  if (mark === undefined || Date.now() - statSync(markFile).mtimeMs > installMsMax) return false;
  try {
    process.kill(Number(mark), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function runNpm(root, markFile, { kind, isAdded }) {
  console.error('Installing the packages that package-lock.json names (once, and again after an update) …');
  const startedAt = Date.now();
  const npm = spawnNpm(root, { kind, isAdded });
  passSignals(npm);
  if (npm.pid !== undefined) writeFileSync(markFile, String(npm.pid)); // It may outlive us.
  const end = await new Promise((resolve) => {
    npm.on('error', (error) => resolve({ error }));
    npm.on('exit', (code, signal) => resolve({ code, signal }));
  });
  if (end.error !== undefined) {
    return `npm could not be started (${end.error.message}). Install Node.js with npm (https://nodejs.org), then type the command again.`;
  }
  if (end.signal !== null) return `The packages were not installed: npm was ended by ${end.signal}.`;
  if (end.code !== 0) {
    return (
      `The packages could not be installed: npm ended with code ${end.code}, and its reason is above. It needs the network ` +
      'and 1.2 GB of room: look at the connection, at a proxy (`npm config get proxy`) and at the registry (`npm ping`), ' +
      'then type the command again.'
    );
  }
  console.error(`Installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
  return undefined;
}

function spawnNpm(root, { kind, isAdded }) {
  // Kinds named, because NODE_ENV=production would leave out what the tests need.
  const kinds = [kind === 'all' ? '--include=dev' : '--omit=dev', '--include=optional'];
  const command = isAdded ? ['install', '--no-save'] : ['ci'];
  // The lockfile has each version and its hash: what is in npm's cache need not be asked for once more.
  const quick = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const wanted = [...command, ...kinds, ...quick];
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  const npm = process.env.npm_execpath;
  if (npm !== undefined && /npm-cli\.[cm]?js$/.test(npm)) return spawn(process.execPath, [npm, ...wanted], options);
  return spawn('npm', wanted, { ...options, shell: process.platform === 'win32' });
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
