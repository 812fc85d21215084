/*
 * Attributes found elsewhere (a function's parameters, a table's columns, a pasted list), matched by name with those that the
 * object has: what would be added, what is there already and the same, and what is there with another type.
 */
import { identifierOf } from './attribute-types.ts';
import type { FoundAttribute } from './attribute-types.ts';
import { nameKey } from '../ctas/cta-rules.ts';
import { dataTypes } from '../attribute-entities.ts';
import type { AttributeRecord, DataType } from '../attribute-entities.ts';
import { createEdit, patchEdit } from '../model-edits.ts';
import type { ModelEdit } from '../model-edits.ts';
import { newAttribute, rankAfter } from '../new-records.ts';

export type FoundMatch = {
  readonly found: FoundAttribute;
  readonly kind: 'new' | 'same' | 'other-type';
  /** The object's own attribute of that name. */
  readonly known: AttributeRecord | null;
};

/** `createdAt`, `created_at` and "Created at" are one name. A name that is found twice counts once. */
export function matchFound(
  found: readonly FoundAttribute[],
  attributes: readonly AttributeRecord[],
): readonly FoundMatch[] {
  const knownByName = new Map(attributes.map((attribute) => [matchKey(attribute.name), attribute]));
  const seen = new Set<string>();
  return found.flatMap((each) => {
    const key = matchKey(each.name);
    if (nameKey(each.name) === '' || seen.has(key)) return [];
    seen.add(key);
    const known = knownByName.get(key) ?? null;
    const kind = known === null ? 'new' : known.dataType === each.dataType ? 'same' : 'other-type';
    return [{ found: each, kind, known }];
  });
}

function matchKey(name: string): string {
  return /[\p{L}\p{N}]/u.test(name) ? identifierOf(name) : nameKey(name);
}

export type TakeFound = {
  readonly objectId: string;
  readonly attributes: readonly AttributeRecord[];
  readonly matches: readonly FoundMatch[];
  readonly source: string;
  readonly nextId: () => string;
};

/** New ones behind the others, in their order; of one with another type, its type and rules are changed. */
export function takeFound({ objectId, attributes, matches, source, nextId }: TakeFound): readonly ModelEdit[] {
  let last: readonly { readonly rank: string }[] = attributes;
  return matches.flatMap(({ found, kind, known }) => {
    if (kind === 'same') return [];
    const { name, dataType, isRequired, defaultValue, description, validationRules } = found;
    if (known !== null) return [patchEdit('attribute', known.id, { dataType, validationRules, defaultValue })];
    const rank = rankAfter(last);
    last = [{ rank }];
    const draft = newAttribute({ objectId, name, rank });
    const fields = { dataType, isRequired, defaultValue, description, validationRules, source };
    return [createEdit('attribute', nextId(), { ...draft, ...fields })];
  });
}

/** More lines than an object can sensibly have attributes. */
export const pastedLinesMax = 500;

/**
 * A pasted list, an attribute on each line: `name`, `name: type`, `name: type*` (required), or cells of a spreadsheet (name, type,
 * description). Bullets and numbers before the name go; a type that is none belongs to the name's description.
 */
export function parseAttributeList(text: string): readonly FoundAttribute[] {
  return text
    .split(/\r?\n/)
    .slice(0, pastedLinesMax)
    .map((line) => line.replace(/^\s*(?:[-*•–]|\d+[.)])\s+/u, '').trim())
    .filter((line) => line !== '')
    .map(parseAttributeLine);
}

function parseAttributeLine(line: string): FoundAttribute {
  const [first = '', second = '', ...rest] = line.includes('\t') ? line.split('\t') : line.split(/\s*:\s*(.*)/su);
  const isRequired = /\*\s*$/.test(first) || /\*\s*$/.test(second);
  const word = second.replace(/\*\s*$/, '').trim();
  const dataType = dataTypeOfWord(word);
  const description = [dataType === undefined ? word : '', ...rest].filter((part) => part.trim() !== '').join(' ');
  return {
    name:
      first
        .replace(/\*\s*$/, '')
        .trim()
        .slice(0, 255) || line.slice(0, 255),
    dataType: dataType ?? 'string',
    isRequired,
    defaultValue: null,
    description,
    validationRules: {},
  };
}

const otherWords: { readonly [word in string]?: DataType } = {
  bool: 'boolean',
  int: 'integer',
  number: 'decimal',
  float: 'decimal',
  money: 'decimal',
  timestamp: 'datetime',
  link: 'url',
  choice: 'enum',
  picture: 'image',
};

function dataTypeOfWord(word: string): DataType | undefined {
  const plain = word.toLowerCase();
  return dataTypes.find((type) => type === plain) ?? otherWords[plain];
}
