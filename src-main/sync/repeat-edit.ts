import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import type { Edit, Store } from '../store/store.ts';
import { valueOn } from './note-problems.ts';
import type { ProblemDetail } from './note-problems.ts';

export type Values = { readonly [field: string]: unknown };

/** The values with what else follows from them, of a record that is there: of a function's draft what is read from its source. */
export type CompleteEdit = (entity: AnyEntity, record: AnyRecord, values: Values) => Values;

export type Repeat = {
  readonly entity: AnyEntity;
  readonly recordId: string;
  readonly detail: ProblemDetail;
  readonly edit: Edit;
  readonly completeEdit: CompleteEdit;
};

/** Fields that the program sets by itself. */
const systemFields: ReadonlySet<string> = new Set(['createdAt', 'updatedAt', 'deletedAt']);

/**
 * Writes what a person had written once more, as an edit of now: later than what stays in its place, and sent again. What they had
 * typed into a text is put where it was, in the text that there is now.
 */
export function repeatEdit(store: Store, { entity, recordId, detail, edit, completeEdit }: Repeat): void {
  const sides = detail.fields.filter(({ name }) => Object.hasOwn(entity.fields, name) && !systemFields.has(name));
  const isDeletion = detail.fields.some(({ name, mine }) => name === 'deletedAt' && mine !== null);
  store.write(edit, (tx) => {
    if (isDeletion) return tx.remove(entity, recordId);
    // A record, of whichever entity.
    const record = tx.find(entity, recordId) as AnyRecord | undefined;
    // The writer's own door parses both, and refuses what does not fit.
    if (detail.isCreation && record === undefined) {
      const values = Object.fromEntries(sides.map(({ name, mine }) => [name, mine]));
      return void tx.create(entity, { ...values, id: recordId });
    }
    const open = sides.filter(({ name }) => entity.fields[name]?.merge !== 'fixed');
    const values = Object.fromEntries(open.map((side) => [side.name, valueOn(record?.[side.name], side)]));
    return void tx.patch(entity, recordId, record === undefined ? values : completeEdit(entity, record, values));
  });
}
