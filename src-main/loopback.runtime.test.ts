import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, test } from 'vitest';

import { connectToRunning } from './local-socket.ts';
import { redirectFile, writeRedirect } from './shell/redirect-file.ts';

const entry = path.join(import.meta.dirname, 'loopback.ts');
const addressLine = /^Triptych is at http:\/\/127\.0\.0\.1:(\d+)\/#t=([\w-]{43})\n$/;

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };
type Started = { readonly child: ChildProcess; readonly line: Promise<string>; readonly ended: Promise<Ended> };

function setupFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-loopback-'));
  const started: Started[] = [];

  function start(...args: readonly string[]): Started {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry, '--no-open', ...args], {
      stdio: 'pipe',
    });
    let out = '';
    let err = '';
    const ended = new Promise<Ended>((resolve) => {
      child.once('exit', (code) => resolve({ code, out, err }));
    });
    const line = new Promise<string>((resolve) => {
      child.stdout.on('data', (bytes: Buffer) => {
        out += bytes.toString('utf8');
        if (out.includes('\n')) resolve(out);
      });
      child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString('utf8')));
      void ended.then(() => resolve(out));
    });
    started.push({ child, line, ended });
    return { child, line, ended };
  }

  const dataFolder = path.join(folder, 'data');
  return {
    folder,
    dataFolder,
    start,
    startHere: (...args: readonly string[]) => start('--data-dir', dataFolder, ...args),
    async [Symbol.asyncDispose]() {
      for (const { child } of started) child.kill('SIGKILL');
      await Promise.all(started.map(({ ended }) => ended));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

test('a start prints one line with the address, and Ctrl+C ends it in order, and soon', async () => {
  await using setup = setupFolder();
  const { child, line, ended } = setup.startHere();
  expect(await line).toMatch(addressLine);
  const instanceFile = path.join(setup.dataFolder, 'instance.json');
  expect(statSync(instanceFile).mode & 0o777).toBe(0o600);
  await writeRedirect(setup.dataFolder, 'http://127.0.0.1/#t=token');
  child.kill('SIGINT');
  const startedMs = performance.now();
  const { code, out, err } = await ended;
  expect({ code, lines: out.split('\n').length - 1, err }).toEqual({ code: 0, lines: 1, err: '' });
  // Two seconds where nothing else runs.
  expect(performance.now() - startedMs).toBeLessThan(15_000);
  expect(existsSync(instanceFile)).toBe(false);
  expect(existsSync(redirectFile(setup.dataFolder))).toBe(false);
}, 60_000);

test('a second start shows the running one, and its end does not touch it', async () => {
  await using setup = setupFolder();
  const first = setup.startHere();
  const line = await first.line;
  const second = await setup.startHere().ended;
  expect(second).toEqual({ code: 0, out: line, err: '' });
  const running = await connectToRunning(setup.dataFolder);
  expect((await running?.client.app.info())?.dataFolder).toBe(setup.dataFolder);
  running?.close();
}, 60_000);

test('after kill -9 the next start goes on with everything that was acknowledged', async () => {
  await using setup = setupFolder();
  const first = setup.startHere();
  await first.line;
  const running = await connectToRunning(setup.dataFolder);
  const made = await running?.client.workspaces.create({ name: 'Kept' });
  first.child.kill('SIGKILL');
  await first.ended;
  expect(await connectToRunning(setup.dataFolder)).toBeNull();
  await writeRedirect(setup.dataFolder, 'http://127.0.0.1/#t=token');
  const second = setup.startHere();
  expect(await second.line).toMatch(addressLine);
  expect(existsSync(redirectFile(setup.dataFolder))).toBe(false);
  const again = await connectToRunning(setup.dataFolder);
  expect(await again?.client.records.list({ entity: 'workspace', where: { name: 'Kept' } })).toMatchObject([
    { id: made?.id },
  ]);
  again?.close();
  running?.close();
}, 60_000);

test('the socket of the command line answers only to the token of this start', async () => {
  await using setup = setupFolder();
  await setup.startHere().line;
  const file = path.join(setup.dataFolder, 'instance.json');
  const right = readFileSync(file, 'utf8');
  writeFileSync(file, right.replace(/"token":"[^"]+"/, '"token":"wrong"'));
  expect(await connectToRunning(setup.dataFolder)).toBeNull();
  writeFileSync(file, right);
  const running = await connectToRunning(setup.dataFolder);
  expect(running).not.toBeNull();
  running?.close();
}, 60_000);

test('a start takes the port of the last one, after a kill as after an end, and another where it is taken', async () => {
  await using setup = setupFolder();
  const portOf = (line: string): string => addressLine.exec(line)?.[1] ?? line;
  const first = setup.startHere();
  const port = portOf(await first.line);
  first.child.kill('SIGKILL');
  await first.ended;
  const second = setup.startHere();
  expect(portOf(await second.line)).toBe(port);
  second.child.kill('SIGINT');
  await second.ended;
  const other = createServer().listen(Number(port), '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const third = portOf(await setup.startHere().line);
  other.close();
  expect(third).toMatch(/^\d+$/);
  expect(third).not.toBe(port);
}, 60_000);

test('a port that is taken is told with what to do, and nothing stays behind', async () => {
  await using setup = setupFolder();
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  // A server that listens on a port has an address of this kind.
  const port = String((other.address() as AddressInfo).port);
  const { code, out, err } = await setup.startHere('--port', port).ended;
  other.close();
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toBe(
    `Port ${port} is used by another program. Choose another with --port, or leave --port out and Triptych takes a free one.\n`,
  );
  expect(existsSync(path.join(setup.dataFolder, 'instance.json'))).toBe(false);
}, 60_000);

test('a data folder that is a file is told in a sentence', async () => {
  await using setup = setupFolder();
  writeFileSync(setup.dataFolder, 'not a folder');
  const { code, out, err } = await setup.startHere().ended;
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(setup.dataFolder);
  expect(err).not.toContain('    at ');
  expect(readFileSync(setup.dataFolder, 'utf8')).toBe('not a folder');
}, 60_000);

test('options that there are not are told with those that there are', async () => {
  await using setup = setupFolder();
  const { code, out, err } = await setup.start('--prot', '80').ended;
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('--prot');
  expect(err).toContain('--data-dir DIR');
  expect((await setup.start('--help').ended).out).toContain('--port N');
}, 60_000);

test('a database of rubbish is told in a sentence and left as it is', async () => {
  await using setup = setupFolder();
  const file = path.join(setup.dataFolder, 'accounts', 'personal.sqlite');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, 'rubbish');
  const { code, out, err } = await setup.startHere().ended;
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(`${file} cannot be read as Triptych's data`);
  expect(readFileSync(file, 'utf8')).toBe('rubbish');
}, 60_000);
