/*
 * Reads from a source which function is run and what it takes, without running it: the form, the command line and the
 * search all come from here. A reader per language finds the functions (read-signature-python.ts, -r, -julia); what is
 * common to all is here and in the files beside it.
 *
 * Which function is the entry? The one that is declared, when the source has it. Otherwise an exported one (roxygen
 * `@export`, Julia `export`, Python `__all__`), otherwise a documented one, otherwise any that is public (no leading
 * underscore, in R no leading dot), otherwise any at all; among equals the last. So a documented function stays the entry
 * while undocumented helpers are typed around it.
 */
import type { Language } from '../calls/language.ts';
import type { Signature } from './parameter.ts';
import type { FunctionNote } from './read-signature-hints.ts';
import { findFunctionsJulia } from './read-signature-julia.ts';
import { maskSource } from './read-signature-mask.ts';
import { parameterOf } from './read-signature-parameter.ts';
import type { RawParameter } from './read-signature-parameter.ts';
import { findFunctionsPython } from './read-signature-python.ts';
import { findFunctionsR } from './read-signature-r.ts';

/** A top-level function as a language's reader finds it; its parameters are read only for the one that is the entry. */
export type FoundFunction = {
  readonly name: string;
  readonly note: FunctionNote;
  readonly isPublic: boolean;
  readonly parameters: () => readonly RawParameter[];
};

const readers: { readonly [language in Language]: (source: string, mask: string) => readonly FoundFunction[] } = {
  python: findFunctionsPython,
  r: findFunctionsR,
  julia: findFunctionsJulia,
};

/** Longer sources are run, but not read for a form. */
const readCharsMax = 1_000_000;

/** The entry's signature; null when the source has no function. Never throws, however half-typed the source is. */
export function readSignature(
  language: Language,
  source: string,
  declaredEntry: string | null = null,
): Signature | null {
  if (source.length > readCharsMax) return null;
  const mask = maskSource(source, language);
  const entry = chooseEntry(readers[language](source, mask), declaredEntry);
  if (entry === undefined) return null;
  const parameters = entry.parameters().map((raw) => parameterOf(raw, entry.note, language));
  const unique = parameters.filter(
    (parameter, index) => parameters.findIndex(({ name }) => name === parameter.name) === index,
  );
  return { entry: entry.name, parameters: unique, documentation: entry.note.text, returns: entry.note.returns };
}

/** The names of all top-level functions, in the order of the source. */
export function listFunctionNames(language: Language, source: string): readonly string[] {
  return readers[language](source, maskSource(source, language)).map(({ name }) => name);
}

function chooseEntry(found: readonly FoundFunction[], declared: string | null): FoundFunction | undefined {
  const open = found.filter(({ isPublic }) => isPublic);
  return (
    (declared === null ? undefined : found.findLast(({ name }) => name === declared)) ??
    open.findLast(({ note }) => note.isExported) ??
    open.findLast(({ note }) => note.text !== '' || note.parameters.size > 0) ??
    open.at(-1) ??
    found.at(-1)
  );
}
