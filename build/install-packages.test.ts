// With the real npm, on a project that has no packages: that much npm can install without a network.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

type Package = {
  readonly version?: string;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly optional?: boolean;
  readonly dev?: boolean;
};
type Packages = Readonly<Record<string, Package>>;

function setupProject(packages: Packages = {}, own: object = { name: 'project', version: '1.0.0' }): string {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-install-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'package.json'), JSON.stringify(own));
  const lock = { ...own, lockfileVersion: 3, packages: { '': own, ...packages } };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
  return folder;
}

function install(folder: string, kind: 'program' | 'all' = 'all') {
  const source = `
    import { installPackages } from ${JSON.stringify(join(import.meta.dirname, 'install-packages.mjs'))};
    const refusal = await installPackages(${JSON.stringify(folder)}, '${kind}');
    console.error(refusal ?? 'done');
    process.exit(0);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source]);
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, ended: once(child, 'close').then(() => output) };
}

function writeAccount(folder: string, packages: Packages): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
}

test('packages are installed once, and again when the lockfile has changed', async () => {
  const folder = setupProject();
  expect(await install(folder).ended).toMatch(/^Installing the packages[^]*Installed in[^]*done$/m);
  expect(await install(folder).ended).toBe('done\n');
  writeFileSync(
    join(folder, 'package-lock.json'),
    '{"name":"project","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"project","version":"1.0.0"}},"x":1}',
  );
  expect(await install(folder).ended).toContain('done');
  expect(existsSync(join(folder, 'out/installing'))).toBe(false);
});

test('what someone has installed by hand as the lockfile says is left alone', async () => {
  const packages = { 'node_modules/a': { version: '1.2.3' }, 'node_modules/b': { version: '2.0.0', optional: true } };
  const folder = setupProject(packages);
  writeAccount(folder, { 'node_modules/a': { version: '1.2.3' } });
  expect(await install(folder).ended).toBe('done\n');
});

test('who starts the program does not wait for what tests it, and who tests it adds that to what is there', async () => {
  const folders = { dependencies: { a: 'file:a' }, devDependencies: { b: 'file:b' } };
  const folder = setupProject(
    {
      a: { version: '1.0.0' },
      b: { version: '1.0.0', dev: true },
      'node_modules/a': { resolved: 'a', link: true },
      'node_modules/b': { resolved: 'b', link: true, dev: true },
    },
    { name: 'project', version: '1.0.0', ...folders },
  );
  for (const name of ['a', 'b']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'package.json'), JSON.stringify({ name, version: '1.0.0' }));
  }
  const there = (name: string) => existsSync(join(folder, 'node_modules', name));
  expect(await install(folder, 'program').ended).toMatch(/^Installing the packages[^]*done$/m);
  expect([there('a'), there('b')]).toEqual([true, false]);
  expect(await install(folder, 'program').ended).toBe('done\n');
  writeFileSync(join(folder, 'node_modules/.kept'), '');
  expect(await install(folder, 'all').ended).toMatch(/^Installing the packages[^]*done$/m);
  expect([there('a'), there('b'), there('.kept')]).toEqual([true, true, true]);
  for (const kind of ['program', 'all'] as const) expect(await install(folder, kind).ended).toBe('done\n');
});

test('what was to be added and was not leaves no half of it behind: the next install is a whole one', async () => {
  const packages = {
    'node_modules/a': { version: '1.2.3' },
    'node_modules/b': { version: '2.0.0', dev: true, resolved: 'file:nowhere.tgz' },
  };
  const own = { name: 'project', version: '1.0.0', devDependencies: { b: 'file:nowhere.tgz' } };
  const folder = setupProject(packages, own);
  writeAccount(folder, { 'node_modules/a': { version: '1.2.3' } });
  expect(await install(folder, 'program').ended).toBe('done\n');
  expect(await install(folder, 'all').ended).toContain('The packages could not be installed');
  expect(await install(folder, 'program').ended).toContain('Installing the packages');
});

test('an install that fails is told in a sentence, and tried again the next time', async () => {
  const own = { name: 'project', version: '1.0.0', dependencies: { a: 'file:nowhere.tgz' } };
  const folder = setupProject({ 'node_modules/a': { version: '1.2.3', resolved: 'file:nowhere.tgz' } }, own);
  expect(await install(folder).ended).toContain('The packages could not be installed: npm ended with code');
  expect(await install(folder).ended).toContain('The packages could not be installed: npm ended with code');
});

test('two installs at a time become one', async () => {
  const folder = setupProject();
  const [first, second] = await Promise.all([install(folder).ended, install(folder).ended]);
  expect(`${first}${second}`.match(/Installing the packages/g)).toHaveLength(1);
  expect(`${first}${second}`.match(/^done$/gm)).toHaveLength(2);
});

test('the mark of an install that was cut off long ago keeps nobody waiting', async () => {
  const folder = setupProject();
  mkdirSync(join(folder, 'out'));
  const { child, ended } = install(setupProject());
  await ended;
  writeFileSync(join(folder, 'out/installing'), String(child.pid));
  expect(await install(folder).ended).toContain('done');
});
