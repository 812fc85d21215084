/*
 * Everything that is stored of a person and that names them, for the person to have (GDPR, articles 15 and 20). Without what
 * would let somebody in: hashes of passwords and of secrets.
 */
import { fail, ok } from '#shared/base/result.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';
import type { Json } from '#shared/values/json.ts';

import { pageMax } from '../db/record-sql.ts';
import { asServer } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { isErased } from './erase-person.ts';
import { personPlaces } from './person-records.ts';
import type { Person, PersonPlace } from './person-records.ts';

/** Of one entity; more would not fit into one answer, and are nobody's. */
const recordsMax = 200_000;

/** What lets somebody in, and what only the program can read. */
const secretFields = new Set([
  'secretHash',
  'requestHash',
  'answer',
  'sealedText',
  'personalSalt',
  'personalDigest',
  'totpSecret',
  'nextTotpSecret',
]);

export async function exportPerson(deps: Pick<AccessDeps, 'records' | 'entities'>, call: ServerCall, id: string) {
  const exported = await asServer(call, permissions, async () => await readPerson(deps, call, id), 'read');
  if (exported === undefined) return fail({ kind: 'record-missing' as const, entity: 'user', id });
  const count = Object.values(exported).reduce((sum, records) => sum + records.length, 0);
  await call.audit({
    action: 'user.data-exported',
    resourceType: 'user',
    resourceId: id,
    details: { records: count },
  });
  return ok({ exportedAt: call.nowMs, records: exported });
}

async function readPerson(
  { records, entities }: Pick<AccessDeps, 'records' | 'entities'>,
  call: ServerCall,
  id: string,
) {
  const user = await records.find(call.sql, userEntity, id, { includeDeleted: true });
  if (user === undefined || isErased(user)) return undefined;
  const exported: { [entity: string]: readonly Exported[] } = {};
  for (const place of personPlaces(entities)) {
    const found = await readPlace(records, call, place, user);
    if (found.length > 0) exported[place.entity.name] = found.map((record) => openFields(place.entity, record));
  }
  return exported;
}

async function readPlace(
  records: AccessDeps['records'],
  { sql }: ServerCall,
  { entity, fields }: PersonPlace,
  person: Person,
): Promise<readonly AnyRecord[]> {
  const byId = new Map<string, AnyRecord>();
  for (const { field, value } of fields) {
    let after: readonly unknown[] | undefined;
    do {
      const where = { [field]: value(person) };
      const page = await records.list(sql, entity, { where, includeDeleted: true, after, limit: pageMax });
      for (const record of page.records as readonly AnyRecord[]) byId.set(record.id, record); // Every record has an id.
      after = page.next;
      if (byId.size > recordsMax)
        throw new Error(`More of ${entity.name} names the person than can be exported at once.`);
    } while (after !== undefined);
  }
  return [...byId.values()];
}

type Exported = { readonly [field: string]: Json };

function openFields(entity: AnyEntity, record: AnyRecord): Exported {
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => {
      const field = entity.fields[name];
      // What is sealed is about the person; what only stays on the server is about letting them in.
      return !secretFields.has(name) && (field === undefined || !field.isServerOnly || field.isSensitive);
    }),
  ) as Exported; // Fields of a record are JSON, but for blobs' bytes, which are in files.
}
