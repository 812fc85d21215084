/*
 * What callers may write: the entity's schema decides, field by field, and says everything that is wrong at once. Past this
 * door values are as they will be read back: JSON is a copy of its own, text can be stored as UTF-8.
 */
import { assert } from '#shared/base/assert.ts';
import { isId } from '#shared/base/id.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import type { Field } from '#shared/schema/field.ts';
import { hasClocks } from '#shared/schema/table-sql.ts';
import { StoreRefusal } from './store-failure.ts';

export type FieldValues = { readonly [field: string]: unknown };

const systemNames: ReadonlySet<string> = new Set(['id', 'createdAt', 'updatedAt', 'deletedAt']);

/** Every field of a new record but the system's. Throws a `record-invalid` refusal. */
export function parseDraft(entity: AnyEntity, draft: FieldValues): FieldValues {
  const { id, ...given } = draft;
  const problems = id === undefined || (typeof id === 'string' && isId(id)) ? [] : ['id is not an identifier'];
  const values: { [field: string]: unknown } = {};
  for (const [name, field] of Object.entries(entity.fields)) {
    if (systemNames.has(name)) continue;
    const value = given[name] === undefined && field.isOptional ? null : given[name];
    values[name] = parseField({ entity, name, field, value, problems });
  }
  problems.push(...Object.keys(given).flatMap((name) => nameProblems(entity, name)));
  refuse(entity, problems);
  return values;
}

/** The same for what the program has made itself, and whose types say what it is. */
export function believeDraft(entity: AnyEntity, draft: FieldValues): FieldValues {
  const { empty, fields } = shapeOf(entity);
  const values = { ...empty };
  for (const { name, isOptional } of fields) {
    const value = draft[name];
    assert(value !== undefined || isOptional, `${entity.name} has no ${name}`);
    if (typeof value === 'string') values[name] = value.toWellFormed();
    else if (value !== undefined) values[name] = value;
  }
  return values;
}

/** The same of a whole record, which is the one that is given unless some of its text cannot be stored. */
export function storableRecord(entity: AnyEntity, record: AnyRecord): AnyRecord {
  let isWellFormed = true;
  for (const { name, isOptional } of shapeOf(entity).fields) {
    const value = record[name];
    assert(value !== undefined && (isOptional || value !== null), `${entity.name} has no ${name}`);
    if (typeof value === 'string' && !value.isWellFormed()) isWellFormed = false;
  }
  return isWellFormed ? record : { ...record, ...believeDraft(entity, record) };
}

type Shape = {
  /** To give a copy of this its values takes a quarter of what it takes to add them one by one. */
  readonly empty: { readonly [field: string]: unknown };
  readonly fields: readonly { readonly name: string; readonly isOptional: boolean }[];
};

const shapes = new WeakMap<AnyEntity, Shape>();

function shapeOf(entity: AnyEntity): Shape {
  const known = shapes.get(entity);
  if (known !== undefined) return known;
  const fields = Object.entries(entity.fields)
    .filter(([name]) => !systemNames.has(name))
    .map(([name, { isOptional }]) => ({ name, isOptional }));
  const shape = { empty: Object.fromEntries(fields.map(({ name }) => [name, null])), fields };
  shapes.set(entity, shape);
  return shape;
}

/** The fields that a patch names. Throws a `record-invalid` refusal, also for a field that is fixed. */
export function parsePatch(entity: AnyEntity, patch: FieldValues): FieldValues {
  const problems: string[] = [];
  const values: { [field: string]: unknown } = {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    const wrongName = nameProblems(entity, name);
    const field = entity.fields[name];
    if (wrongName.length > 0 || field === undefined) problems.push(...wrongName);
    else if (field.merge === 'fixed') problems.push(`${name} is set once and cannot be changed`);
    else values[name] = parseField({ entity, name, field, value, problems });
  }
  refuse(entity, problems);
  return values;
}

type FieldQuestion = {
  readonly entity: AnyEntity;
  readonly name: string;
  readonly field: Field<unknown>;
  readonly value: unknown;
  /** Gets what is wrong with the value. */
  readonly problems: string[];
};

function parseField({ entity, name, field, value, problems }: FieldQuestion): unknown {
  const parsed = field.schema.safeParse(value);
  if (!parsed.success) {
    problems.push(
      ...parsed.error.issues.map(({ path, message }) => `${[name, ...path].map(String).join('.')}: ${message}`),
    );
    return null;
  }
  if (field.isServerOnly && parsed.data !== null) problems.push(`${name} is kept on the server only`);
  const kept = keepable(parsed.data, field);
  if (hasClocks(entity) && holdsNul(kept)) problems.push(`${name} holds a NUL character, which the server cannot keep`);
  return kept;
}

// Half a surrogate pair has no UTF-8, and JSON drops what is undefined: both would come back different from what was written.
function keepable(value: unknown, { kind }: Field<unknown>): unknown {
  if (kind === 'json' && value !== null) return JSON.parse(JSON.stringify(value)) as unknown;
  return typeof value === 'string' ? value.toWellFormed() : value;
}

// PostgreSQL refuses the character in text and in jsonb alike.
function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  return typeof value === 'object' && value !== null && JSON.stringify(value).includes(String.raw`\u0000`);
}

function nameProblems(entity: AnyEntity, name: string): string[] {
  if (systemNames.has(name)) return [`${name} is set by the program`];
  const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
  return field === undefined || field.kind === 'retired' ? [`there is no field ${name}`] : [];
}

function refuse(entity: AnyEntity, problems: string[]): void {
  if (problems.length > 0) throw new StoreRefusal({ kind: 'record-invalid', entity: entity.name, problems });
}
