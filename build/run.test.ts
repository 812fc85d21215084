import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

function setupTool(source: string): { readonly folder: string; readonly tool: string } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'triptych-run-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const tool = join(folder, 'tool.mjs');
  writeFileSync(tool, source);
  return { folder, tool };
}

function run(
  tool: string,
  more: readonly string[] = [],
  cwd = root,
): { readonly child: ChildProcess; readonly output: () => string } {
  const child = spawn(process.execPath, [join(root, 'build/run.mjs'), tool, ...more], { cwd });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, output: () => output };
}

// A tool that writes its own number where it is told, and its last word when it is asked to end.
const waitingTool = `
  import { renameSync, writeFileSync } from 'node:fs';
  const folder = process.argv[2];
  process.on('SIGTERM', () => { writeFileSync(folder + '/asked', ''); process.exit(7); });
  writeFileSync(folder + '/half', String(process.pid));
  renameSync(folder + '/half', folder + '/pid');
  setInterval(() => {}, 1000);
`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a tool gets its arguments, the Node that came along and the folder of the user, and its exit code is passed on', async () => {
  const { folder, tool } = setupTool(
    'console.log(JSON.stringify([process.cwd(), process.argv.slice(2), process.version])); process.exitCode = 3;',
  );
  const { child, output } = run(tool, ['a b', '--c'], folder);
  expect((await once(child, 'close'))[0]).toBe(3);
  expect(JSON.parse(output())).toEqual([folder, ['a b', '--c'], expect.stringMatching(/^v24\./)]);
});

test('a tool that is not there is named', async () => {
  const { child, output } = run('no-such-tool');
  expect((await once(child, 'close'))[0]).toBe(1);
  expect(output()).toContain('There is no tool named no-such-tool in node_modules');
});

test.each([
  ['SIGTERM', 7],
  ['SIGKILL', null],
] as const)('a tool is asked to end when run.mjs gets %s', async (signal, code) => {
  const { folder, tool } = setupTool(waitingTool);
  const { child } = run(tool, [folder]);
  await expect.poll(() => existsSync(join(folder, 'pid'))).toBe(true);
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  child.kill(signal);
  expect((await once(child, 'exit'))[0]).toBe(code);
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(existsSync(join(folder, 'asked'))).toBe(true);
});
