/* The change log in sentences: what was done, to what, and each field from what to what. */
import { findSplice } from '../../changes/text-edit.ts';
import type { ChangeEntry, FieldChange, RecordChange } from './change-api.ts';
import { entityTitle, entityTitles, fieldTitle, namingFields } from './change-titles.ts';

export type Names = { readonly [id: string]: string };

/** Continues the name of who did it: "renamed Account to Household". Of many changes how many of what. */
export function entrySentence({ changes, counts }: ChangeEntry): string {
  const count = counts.reduce((sum, { changes: of }) => sum + of, 0);
  const [first] = changes;
  if (first === undefined) return 'changed something';
  if (count === 1) return changeSentence(first);
  const records = new Set(changes.map(({ recordId }) => recordId));
  if (records.size === 1 && changes.length === count) return changeSentence(joined(changes, first));
  const verb = counts.every(({ created, changes: of }) => created === of)
    ? 'made'
    : changes.length === count && changes.every(({ action }) => action === 'delete')
      ? 'deleted'
      : 'changed';
  const order = Object.keys(entityTitles);
  const sorted = counts.toSorted((left, right) => order.indexOf(left.entity) - order.indexOf(right.entity));
  return `${verb} ${listed(sorted.map(({ entity, changes: of }) => counted(of, entityTitle(entity))))}`;
}

/** Several changes of one record in one go read as one. */
function joined(changes: readonly RecordChange[], newest: RecordChange): RecordChange {
  const action = changes.find((change) => change.action !== 'update')?.action ?? 'update';
  return { ...newest, action, fields: changes.flatMap(({ fields }) => fields) };
}

export function changeSentence({ entity, title, action, fields }: RecordChange): string {
  const what = `the ${entityTitle(entity)} ${title}`;
  if (action === 'create') return `made ${what}`;
  if (action === 'delete') return `deleted ${what}`;
  const names = [...new Set(fields.map(({ field }) => field))];
  const [only] = names;
  if (only === undefined) return `touched ${what}`;
  if (names.length > 1) return `changed ${listed(names.map((field) => fieldTitle(entity, field)))} of ${what}`;
  const [field] = fields;
  if (only === 'name' && field?.kind === 'value') return `renamed ${asText(field.before)} to ${asText(field.after)}`;
  if (only === 'rank') return `moved ${what}`;
  return `changed the ${fieldTitle(entity, only)} of ${what}`;
}

/** How one field changed, as it is shown: words that went, words that came, and what stands around them. */
export type FieldText = {
  readonly label: string;
  /** Said instead of values that nobody can read. */
  readonly note: string | null;
  readonly before: string;
  readonly after: string;
  readonly removed: string;
  readonly inserted: string;
};

/** Of what is around a change, so that one knows the place. */
const contextChars = 40;

export function fieldText(entity: string, change: FieldChange, names: Names): FieldText {
  const label = fieldTitle(entity, change.field);
  const nothing = { label, note: null, before: '', after: '' };
  if (change.kind === 'splice') {
    return { ...nothing, removed: cut(change.removed, change.isCut), inserted: cut(change.inserted, change.isCut) };
  }
  if (change.field === 'rank') return { ...nothing, note: 'moved', removed: '', inserted: '' };
  const [before, after] = [change.before, change.after].map((value) => valueText(change.field, value, names));
  if (isLongText(change.before) && isLongText(change.after))
    return { ...nothing, ...spliced(before ?? '', after ?? '') };
  return { ...nothing, removed: cut(before ?? '', change.isCut), inserted: cut(after ?? '', change.isCut) };
}

function spliced(before: string, after: string): Omit<FieldText, 'label' | 'note'> {
  const { at = 0, removed = '', inserted = '' } = findSplice(before, after) ?? {};
  const end = at + inserted.length;
  return {
    before: `${at > contextChars ? '…' : ''}${after.slice(Math.max(0, at - contextChars), at)}`,
    removed,
    inserted,
    after: `${after.slice(end, end + contextChars)}${after.length > end + contextChars ? '…' : ''}`,
  };
}

/** Shorter texts are read whole. */
const longChars = 60;

function isLongText(value: unknown): value is string {
  return typeof value === 'string' && value.length > longChars;
}

/** A value as a person reads it; nothing is the empty text. */
export function valueText(field: string, value: unknown, names: Names): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    if (namingFields.includes(field)) return names[value] ?? value;
    return choiceFields.has(field) ? value.replaceAll('_', ' ') : value;
  }
  if (Array.isArray(value)) return value.map((item) => valueText('', item, names)).join(', ');
  return Object.entries(value)
    .map(([key, of]) => `${key}: ${valueText('', of, names)}`)
    .join(', ');
}

/** Fields whose values are names of choices, written with underscores. */
const choiceFields = new Set(['objectType', 'complexity', 'relationshipType', 'rejection', 'kind', 'role']);

function cut(text: string, isCut: boolean): string {
  return isCut && text !== '' ? `${text}…` : text;
}

function asText(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : 'something';
}

const irregular: { readonly [title: string]: string } = {
  'call to action': 'calls to action',
  'role of a call to action': 'roles of calls to action',
  'visibility in a context': 'visibilities in contexts',
  '"no" for a pair': 'pairs',
};

function counted(count: number, title: string): string {
  if (count === 1) return `one ${title}`;
  return `${count.toLocaleString('en')} ${irregular[title] ?? `${title}s`}`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
