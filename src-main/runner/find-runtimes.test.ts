import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import { findRuntimes, inspectRuntime } from './find-runtimes.ts';
import type { FindDeps } from './find-runtimes.ts';
import { compareVersions, listRuntimePlaces } from './runtime-places.ts';
import type { Machine } from './runtime-places.ts';

function machineOf(
  platform: NodeJS.Platform,
  environment: Machine['environment'],
  folders: Record<string, readonly string[]>,
  texts: Record<string, string> = {},
): Machine {
  return {
    platform,
    environment,
    homeFolder: platform === 'win32' ? 'C:\\Users\\ada' : '/home/ada',
    listFolder: (folder) => folders[folder] ?? [],
    readText: (path) => texts[path],
  };
}

const sourceAndPath = (place: { readonly source: string; readonly path: string }): string =>
  `${place.source} ${place.path}`;

test('on Linux the active venv comes first, and a pyenv shim is looked through', () => {
  const machine = machineOf(
    'linux',
    { PATH: '/home/ada/.pyenv/shims:/usr/bin:relative', VIRTUAL_ENV: '/work/venv' },
    {
      '/home/ada/.pyenv/versions': ['3.9.18', '3.13.0', '3.11.7', 'envs'],
      '/home/ada/miniforge3': ['bin', 'envs'],
      '/home/ada/miniforge3/envs': ['stats'],
    },
    { '/home/ada/.pyenv/version': '3.11.7\n' },
  );
  expect(listRuntimePlaces('python', machine).places.map(sourceAndPath)).toEqual([
    'venv /work/venv/bin/python3',
    'pyenv /home/ada/.pyenv/versions/3.11.7/bin/python3',
    'path /usr/bin/python3',
    'path /usr/bin/python',
    'pyenv /home/ada/.pyenv/versions/3.13.0/bin/python3',
    'pyenv /home/ada/.pyenv/versions/3.9.18/bin/python3',
    'conda /home/ada/miniforge3/bin/python3',
    'conda /home/ada/miniforge3/envs/stats/bin/python3',
    'folder /usr/local/bin/python3',
  ]);
});

test('on macOS the frameworks and Homebrew are looked in', () => {
  const machine = machineOf(
    'darwin',
    { PATH: '/usr/bin' },
    {
      '/Library/Frameworks/Python.framework/Versions': ['3.9', '3.13', 'Current'],
      '/Applications': ['Julia-1.9.app', 'Julia-1.11.app', 'Safari.app'],
    },
  );
  expect(listRuntimePlaces('python', machine).places.map(({ path }) => path)).toContain(
    '/Library/Frameworks/Python.framework/Versions/3.13/bin/python3',
  );
  expect(listRuntimePlaces('r', machine).places.map(({ path }) => path)).toContain(
    '/Library/Frameworks/R.framework/Resources/bin/R',
  );
  expect(
    listRuntimePlaces('julia', machine)
      .places.map(({ path }) => path)
      .filter((path) => path.includes('.app')),
  ).toEqual([
    '/Applications/Julia-1.11.app/Contents/Resources/julia/bin/julia',
    '/Applications/Julia-1.9.app/Contents/Resources/julia/bin/julia',
  ]);
});

test("on Windows the usual folders are looked in, and the Store's stand-ins are not", () => {
  const machine = machineOf(
    'win32',
    {
      Path: 'C:\\Users\\ada\\AppData\\Local\\Microsoft\\WindowsApps;C:\\Tools',
      LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local',
      PROGRAMFILES: 'C:\\Program Files',
    },
    {
      'C:\\Users\\ada\\AppData\\Local\\Programs\\Python': ['Python39', 'Python313'],
      'C:\\Program Files\\R': ['R-4.2.2', 'R-4.4.1'],
      'C:\\Users\\ada\\AppData\\Local\\Programs': ['Julia-1.11.1'],
    },
  );
  expect(listRuntimePlaces('python', machine).places.map(sourceAndPath)).toEqual([
    'path C:\\Tools\\python.exe',
    'folder C:\\Users\\ada\\AppData\\Local\\Programs\\Python\\Python313\\python.exe',
    'folder C:\\Users\\ada\\AppData\\Local\\Programs\\Python\\Python39\\python.exe',
  ]);
  expect(listRuntimePlaces('r', machine).places.map(sourceAndPath)).toEqual([
    'path C:\\Tools\\R.exe',
    'folder C:\\Program Files\\R\\R-4.4.1\\bin\\x64\\R.exe',
    'folder C:\\Program Files\\R\\R-4.2.2\\bin\\x64\\R.exe',
  ]);
  expect(listRuntimePlaces('julia', machine).places.map(sourceAndPath)).toEqual([
    'path C:\\Tools\\julia.exe',
    'folder C:\\Users\\ada\\AppData\\Local\\Programs\\Julia-1.11.1\\bin\\julia.exe',
  ]);
});

test("juliaup's default version comes before its newest, and its launcher is not taken", () => {
  const config = {
    Default: 'lts',
    InstalledChannels: { lts: { Version: '1.10.5+0' }, release: { Version: '1.11.1+0' } },
    InstalledVersions: { '1.10.5+0': { Path: './julia-1.10.5+0.x64' }, '1.11.1+0': { Path: './julia-1.11.1+0.x64' } },
  };
  const machine = machineOf(
    'linux',
    { PATH: '/home/ada/.juliaup/bin' },
    { '/home/ada/.julia/juliaup': ['julia-1.10.5+0.x64', 'julia-1.11.1+0.x64', 'juliaup.json'] },
    { '/home/ada/.julia/juliaup/juliaup.json': JSON.stringify(config) },
  );
  expect(listRuntimePlaces('julia', machine).places.map(sourceAndPath).slice(0, 3)).toEqual([
    'juliaup /home/ada/.julia/juliaup/julia-1.10.5+0.x64/bin/julia',
    'juliaup /home/ada/.julia/juliaup/julia-1.11.1+0.x64/bin/julia',
    'folder /usr/local/bin/julia',
  ]);
});

test("another program's file of rubbish is as good as none", () => {
  const machine = machineOf(
    'linux',
    {},
    { '/home/ada/.julia/juliaup': ['julia-1.9.0'] },
    { '/home/ada/.julia/juliaup/juliaup.json': '{"Default": 3, ' },
  );
  expect(listRuntimePlaces('julia', machine).places[0]?.path).toBe('/home/ada/.julia/juliaup/julia-1.9.0/bin/julia');
});

test('versions are compared by their numbers', () => {
  expect(['3.9.18', '3.13.0', '3.10', '3.9'].toSorted(compareVersions)).toEqual(['3.9', '3.9.18', '3.10', '3.13.0']);
});

type BinWorld = {
  readonly deps: FindDeps;
  readonly write: (name: string, script: string) => string;
  readonly asked: () => number;
};

/** Folders with small programs that answer `--version`, and a count of how often they were asked. */
function setupBinaries(): BinWorld {
  const root = mkdtempSync(join(tmpdir(), 'triptych-find-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const log = join(root, 'asked');
  writeFileSync(log, '');
  return {
    deps: {
      platform: 'linux',
      environment: { PATH: [join(root, 'a'), join(root, 'b'), '/bin', '/usr/bin'].join(':') },
      homeFolder: root,
      cacheFolder: join(root, 'cache'),
    },
    write(name, script) {
      const path = join(root, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `#!/bin/sh\necho >>${log}\n${script}\n`);
      chmodSync(path, 0o755);
      return path;
    },
    asked: () => readFileSync(log, 'utf8').length,
  };
}

const inWorld = (path: string): boolean => path.includes('triptych-find-');

test('a binary is asked for its version once, and again when it has changed', async () => {
  const { deps, write, asked } = setupBinaries();
  const path = write('a/julia', 'echo julia version 1.10.2');
  const first = await findRuntimes('julia', deps);
  const second = await findRuntimes('julia', deps);
  expect(first.candidates[0]).toEqual({ path, version: '1.10.2', source: 'path' });
  expect(second).toEqual(first);
  expect(asked()).toBe(1);
  write('a/julia', 'echo julia version 1.10.33');
  expect((await findRuntimes('julia', deps)).candidates[0]?.version).toBe('1.10.33');
  expect(asked()).toBe(2);
});

test('a binary under two names is one, and one that fails, is too old or says nothing is none', async () => {
  const { deps, write } = setupBinaries();
  const path = write('a/julia', 'echo julia version 1.10.2');
  mkdirSync(join(dirname(dirname(path)), 'b'), { recursive: true });
  symlinkSync(path, join(dirname(dirname(path)), 'b/julia'));
  const old = write('julia-0.6.0/bin/julia', 'echo julia version 0.6.0');
  const failing = write('julia-1.8.0/bin/julia', 'exit 3');
  write('julia-1.9.0/bin/julia', 'echo hello');
  const { candidates, unusable } = await findRuntimes('julia', deps);
  expect(unusable).toContainEqual({ path: old, reason: 'is version 0.6.0, and 1.5 or later is needed' });
  expect(unusable).toContainEqual({
    path: failing,
    reason: 'does not start: it gave no answer when asked for its version',
  });
  expect(candidates.filter((candidate) => inWorld(candidate.path))).toEqual([
    { path, version: '1.10.2', source: 'path' },
  ]);
});

test('the best is told before the others have been asked', async () => {
  const { deps, write } = setupBinaries();
  const path = write('a/R', 'echo "R version 4.3.1 (2023-06-16) -- Beagle Scouts"');
  write('b/R', 'sleep 0.3; echo R version 4.1.0');
  const order: string[] = [];
  const all = findRuntimes('r', deps, (best) => order.push(best.path)).then(({ candidates }) => {
    order.push(...candidates.filter((candidate) => inWorld(candidate.path)).map(({ version }) => version));
  });
  await all;
  expect(order).toEqual([path, '4.3.1', '4.1.0']);
});

test('a path that a person chooses must be a runtime of the language', async () => {
  const { deps, write } = setupBinaries();
  const path = write('odd/place/my-python', 'echo Python 3.12.1');
  expect(await inspectRuntime('python', path, deps)).toEqual({ path, version: '3.12.1', source: 'chosen' });
  expect(await inspectRuntime('python', '/etc/passwd', deps)).toBeUndefined();
  expect(await inspectRuntime('python', '/nowhere/python', deps)).toBeUndefined();
});

test('a cache of rubbish is as good as none', async () => {
  const { deps, write } = setupBinaries();
  const path = write('a/julia', 'echo julia version 1.10.2');
  mkdirSync(deps.cacheFolder, { recursive: true });
  writeFileSync(join(deps.cacheFolder, 'runtimes-julia.json'), '{"x":');
  expect((await findRuntimes('julia', deps)).candidates[0]?.path).toBe(path);
});
