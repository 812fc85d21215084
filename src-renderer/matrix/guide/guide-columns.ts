/*
 * The columns of the object guide: what each shows of an object, and how it is edited.
 */
import type { AttributeRecord } from '#shared/matrix/attribute-entities.ts';
import { complexities, objectTypes } from '#shared/matrix/object-entities.ts';
import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import type { ModelPatch } from '#shared/matrix/model-edits.ts';

type TextField = 'name' | 'description' | 'purpose';
type ListField = 'synonyms' | 'states' | 'instances';
type ChoiceField = 'objectType' | 'complexity' | 'phase';

export type GuideColumn =
  | { readonly id: TextField; readonly kind: 'line' | 'prose'; readonly label: string; readonly widthPx: number }
  | { readonly id: ListField; readonly kind: 'list'; readonly label: string; readonly widthPx: number }
  | { readonly id: ChoiceField; readonly kind: 'choice'; readonly label: string; readonly widthPx: number }
  | {
      readonly id: 'sip' | 'structure' | 'texts' | 'createdBy';
      readonly kind: 'shown';
      readonly label: string;
      readonly widthPx: number;
    };
export type GuideColumnId = GuideColumn['id'];

export const guideColumns: readonly GuideColumn[] = [
  { id: 'name', kind: 'line', label: 'Name', widthPx: 210 },
  { id: 'description', kind: 'prose', label: 'Definition', widthPx: 280 },
  { id: 'objectType', kind: 'choice', label: 'Type', widthPx: 104 },
  { id: 'sip', kind: 'shown', label: 'SIP', widthPx: 84 },
  { id: 'structure', kind: 'shown', label: 'Structure', widthPx: 170 },
  { id: 'instances', kind: 'list', label: 'Instances', widthPx: 170 },
  { id: 'purpose', kind: 'prose', label: 'Purpose', widthPx: 200 },
  { id: 'synonyms', kind: 'list', label: 'Synonyms', widthPx: 150 },
  { id: 'states', kind: 'list', label: 'States', widthPx: 150 },
  { id: 'complexity', kind: 'choice', label: 'Complexity', widthPx: 104 },
  { id: 'phase', kind: 'choice', label: 'Phase', widthPx: 88 },
  { id: 'texts', kind: 'shown', label: 'In texts', widthPx: 76 },
  { id: 'createdBy', kind: 'shown', label: 'Created by', widthPx: 120 },
];

export type GuideRow = {
  readonly object: ObjectRecord;
  readonly attributes: readonly AttributeRecord[];
  /** How often its name and synonyms stand in the texts. */
  readonly textCount: number;
  readonly createdByName: string;
  /** What of SIP there is: structure, instances, purpose. */
  readonly sip: Sip;
  /** Other objects that share its name or a synonym. */
  readonly clashes: readonly string[];
};

export type Sip = { readonly structure: boolean; readonly instances: boolean; readonly purpose: boolean };

/** A cell shows one line; the rest of a text of a hundred thousand characters is not laid out. */
const shownChars = 300;

/** What a cell shows, and what is copied. */
export function cellText(row: GuideRow, id: GuideColumnId): string {
  const { object } = row;
  switch (id) {
    case 'name':
    case 'description':
    case 'purpose':
    case 'phase':
      return object[id].slice(0, shownChars);
    case 'synonyms':
    case 'states':
    case 'instances':
      return object[id].slice(0, 20).join(', ').slice(0, shownChars);
    case 'objectType':
    case 'complexity':
      return choiceLabel(object[id]);
    case 'sip':
      return sipSentence(row.sip);
    case 'structure':
      return row.attributes.length === 0
        ? ''
        : `${String(row.attributes.length)}: ${row.attributes
            .slice(0, 12)
            .map(({ name }) => name)
            .join(', ')}`;
    case 'texts':
      return row.textCount === 0 ? '' : String(row.textCount);
    case 'createdBy':
      return row.createdByName;
  }
}

export function sipSentence({ structure, instances, purpose }: Sip): string {
  const missing = [
    ...(structure ? [] : ['structure']),
    ...(instances ? [] : ['instances']),
    ...(purpose ? [] : ['purpose']),
  ];
  return missing.length === 0 ? 'Structure, instances and purpose are there' : `Missing: ${missing.join(', ')}`;
}

/** `very_high` as a person says it. */
export function choiceLabel(value: string): string {
  const words = value.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What may be chosen; empty is no answer yet. */
export function choicesOf(id: ChoiceField, phases: readonly string[]): readonly string[] {
  if (id === 'objectType') return objectTypes;
  if (id === 'complexity') return complexities;
  return ['', ...phases];
}

/** The patch for what was typed or chosen; undefined where it cannot be kept or changes nothing. */
export function cellPatch(
  object: ObjectRecord,
  id: GuideColumnId,
  value: string | readonly string[],
): ModelPatch<'object'> | undefined {
  if (Array.isArray(value) && (id === 'synonyms' || id === 'states' || id === 'instances')) {
    const list = cleanList(value);
    return list.join('\n') === object[id].join('\n') ? undefined : { [id]: list };
  }
  if (typeof value !== 'string') return undefined;
  switch (id) {
    case 'name': {
      const name = value.trim().slice(0, nameCharsMax);
      return name === '' || name === object.name ? undefined : { name };
    }
    case 'description':
    case 'purpose':
    case 'phase':
      return value === object[id] ? undefined : { [id]: value };
    case 'objectType': {
      const objectType = objectTypes.find((one) => one === value);
      return objectType === undefined || objectType === object.objectType ? undefined : { objectType };
    }
    case 'complexity': {
      const complexity = complexities.find((one) => one === value);
      return complexity === undefined || complexity === object.complexity ? undefined : { complexity };
    }
    default:
      return undefined;
  }
}

const nameCharsMax = 255;
const listMax = 500;

/** Without what is empty or twice there. */
export function cleanList(values: readonly string[]): string[] {
  const trimmed = values.map((value) => value.trim().slice(0, nameCharsMax)).filter((value) => value !== '');
  return [...new Set(trimmed)].slice(0, listMax);
}
