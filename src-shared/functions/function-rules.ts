import { compare, inc, parse, prerelease } from 'semver';

import { languageExtensions } from '../calls/language.ts';
import type { Language } from '../calls/language.ts';
import { fail, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { usualSettings } from './call-settings.ts';
import type { FunctionFailure } from './function-api.ts';
import type { FunctionMetadata } from './function-entities.ts';
import type { Signature } from './parameter.ts';

/** What a function's checksum is the SHA-256 of. A line cannot occur in a language or an entry, so no two inputs are alike. */
export function checksumInput(language: Language, entry: string, source: string): string {
  return `${language}\n${entry}\n${source}`;
}

export const nameCharsMax = 255;

/** A name as it is kept: without spaces around it. */
export function acceptName(name: string): Result<string, FunctionFailure> {
  const trimmed = name.trim();
  if (trimmed === '') return fail({ kind: 'name-empty' });
  return trimmed.length > nameCharsMax ? fail({ kind: 'name-too-long', charsMax: nameCharsMax }) : ok(trimmed);
}

/** A path within a workspace: parts joined by `/`, none of them empty, `.` or `..`. */
export function folderPath(folder: string): string {
  return folder
    .split(/[/\\]/)
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');
}

/** The first of `name`, `name (2)`, `name (3)` … that is not among the names taken. */
export function freeName(name: string, taken: Iterable<string>): string {
  const used = new Set(taken);
  if (!used.has(name)) return name;
  let count = 2;
  while (used.has(`${name} (${String(count)})`)) count += 1;
  return `${name} (${String(count)})`;
}

/**
 * What each record is shown as: where names clash, the record that was made later is "name (2)" (ids sort by when they
 * were made). Nothing is refused or lost for a name.
 */
export function shownNames(
  records: readonly { readonly id: string; readonly name: string }[],
): ReadonlyMap<string, string> {
  const taken = new Set(records.map((record) => record.name));
  const seen = new Set<string>();
  const namesById = new Map<string, string>();
  for (const { id, name } of records.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const shown = seen.has(name) ? freeName(name, taken) : name;
    seen.add(name);
    taken.add(shown);
    namesById.set(id, shown);
  }
  return namesById;
}

/** Accepts a version to release: a semantic version, higher than every one before. A leading v is dropped. */
export function acceptVersion(given: string, released: readonly string[]): Result<string, FunctionFailure> {
  const version = parse(given.trim())?.version;
  if (version === undefined) return fail({ kind: 'version-invalid', given });
  if (released.some((other) => compare(other, version) === 0)) return fail({ kind: 'version-taken', version });
  const latest = latestVersion(released);
  if (latest !== undefined && compare(version, latest) < 0)
    return fail({ kind: 'version-not-higher', version, latest });
  return ok(version);
}

export function latestVersion(versions: readonly string[]): string | undefined {
  return versions.toSorted(compare).at(-1);
}

/** The highest first. */
export function compareVersionsDown(one: string, other: string): number {
  return compare(other, one);
}

export type NextVersions = { readonly patch: string; readonly minor: string; readonly major: string };

/** What the next release could be called. A pre-release is finished by its own number first (1.0.0-rc.1 → 1.0.0). */
export function nextVersions(released: readonly string[]): NextVersions {
  const latest = latestVersion(released);
  if (latest === undefined) return { patch: '0.0.1', minor: '0.1.0', major: '1.0.0' };
  const next = (kind: 'patch' | 'minor' | 'major') => inc(latest, kind) ?? latest;
  const patch = prerelease(latest) === null ? next('patch') : next('patch').replace(/-.*$/, '');
  return { patch, minor: next('minor'), major: next('major') };
}

/** What traces call a function's source: its name in the letters that every file system takes, and the language's ending. */
export function sourceFileName(name: string, language: Language): string {
  const stem = name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');
  return `${stem === '' ? 'function' : stem}${languageExtensions[language]}`;
}

/** The metadata after the source was read anew. A source without a function keeps its entry, so that typing does not lose it. */
export function metadataFromSignature(before: FunctionMetadata, signature: Signature | null): FunctionMetadata {
  if (signature === null) return { ...before, parameters: [], documentation: '', returns: '' };
  const { entry, parameters, documentation, returns } = signature;
  return { ...before, entry, parameters, documentation, returns };
}

export const emptyMetadata: FunctionMetadata = {
  entry: '',
  documentation: '',
  parameters: [],
  returns: '',
  tags: [],
  ...usualSettings,
};
