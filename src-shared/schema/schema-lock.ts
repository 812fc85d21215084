/*
 * What the schema has promised. Devices of different ages share records, so a published field keeps its name, kind and merge
 * rule; schema-lock.json holds what has been published, and a test compares it with today's entities. The same comparison
 * gives the statements of the next migration.
 */
import type { AnyEntity } from './entity.ts';
import type { Field } from './field.ts';
import type { Steps } from './migrations/migration.ts';
import {
  addColumnSql,
  createIndexSql,
  createTableSql,
  createUniqueSql,
  dropIndexSql,
  fieldColumns,
  hasClocks,
  isStoredEntity,
  isStoredField,
  uniqueName,
} from './table-sql.ts';
import type { Column, Dialect } from './table-sql.ts';

/** Field → kind, merge rule and marks, as in `text latest optional`. */
export type LockedEntity = {
  readonly table: string;
  readonly scope: string;
  readonly fields: { readonly [field: string]: string };
  readonly indexes: readonly (readonly string[])[];
  readonly uniques?: readonly (readonly string[])[];
};
export type LockedEntities = { readonly [entity: string]: LockedEntity };

/** `version` is the number of the last migration. */
export type SchemaLock = { readonly version: number; readonly entities: LockedEntities };

export type SchemaComparison = {
  /** Promises that today's entities break, as sentences. */
  readonly problems: readonly string[];
  readonly sqlite: Steps;
  readonly postgres: Steps;
};

export function lockEntities(entities: readonly AnyEntity[]): LockedEntities {
  return Object.fromEntries(
    entities.map((entity) => [
      entity.name,
      {
        table: entity.table,
        scope: entity.scope,
        fields: Object.fromEntries(Object.entries(entity.fields).map(([name, field]) => [name, describeField(field)])),
        indexes: entity.indexes,
        ...(entity.uniques.length === 0 ? {} : { uniques: entity.uniques }),
      },
    ]),
  );
}

export function compareSchema(locked: LockedEntities, entities: readonly AnyEntity[]): SchemaComparison {
  const today = lockEntities(entities);
  const gone = Object.keys(locked).filter((name) => today[name] === undefined);
  const problems = gone.map((name) => `${name} was published, is gone; retire its fields instead`);
  for (const entity of entities) {
    const before = locked[entity.name];
    const now = today[entity.name];
    if (before !== undefined && now !== undefined) problems.push(...brokenPromises(entity, before, now));
  }
  return {
    problems,
    sqlite: stepsBetween(locked, entities, 'sqlite'),
    postgres: stepsBetween(locked, entities, 'postgres'),
  };
}

const retired = 'retired';

function describeField(field: Field<unknown>): string {
  if (field.kind === 'retired') return retired;
  const marks = [
    field.isOptional ? 'optional' : '',
    field.isServerOnly ? 'server-only' : '',
    field.isSensitive ? 'sensitive' : '',
  ].filter(Boolean);
  const choices = field.choices === undefined ? [] : ['of', ...field.choices];
  return [field.kind, field.merge, ...marks, ...choices].join(' ');
}

function brokenPromises(today: AnyEntity, before: LockedEntity, now: LockedEntity): string[] {
  const { name: entity } = today;
  const isShared = hasClocks(today);
  const problems: string[] = [];
  if (before.scope !== now.scope) problems.push(`${entity} was of scope ${before.scope}, is of scope ${now.scope}`);
  for (const [name, was] of Object.entries(before.fields)) {
    const is = now.fields[name];
    if (is === undefined) problems.push(`${entity}.${name} was ${was}, is gone; mark it retired`);
    else if (is !== retired || was === retired) {
      problems.push(...brokenField(`${entity}.${name}`, was, is));
      if (isShared) problems.push(...newChoices(`${entity}.${name}`, was, is));
    }
  }
  for (const [name, is] of Object.entries(now.fields)) {
    if (before.fields[name] === undefined && is !== retired && !is.includes(' optional')) {
      problems.push(
        `${entity}.${name} is new and required; devices that do not know it leave it out, so make it optional`,
      );
    }
  }
  return problems;
}

function brokenField(place: string, was: string, is: string): string[] {
  // How the server keeps a value at rest is no promise to anybody.
  const [wasKind = ''] = was.replace(' sensitive', '').split(' of ');
  const [isKind = ''] = is.replace(' sensitive', '').split(' of ');
  if (wasKind !== isKind) return [`${place} was ${wasKind}, is ${isKind}`];
  const choices = new Set(choicesOf(is));
  return choicesOf(was)
    .filter((choice) => !choices.has(choice))
    .map((choice) => `${place} had the choice ${choice}, has it no more`);
}

/** A field that an older device does not know it keeps aside; a value that its field cannot have makes the record one that it cannot read. */
function newChoices(place: string, was: string, is: string): string[] {
  const known = new Set(choicesOf(was));
  return choicesOf(is)
    .filter((choice) => known.size > 0 && !known.has(choice))
    .map(
      (choice) =>
        `${place} has the new choice ${choice}; devices that do not know it cannot read the record, so give it a field of its own`,
    );
}

function choicesOf(described: string): readonly string[] {
  return described.split(' of ')[1]?.split(' ') ?? [];
}

function stepsBetween(locked: LockedEntities, entities: readonly AnyEntity[], dialect: Dialect): Steps {
  const stored = entities.filter((entity) => isStoredEntity(entity, dialect));
  const steps = stored.map((entity) => entitySteps(locked[entity.name], entity, dialect));
  return { up: steps.flatMap(({ up }) => up), down: steps.toReversed().flatMap(({ down }) => down) };
}

function entitySteps(before: LockedEntity | undefined, entity: AnyEntity, dialect: Dialect): Steps {
  const { table } = entity;
  const uniques = uniqueSteps(before, entity, dialect);
  if (before === undefined) {
    const indexes = [...entity.indexes.map((fields) => createIndexSql(table, fields)), ...uniques.up];
    return { up: [createTableSql(entity, dialect), ...indexes], down: [`DROP TABLE ${table}`] };
  }
  const oldIndexes = before.indexes.filter((fields) => !hasIndex(entity.indexes, fields));
  const newIndexes = entity.indexes.filter((fields) => !hasIndex(before.indexes, fields));
  const columns = Object.entries(entity.fields).map(([name, field]) =>
    columnSteps({ before, table, name, field, dialect }),
  );
  return {
    up: [
      ...oldIndexes.map((fields) => dropIndexSql(table, fields)),
      ...columns.flatMap(({ up }) => up),
      ...newIndexes.map((fields) => createIndexSql(table, fields)),
      ...uniques.up,
    ],
    down: [
      ...uniques.down,
      ...newIndexes.map((fields) => dropIndexSql(table, fields)),
      ...columns.toReversed().flatMap(({ down }) => down),
      ...oldIndexes.map((fields) => createIndexSql(table, fields)),
    ],
  };
}

function uniqueSteps(before: LockedEntity | undefined, { table, uniques }: AnyEntity, dialect: Dialect): Steps {
  if (dialect === 'sqlite') return { up: [], down: [] };
  const gone = (before?.uniques ?? []).filter((fields) => !hasIndex(uniques, fields));
  const added = uniques.filter((fields) => !hasIndex(before?.uniques ?? [], fields));
  const drop = (fields: readonly string[]): string => `DROP INDEX ${uniqueName(table, fields)}`;
  return {
    up: [...gone.map(drop), ...added.map((fields) => createUniqueSql(table, fields))],
    down: [...added.map(drop), ...gone.map((fields) => createUniqueSql(table, fields))],
  };
}

type ColumnQuestion = {
  readonly before: LockedEntity;
  readonly table: string;
  readonly name: string;
  readonly field: Field<unknown>;
  readonly dialect: Dialect;
};

function columnSteps({ before, table, name, field, dialect }: ColumnQuestion): Steps {
  const was = before.fields[name];
  if (was === undefined) {
    if (!isStoredField(field, dialect)) return { up: [], down: [] };
    const columns = fieldColumns(name, field, dialect);
    return {
      up: columns.map((column) => addColumnSql(table, column)),
      down: columns.toReversed().map((column) => `ALTER TABLE ${table} DROP COLUMN ${column.name}`),
    };
  }
  const isRequired = !was.includes(' optional') && !was.includes(' server-only');
  if (field.kind !== retired || was === retired || !isRequired) return { up: [], down: [] };
  const kind = was.split(' ')[0] as Field<unknown>['kind']; // The lock was written from a field.
  const columns = fieldColumns(name, { ...field, kind }, dialect);
  const steps = columns.map((column) =>
    dialect === 'sqlite' ? loosenInSqlite(table, column) : loosenInPostgres(table, column),
  );
  return { up: steps.flatMap(({ up }) => up), down: steps.flatMap(({ down }) => down) };
}

// A retired column must take rows that say nothing of it. SQLite cannot take NOT NULL off a column, so another takes its place.
function loosenInSqlite(table: string, { name, type }: Column): Steps {
  const swap = (addition: string): string[] => [
    `ALTER TABLE ${table} ADD COLUMN ${name}_moved ${addition}`,
    `UPDATE ${table} SET ${name}_moved = ${name} WHERE ${name} IS NOT NULL`,
    `ALTER TABLE ${table} DROP COLUMN ${name}`,
    `ALTER TABLE ${table} RENAME COLUMN ${name}_moved TO ${name}`,
  ];
  const empty = { TEXT: "''", INTEGER: '0', BLOB: "X''" }[type] ?? "''";
  return { up: swap(type), down: swap(`${type} NOT NULL DEFAULT ${empty}`) };
}

function loosenInPostgres(table: string, { name, type }: Column): Steps {
  const empty = { bigint: '0', numeric: '0', boolean: 'false', timestamptz: "'epoch'", jsonb: "'null'" }[type] ?? "''";
  return {
    up: [`ALTER TABLE ${table} ALTER COLUMN ${name} DROP NOT NULL`],
    down: [
      `UPDATE ${table} SET ${name} = ${empty} WHERE ${name} IS NULL`,
      `ALTER TABLE ${table} ALTER COLUMN ${name} SET NOT NULL`,
    ],
  };
}

function hasIndex(indexes: readonly (readonly string[])[], fields: readonly string[]): boolean {
  return indexes.some((index) => index.join() === fields.join());
}
