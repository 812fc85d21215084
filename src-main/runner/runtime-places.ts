/*
 * Where an installed language may be, best first. Pure: what a folder holds comes in as a function, so that every platform's
 * places can be tested on any platform.
 *
 * A shim (pyenv's, juliaup's launcher) is never a place: it costs 85 ms at each start and is looked through instead.
 */
import { posix, win32 } from 'node:path';
import { z } from 'zod';

import type { Language } from '#shared/calls/language.ts';
import type { RuntimeCandidate } from '#shared/calls/runtime-state.ts';

import type { Environment } from './clean-environment.ts';

export type RuntimePlace = { readonly path: string; readonly source: RuntimeCandidate['source'] };

export type Machine = {
  readonly platform: NodeJS.Platform;
  readonly environment: Environment;
  readonly homeFolder: string;
  /** The names in a folder; empty when there is none. */
  readonly listFolder: (folder: string) => readonly string[];
  /** The text of a file; undefined when there is none. */
  readonly readText: (path: string) => string | undefined;
};

export type RuntimePlaces = {
  readonly places: readonly RuntimePlace[];
  /** Folders, for the sentence that says that nothing was found. */
  readonly lookedIn: readonly string[];
};

export function listRuntimePlaces(language: Language, machine: Machine): RuntimePlaces {
  const places = placesByLanguage[language](createLook(machine));
  const seen = new Set<string>();
  const fresh = places.filter((place) => !seen.has(place.path) && seen.add(place.path));
  const paths = pathsOf(machine);
  return { places: fresh, lookedIn: [...new Set(fresh.map((place) => paths.dirname(place.path)))] };
}

type Look = {
  readonly machine: Machine;
  readonly isWindows: boolean;
  readonly join: (...parts: readonly string[]) => string;
  readonly variable: (name: string) => string | undefined;
  /** Subfolders whose names match, the highest version first. */
  readonly versions: (folder: string, pattern: RegExp) => readonly string[];
  readonly pathFolders: readonly string[];
};

function pathsOf(machine: Machine): typeof posix {
  return machine.platform === 'win32' ? win32 : posix;
}

function createLook(machine: Machine): Look {
  const paths = pathsOf(machine);
  const variable = (name: string): string | undefined => {
    const value = machine.environment[name] ?? machine.environment[name === 'PATH' ? 'Path' : name];
    return value === '' ? undefined : value;
  };
  return {
    machine,
    isWindows: machine.platform === 'win32',
    join: (...parts) => paths.join(...parts),
    variable,
    versions: (folder, pattern) =>
      machine
        .listFolder(folder)
        .filter((name) => pattern.test(name))
        .toSorted((left, right) => compareVersions(right, left))
        .map((name) => paths.join(folder, name)),
    pathFolders: (variable('PATH') ?? '')
      .split(paths.delimiter)
      // Windows keeps programs in WindowsApps that only open its Store.
      .filter((folder) => paths.isAbsolute(folder) && !/WindowsApps/i.test(folder)),
  };
}

const placesByLanguage: { readonly [language in Language]: (look: Look) => readonly RuntimePlace[] } = {
  python: pythonPlaces,
  r: rPlaces,
  julia: juliaPlaces,
};

function pythonPlaces(look: Look): readonly RuntimePlace[] {
  const { join, isWindows, variable, machine } = look;
  const inPrefix = (prefix: string): string =>
    isWindows ? join(prefix, 'python.exe') : join(prefix, 'bin', 'python3');
  const venv = variable('VIRTUAL_ENV');
  const pyenv = pyenvPlaces(look);
  const onPath = look.pathFolders.flatMap((folder): readonly RuntimePlace[] => {
    if (isShimFolder(folder)) return pyenv.slice(0, 1);
    const names = isWindows ? ['python.exe'] : ['python3', 'python'];
    return names.map((name) => ({ path: join(folder, name), source: 'path' }));
  });
  const usual = isWindows
    ? [
        join(variable('LOCALAPPDATA') ?? machine.homeFolder, 'Programs', 'Python'),
        variable('PROGRAMFILES') ?? 'C:\\Program Files',
        'C:\\',
      ]
        .flatMap((folder) => look.versions(folder, /^Python3\d+$/i))
        .map(inPrefix)
    : [
        ...(machine.platform === 'darwin'
          ? [
              '/opt/homebrew/bin/python3',
              ...look.versions('/Library/Frameworks/Python.framework/Versions', /^3\.\d+$/).map(inPrefix),
            ]
          : []),
        '/usr/local/bin/python3',
        '/usr/bin/python3',
      ];
  return [
    ...(venv === undefined
      ? []
      : [{ path: isWindows ? join(venv, 'Scripts', 'python.exe') : inPrefix(venv), source: 'venv' as const }]),
    ...condaPrefixes(look, 'active').map((prefix): RuntimePlace => ({ path: inPrefix(prefix), source: 'conda' })),
    ...onPath,
    ...pyenv,
    ...condaPrefixes(look, 'installed').map((prefix): RuntimePlace => ({ path: inPrefix(prefix), source: 'conda' })),
    ...usual.map((path): RuntimePlace => ({ path, source: 'folder' })),
  ];
}

function isShimFolder(folder: string): boolean {
  return /[\\/](\.pyenv|pyenv|pyenv-win)[\\/]shims[\\/]?$/.test(folder);
}

/** The version that pyenv's shim would choose, then the others from the newest on. */
function pyenvPlaces(look: Look): readonly RuntimePlace[] {
  const { join, isWindows, variable, machine } = look;
  const roots = isWindows
    ? [variable('PYENV') ?? join(machine.homeFolder, '.pyenv', 'pyenv-win')]
    : [variable('PYENV_ROOT') ?? join(machine.homeFolder, '.pyenv')];
  return roots.flatMap((root) => {
    const wanted =
      (variable('PYENV_VERSION') ?? machine.readText(join(root, 'version')) ?? '').split(/[:\s]+/)[0] ?? '';
    const folders = look.versions(join(root, 'versions'), /^\d/);
    const isChosen = (folder: string): boolean => {
      const name = folder.slice(join(root, 'versions').length + 1);
      return wanted !== '' && (name === wanted || name.startsWith(`${wanted}.`));
    };
    return [...folders.filter(isChosen), ...folders.filter((folder) => !isChosen(folder))].map(
      (folder): RuntimePlace => ({
        path: isWindows ? join(folder, 'python.exe') : join(folder, 'bin', 'python3'),
        source: 'pyenv',
      }),
    );
  });
}

function condaPrefixes(look: Look, which: 'active' | 'installed'): readonly string[] {
  const { join, variable, machine, isWindows } = look;
  const active = variable('CONDA_PREFIX');
  if (which === 'active') return active === undefined ? [] : [active];
  const names = ['miniforge3', 'mambaforge', 'miniconda3', 'anaconda3'];
  const roots = [
    ...names.map((name) => join(machine.homeFolder, name)),
    ...(isWindows ? [] : ['/opt/conda', ...names.map((name) => join('/opt', name))]),
  ];
  return roots
    .filter((root) => machine.listFolder(root).length > 0)
    .flatMap((root) => [
      root,
      ...machine
        .listFolder(join(root, 'envs'))
        .toSorted()
        .map((name) => join(root, 'envs', name)),
    ]);
}

function rPlaces(look: Look): readonly RuntimePlace[] {
  const { join, isWindows, variable, machine } = look;
  const name = isWindows ? 'R.exe' : 'R';
  const home = variable('R_HOME');
  const conda = [...condaPrefixes(look, 'active'), ...condaPrefixes(look, 'installed')].map((prefix): RuntimePlace => ({
    path: isWindows ? join(prefix, 'Lib', 'R', 'bin', 'x64', name) : join(prefix, 'bin', name),
    source: 'conda',
  }));
  const usual = isWindows
    ? [
        join(variable('PROGRAMFILES') ?? 'C:\\Program Files', 'R'),
        join(variable('LOCALAPPDATA') ?? machine.homeFolder, 'Programs', 'R'),
      ]
        .flatMap((folder) => look.versions(folder, /^R-\d/))
        .map((folder) => join(folder, 'bin', 'x64', name))
    : [
        ...(machine.platform === 'darwin'
          ? ['/Library/Frameworks/R.framework/Resources/bin/R', '/opt/homebrew/bin/R']
          : []),
        '/usr/local/bin/R',
        '/usr/bin/R',
        ...look.versions('/opt/R', /^\d/).map((folder) => join(folder, 'bin', name)),
      ];
  return [
    ...(home === undefined ? [] : [{ path: join(home, 'bin', name), source: 'path' as const }]),
    ...look.pathFolders.map((folder): RuntimePlace => ({ path: join(folder, name), source: 'path' })),
    ...conda,
    ...usual.map((path): RuntimePlace => ({ path, source: 'folder' })),
  ];
}

function juliaPlaces(look: Look): readonly RuntimePlace[] {
  const { join, isWindows, variable, machine } = look;
  const name = isWindows ? 'julia.exe' : 'julia';
  const usual = isWindows
    ? look
        .versions(join(variable('LOCALAPPDATA') ?? machine.homeFolder, 'Programs'), /^Julia-\d/i)
        .map((folder) => join(folder, 'bin', name))
    : [
        ...(machine.platform === 'darwin'
          ? [
              ...look
                .versions('/Applications', /^Julia-\d.*\.app$/)
                .map((folder) => join(folder, 'Contents/Resources/julia/bin/julia')),
              '/opt/homebrew/bin/julia',
            ]
          : []),
        '/usr/local/bin/julia',
        '/usr/bin/julia',
        ...[machine.homeFolder, '/opt', '/usr/local']
          .flatMap((folder) => look.versions(folder, /^julia-\d/))
          .map((folder) => join(folder, 'bin', name)),
      ];
  return [
    ...juliaupPlaces(look, name),
    ...look.pathFolders
      .filter((folder) => !/[\\/]\.?juliaup[\\/]bin[\\/]?$/.test(folder))
      .map((folder): RuntimePlace => ({ path: join(folder, name), source: 'path' })),
    ...usual.map((path): RuntimePlace => ({ path, source: 'folder' })),
  ];
}

/** Juliaup's default channel, then its other versions from the newest on. */
function juliaupPlaces(look: Look, name: string): readonly RuntimePlace[] {
  const { join, variable, machine } = look;
  const depot = variable('JULIAUP_DEPOT_PATH') ?? join(machine.homeFolder, '.julia');
  const root = join(depot, 'juliaup');
  const chosen = juliaupDefault(machine.readText(join(root, 'juliaup.json')));
  const folders = look.versions(root, /^julia-\d/);
  const first = folders.filter((folder) => chosen !== undefined && folder === join(root, chosen));
  return [...first, ...folders.filter((folder) => !first.includes(folder))].map((folder): RuntimePlace => ({
    path: join(folder, 'bin', name),
    source: 'juliaup',
  }));
}

/** Another program's file, of which only this is read. Source: github.com/JuliaLang/juliaup, src/config_file.rs. */
const juliaupConfigSchema = z.object({
  Default: z.string(),
  InstalledChannels: z.record(z.string(), z.object({ Version: z.string().optional() })),
  InstalledVersions: z.record(z.string(), z.object({ Path: z.string() })),
});

/** The folder of juliaup's default version. */
function juliaupDefault(text: string | undefined): string | undefined {
  try {
    const config = juliaupConfigSchema.parse(JSON.parse(text ?? '{}'));
    const version = config.InstalledChannels[config.Default]?.Version;
    return config.InstalledVersions[version ?? '']?.Path.replace(/^\.[\\/]/, '');
  } catch {
    return undefined;
  }
}

/** Compares by the numbers in two texts: 3.9 before 3.13. */
export function compareVersions(left: string, right: string): number {
  const leftNumbers = left.match(/\d+/g) ?? [];
  const rightNumbers = right.match(/\d+/g) ?? [];
  for (let index = 0; index < Math.max(leftNumbers.length, rightNumbers.length); index += 1) {
    const difference = Number(leftNumbers[index] ?? -1) - Number(rightNumbers[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
