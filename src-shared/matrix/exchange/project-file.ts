/*
 * A project as a file of our own: JSON that loses nothing, with the names of the databases (`object_type`), and a version in its
 * first line. A reader takes its own version and those before it; what a later program has written is refused with a sentence.
 */
import { z } from 'zod';

import { snakeCase } from '../../schema/entity.ts';
import type { AnyEntity, AnyRecord } from '../../schema/entity.ts';
import { modelEntities } from '../model-entities.ts';
import type { ModelEntity, ModelEntityName } from '../model-entities.ts';
import { projectEntity } from '../project-entities.ts';
import type { ProjectRecord } from '../project-entities.ts';
import type { ModelTables } from '../project-model.ts';

const versionNumber = 1;
export const projectFileFormat = `triptych-project/${String(versionNumber)}`;

export type ProjectHead = Pick<ProjectRecord, 'name' | 'description' | 'status' | 'settings'>;
export type FileRecord = { readonly entity: ModelEntityName; readonly id: string; readonly fields: FileFields };
type FileFields = { readonly [field: string]: unknown };
export type ProjectFile = { readonly project: ProjectHead; readonly records: readonly FileRecord[] };

/** What a field of a record may not be taken from a file: where it is, and when it was written. */
const placeFields: ReadonlySet<string> = new Set(['tenantId', 'workspaceId', 'projectId', 'deletedAt']);
const timeFields: ReadonlySet<string> = new Set(['createdAt', 'updatedAt']);

/** `names` are the entities that go into the file; a file of some of them is one too. */
export function formatProjectFile(
  project: ProjectHead,
  tables: ModelTables,
  names: readonly ModelEntityName[] = modelEntities.map(({ name }) => name),
): string {
  const { name, description, status, settings } = project;
  const records = modelEntities
    .filter((entity) => names.includes(entity.name))
    .map(
      (entity) => [entity.table, sortedRecords(tables, entity.name).map((record) => toFile(entity, record))] as const,
    );
  const file = {
    format: projectFileFormat,
    project: { name, description, status, settings },
    ...Object.fromEntries(records),
  };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/** By id, so that the same project gives the same file. */
function sortedRecords(tables: ModelTables, name: ModelEntityName): readonly AnyRecord[] {
  const records: readonly AnyRecord[] = [...tables[name].values()];
  return records.toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

function toFile(entity: ModelEntity, record: AnyRecord): FileFields {
  const fields = Object.keys(entity.fields).filter((field) => !placeFields.has(field));
  const values = fields.map((field) => [
    snakeCase(field),
    timeFields.has(field) ? new Date(Number(record[field])).toISOString() : record[field],
  ]);
  return { id: record.id, ...Object.fromEntries(values) };
}

export type FileProblem = { readonly path: string; readonly sentence: string };
export type ReadFile = { readonly file: ProjectFile } | { readonly problems: readonly FileProblem[] };

/** `json` is what JSON.parse gave, and `format` what it says of its format. */
export function parseProjectFile(json: unknown, format: string): ReadFile {
  const version = Number(/^triptych-project\/(\d+)$/u.exec(format)?.[1] ?? Number.NaN);
  if (!Number.isInteger(version) || version < 1)
    return { problems: [{ path: 'format', sentence: `"${format}" is no format of a project that Triptych knows.` }] };
  if (version > versionNumber) {
    const sentence = `The file is of version ${String(version)}, and this program reads up to version ${String(versionNumber)}. Update Triptych, or export the project from there again in a way that this one reads.`;
    return { problems: [{ path: 'format', sentence }] };
  }
  const read = projectFileSchema.safeParse(json);
  if (!read.success) return { problems: read.error.issues.slice(0, problemsMax).map(issueToProblem) };
  const { format: _, project, ...lists } = read.data;
  const records = modelEntities.flatMap((entity) => {
    const rows: readonly FileFields[] =
      (lists as { readonly [table: string]: FileFields[] | undefined })[entity.table] ?? [];
    return rows.map((row) => fromFile(entity, row));
  });
  return { file: { project, records } };
}

const problemsMax = 100;

function issueToProblem({ path, message }: z.core.$ZodIssue): FileProblem {
  const place = path.map(String).join('.');
  return { path: place, sentence: `${message.replace(/\.$/u, '')}.` };
}

function fromFile(entity: ModelEntity, row: FileFields): FileRecord {
  const fields = ownFields(entity).map(([field]) => [field, row[snakeCase(field)]]);
  return { entity: entity.name, id: String(row['id']), fields: Object.fromEntries(fields) };
}

function ownFields(entity: AnyEntity): readonly (readonly [string, AnyEntity['fields'][string]])[] {
  return Object.entries(entity.fields).filter(([field]) => !placeFields.has(field) && !timeFields.has(field));
}

const projectFileSchema = makeSchema();

/** Made of the entities' own fields, so that a field that is added to one is in the file too. */
function makeSchema() {
  const head = projectEntity.fields;
  const tables = modelEntities.map((entity: ModelEntity) => {
    const fields = ownFields(entity).map(([field, { schema, isOptional }]) => [
      snakeCase(field),
      // A field that a later program adds to a version is left out by an earlier one; only optional ones may be.
      isOptional ? schema.default(null) : schema,
    ]);
    const times = Object.fromEntries([...timeFields].map((field) => [snakeCase(field), z.string().optional()]));
    const record = z.strictObject({ id: z.string().min(1).max(64), ...Object.fromEntries(fields), ...times });
    return [entity.table, z.array(record).default([])];
  });
  return z.strictObject({
    format: z.string(),
    project: z.strictObject({
      name: head.name.schema,
      description: head.description.schema,
      status: head.status.schema,
      settings: head.settings.schema,
    }),
    ...(Object.fromEntries(tables) as { readonly [table: string]: z.ZodType }),
  });
}
