/*
 * What a source is called: its checksum, and the name under which a session loads it. Both are asked for at each run, and to work
 * them out takes as long as a tenth of the call; a person runs the same few sources again and again.
 */
import { hash } from 'node:crypto';

import type { Language } from '#shared/calls/language.ts';

import { listHelpers, mayTakeInFiles } from './helper-files.ts';
import { sourceChecksum } from './run-request.ts';
import type { RunRequest } from './run-request.ts';

type NamedSource = Pick<RunRequest, 'language' | 'entry' | 'source' | 'workingFolder'>;

type SourceNames = {
  readonly checksum: string;
  /** Undefined where it depends on files, which are looked at for each run. */
  readonly loaded: string | undefined;
};

export type SourceNaming = {
  readonly name: (source: NamedSource) => SourceNames;
};

const keptSourcesMax = 32;

type Kept = SourceNames & { readonly language: Language; readonly entry: string; readonly workingFolder: string };

export function createSourceNaming(): SourceNaming {
  const bySource = new Map<string, Kept>();
  return {
    name({ language, entry, source, workingFolder }) {
      const known = bySource.get(source);
      if (known?.entry === entry && known.language === language && known.workingFolder === workingFolder) return known;
      const checksum = sourceChecksum(language, entry, source);
      const loaded = mayTakeInFiles(language, source) ? undefined : loadedName(checksum, workingFolder, []);
      if (bySource.size >= keptSourcesMax) bySource.clear();
      const names = { language, entry, workingFolder, checksum, loaded };
      bySource.set(source, names);
      return names;
    },
  };
}

/** The name of a source that may take in files which lie beside it. */
export async function loadedWithHelpers(
  checksum: string,
  { language, workingFolder }: Pick<NamedSource, 'language' | 'workingFolder'>,
): Promise<string> {
  return loadedName(checksum, workingFolder, await listHelpers(language, workingFolder));
}

/**
 * Names what a session may have loaded of a source: the source itself, the folder that it works in, and the source files
 * there that it may take in (`import helper`, `source("helper.R")`, `include("helper.jl")`). A session loads each name once, so a
 * helper that was edited is loaded anew, and two workspaces with the same source each have their own helpers.
 */
function loadedName(checksum: string, workingFolder: string, helpers: readonly string[]): string {
  return hash('sha256', [checksum, workingFolder, ...helpers].join('\n'));
}
