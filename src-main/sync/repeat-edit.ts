import type { AnyEntity } from '#shared/schema/entity.ts';

import type { Edit, Store } from '../store/store.ts';
import type { ProblemDetail } from './note-problems.ts';

export type Repeat = {
  readonly entity: AnyEntity;
  readonly recordId: string;
  readonly detail: ProblemDetail;
  readonly edit: Edit;
};

/** Fields that the program sets by itself. */
const systemFields: ReadonlySet<string> = new Set(['createdAt', 'updatedAt', 'deletedAt']);

/** Writes what a person had written once more, as an edit of now: later than what stays in its place, and sent again. */
export function repeatEdit(store: Store, { entity, recordId, detail, edit }: Repeat): void {
  const values = Object.fromEntries(
    detail.fields
      .filter(({ name }) => Object.hasOwn(entity.fields, name) && !systemFields.has(name))
      .map(({ name, mine }) => [name, mine]),
  );
  const isDeletion = detail.fields.some(({ name, mine }) => name === 'deletedAt' && mine !== null);
  store.write(edit, (tx) => {
    if (isDeletion) return tx.remove(entity, recordId);
    const isMissing = tx.find(entity, recordId) === undefined;
    // The writer's own door parses both, and refuses what does not fit.
    if (detail.isCreation && isMissing) return void tx.create(entity, { ...values, id: recordId });
    const open = Object.entries(values).filter(([name]) => entity.fields[name]?.merge !== 'fixed');
    return void tx.patch(entity, recordId, Object.fromEntries(open));
  });
}
