import type { AnyEntity, AnyRecord, Scope } from './entity.ts';
import { hasClocks } from './table-sql.ts';

/** Those whose records devices write. */
const scopes: ReadonlySet<Scope> = new Set<Scope>(['user', 'workspace', 'project']);

/** The fields by which an entity names bytes that travel as its records do: whoever reads the record may fetch them. */
export function blobFieldsOf(entity: AnyEntity): readonly string[] {
  if (!hasClocks(entity) || !scopes.has(entity.scope)) return [];
  return Object.entries(entity.fields)
    .filter(([, { kind, isServerOnly }]) => kind === 'blob' && !isServerOnly)
    .map(([name]) => name);
}

/** The bytes that a record names, each once; a deleted one too. */
export function blobsOfRecord(entity: AnyEntity, record: AnyRecord): readonly string[] {
  const named = blobFieldsOf(entity).map((field) => record[field]);
  return [...new Set(named.filter((value) => typeof value === 'string'))];
}

/** How many bytes a record says that they are, where it says so. */
export function blobBytesOf(record: AnyRecord): number | null {
  const { sizeBytes } = record;
  return typeof sizeBytes === 'number' ? sizeBytes : null;
}
