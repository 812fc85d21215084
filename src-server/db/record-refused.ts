import { uniqueName } from '#shared/schema/table-sql.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { sqlStateOf } from './transaction.ts';

export type RefusalReason =
  /** Another record has the same values in these fields together. */
  | { readonly kind: 'taken'; readonly fields: readonly string[] }
  /** A value does not fit its field, or holds a NUL, which the database cannot store. */
  | { readonly kind: 'invalid'; readonly fields: readonly string[] }
  /** Row-level security: not theirs to write. */
  | { readonly kind: 'not-allowed' };

/** Nothing of the transaction can be kept. */
export class RecordRefused extends Error {
  override name = 'RecordRefused';
  readonly entity: string;
  readonly reason: RefusalReason;
  constructor(entity: AnyEntity, reason: RefusalReason, options?: ErrorOptions) {
    const what = 'fields' in reason ? `: ${reason.fields.join(', ')}` : '';
    super(`The record of ${entity.name} is refused (${reason.kind}${what}).`, options);
    this.entity = entity.name;
    this.reason = reason;
  }
}

/** The typed refusal that an error of the database means; the error itself where it means none. */
export function refusalOf(entity: AnyEntity, error: unknown): unknown {
  const state = sqlStateOf(error);
  if (state === '42501') return new RecordRefused(entity, { kind: 'not-allowed' }, { cause: error });
  if (state !== '23505') return error;
  const constraint = error instanceof Error && 'constraint' in error ? error.constraint : undefined;
  const unique = entity.uniques.find((fields) => uniqueName(entity.table, fields) === constraint);
  return new RecordRefused(entity, { kind: 'taken', fields: unique ?? ['id'] }, { cause: error });
}
