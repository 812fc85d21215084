/*
 * Which installed R, Julia or Python a person chose to run their functions with. It is about this device, so it is a file of the
 * data folder and no record that travels.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { z } from 'zod';

import { languages } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';

import type { Runner } from './runner/runner.ts';

const chosenSchema = z.partialRecord(z.enum(languages), z.string());
type ChosenPaths = Readonly<Partial<Record<Language, string>>>;

/** A file that is not there or not ours to read is no choice: the best runtime found is then the one. */
export function readChosenRuntimes(dataFolder: string): ChosenPaths {
  try {
    return chosenSchema.safeParse(JSON.parse(readFileSync(fileIn(dataFolder), 'utf8'))).data ?? {};
  } catch {
    return {};
  }
}

/** The runner, which from now on keeps what is chosen for the next start. */
export function keepChosenRuntimes(runner: Runner, dataFolder: string): Runner {
  return {
    ...runner,
    async chooseRuntime(language, runtimePath) {
      const chosen = await runner.chooseRuntime(language, runtimePath);
      if (chosen === undefined && runtimePath !== null) return undefined;
      const { [language]: _before, ...others } = readChosenRuntimes(dataFolder);
      write(dataFolder, runtimePath === null ? others : { ...others, [language]: runtimePath });
      return chosen;
    },
  };
}

function write(dataFolder: string, chosen: ChosenPaths): void {
  mkdirSync(dataFolder, { recursive: true });
  const partial = `${fileIn(dataFolder)}.partial`;
  writeFileSync(partial, JSON.stringify(chosen), { mode: 0o600 });
  renameSync(partial, fileIn(dataFolder));
}

function fileIn(dataFolder: string): string {
  return path.join(dataFolder, 'runtimes.json');
}
