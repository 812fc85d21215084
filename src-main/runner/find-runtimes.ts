import { execFile } from 'node:child_process';
import {
  accessSync,
  constants,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

import type { Language } from '#shared/calls/language.ts';
import type { RuntimeCandidate } from '#shared/calls/runtime-state.ts';

import { cleanEnvironment } from './clean-environment.ts';
import type { Environment } from './clean-environment.ts';
import { compareVersions, listRuntimePlaces } from './runtime-places.ts';
import type { RuntimePlace } from './runtime-places.ts';

export type UnusableRuntime = { readonly path: string; readonly reason: string };

export type FoundRuntimes = {
  readonly candidates: readonly RuntimeCandidate[];
  readonly unusable: readonly UnusableRuntime[];
  readonly lookedIn: readonly string[];
};

export type FindDeps = {
  readonly platform: NodeJS.Platform;
  readonly environment: Environment;
  readonly homeFolder: string;
  /** Where the versions that binaries gave of themselves are kept between starts. */
  readonly cacheFolder: string;
};

/** A binary on a network share that does not answer must not hold up the others. */
const askTimeoutMs = 5000;
/** Twelve versions under pyenv are common; a hundred are somebody's experiment. */
const candidatesMax = 30;

/** What the workers are written for and tested with. */
const versionMin: { readonly [language in Language]: string } = { python: '3.8', r: '4.0', julia: '1.5' };

/**
 * Finds every usable runtime of a language, best first; `onFirst` hears of the best as soon as it is known.
 *
 * Cost:   a binary is asked for its version (3 to 100 ms) once, and again when it has changed.
 */
export async function findRuntimes(
  language: Language,
  deps: FindDeps,
  onFirst: (best: RuntimeCandidate) => void = () => undefined,
): Promise<FoundRuntimes> {
  const { places, lookedIn } = listRuntimePlaces(language, { ...deps, listFolder, readText });
  const cache = openVersionCache(deps.cacheFolder, language);
  const candidates: RuntimeCandidate[] = [];
  const unusable: UnusableRuntime[] = [];
  for (const place of distinctBinaries(places).slice(0, candidatesMax)) {
    const version = cache.find(place.path) ?? (await askVersion(place.path, deps.environment));
    cache.keep(place.path, version);
    const reason = unusableReason(language, version);
    if (reason !== undefined) {
      unusable.push({ path: place.path, reason });
      continue;
    }
    candidates.push({ ...place, version });
    if (candidates.length === 1) onFirst({ ...place, version });
  }
  cache.save();
  return { candidates, unusable, lookedIn };
}

function unusableReason(language: Language, version: string): string | undefined {
  if (version === '') return 'does not start: it gave no answer when asked for its version';
  const isOld = compareVersions(version, versionMin[language]) < 0;
  return isOld ? `is version ${version}, and ${versionMin[language]} or later is needed` : undefined;
}

/** Asks one binary that a person has chosen. Undefined when it does not answer with a version that can be used. */
export async function inspectRuntime(
  language: Language,
  path: string,
  deps: FindDeps,
): Promise<RuntimeCandidate | undefined> {
  if (!isExecutable(path)) return undefined;
  const version = await askVersion(path, deps.environment);
  return unusableReason(language, version) === undefined ? { path, version, source: 'chosen' } : undefined;
}

/** Empty when the binary does not say. Each of the three languages answers `--version` without starting up in full. */
async function askVersion(path: string, environment: Environment): Promise<string> {
  return await new Promise((resolve) => {
    execFile(
      path,
      ['--version'],
      {
        timeout: askTimeoutMs,
        killSignal: 'SIGKILL',
        env: cleanEnvironment(environment),
        windowsHide: true,
        maxBuffer: 64 * 1024,
      },
      (error, stdout, stderr) => {
        // "Python 3.11.2", "R version 4.2.2 (2022-10-31) …", "julia version 1.5.3"; Python 2 and R on Windows use stderr.
        const found = /(?:Python|version)\s+(\d+\.\d+[^\s,)]*)/i.exec(`${stdout}\n${stderr}`)?.[1];
        resolve(error === null && found !== undefined ? found : '');
      },
    );
  });
}

/** One place per binary: /bin and /usr/bin are often one. A venv's python is a link, and yet a runtime of its own. */
function distinctBinaries(places: readonly RuntimePlace[]): readonly RuntimePlace[] {
  const seen = new Set<string>();
  return places.filter(({ path }) => {
    if (!isExecutable(path)) return false;
    const ownFolder = dirname(dirname(path));
    const identity = readText(join(ownFolder, 'pyvenv.cfg')) === undefined ? realpathSync(path) : path;
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}

const versionCacheSchema = z.record(z.string(), z.object({ stamp: z.string(), version: z.string() }));

type VersionCache = {
  readonly find: (path: string) => string | undefined;
  readonly keep: (path: string, version: string) => void;
  readonly save: () => void;
};

function openVersionCache(folder: string, language: Language): VersionCache {
  const file = join(folder, `runtimes-${language}.json`);
  const known = parseCache(readText(file));
  const used: z.infer<typeof versionCacheSchema> = {};
  return {
    find(path) {
      const entry = known[path];
      return entry?.stamp === stampOf(path) ? entry.version : undefined;
    },
    keep(path, version) {
      used[path] = { stamp: stampOf(path), version };
    },
    save() {
      const text = JSON.stringify(used);
      if (text === JSON.stringify(known)) return;
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(`${file}.new`, text);
        renameSync(`${file}.new`, file);
      } catch {
        // A folder that cannot be written costs the next start a few milliseconds, nothing more.
      }
    },
  };
}

function parseCache(text: string | undefined): z.infer<typeof versionCacheSchema> {
  try {
    return versionCacheSchema.parse(JSON.parse(text ?? '{}'));
  } catch {
    return {}; // Rubbish in a cache is as good as nothing.
  }
}

function stampOf(path: string): string {
  const { mtimeMs, size } = statSync(path);
  return `${String(mtimeMs)}-${String(size)}`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
