// `npm start`: builds what has changed, then opens the program in Electron's window or, where Electron's binary is not to be
// had, in the browser. Options after `--` (--data-dir DIR, --port N, --no-open) are the program's own and passed on.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { buildApp, isBuildFresh } from './app-build.ts';
import { findElectron } from './find-electron.ts';

const root = resolve(import.meta.dirname, '..');

if (!isBuildFresh()) {
  console.error('Building (once, and again after a change) …');
  if (!buildApp()) {
    console.error('Triptych was not started, because the build failed; the reason is above.');
    process.exit(1);
  }
}

const options = process.argv.slice(2);
const electron = canShowWindow() && !options.includes('--no-open') ? findElectron() : undefined;
if (electron === undefined) await becomeLoopbackShell();
else openElectron(electron);

// Linux without a display has none of the two. Electron would end with a message of its own that names neither.
function canShowWindow(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

// In this very process: another Node would cost the start 40 ms and the machine 40 MB.
async function becomeLoopbackShell(): Promise<void> {
  const entry = resolve(root, 'out/main/loopback.js');
  process.argv[1] = entry;
  await import(pathToFileURL(entry).href);
}

function openElectron(binary: string): void {
  const child = spawn(binary, [root, ...options], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Electron could not be started (${binary}): ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
}
