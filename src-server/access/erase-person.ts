/*
 * Takes out of a tenant what is stored of a person, for ever (GDPR, article 17).
 *
 *     of the person alone (preferences, sessions, tokens, mails, …)   deleted
 *     their roles                                                     removed, so that devices hear of it
 *     events of the audit                                             what they tell of the person set to nothing; the chain
 *                                                                     holds the digest of it and stays whole
 *     the account itself                                              a nameless stone that records of others point to
 *     what is in workspaces and projects                              stays as it is: it names an id that has no name any more
 *
 * Which is which follows from the entities, so that a new one is covered by being registered.
 */
import { fail, ok } from '#shared/base/result.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';
import { snakeCase } from '#shared/schema/entity.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';
import type { UserRecord } from '#shared/tenancy/tenancy-entities.ts';

import { eraseFromChangeLog } from '../db/change-log-upkeep.ts';
import { erasableColumns } from '../db/row-rules.ts';
import { asServer, askerOf, enterAsServer } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { endEverySession } from './end-sessions.ts';
import { keepAdministrator, strongerRole } from './person-rights.ts';
import { personPlaces } from './person-records.ts';
import type { Person, PersonPlace } from './person-records.ts';
import { clearFailures } from './sign-in-failures.ts';

type EraseDeps = Pick<AccessDeps, 'records' | 'entities'>;
type Erased = { [entity: string]: number };

/** A domain that can never receive mail (RFC 2606). */
const stoneDomain = '@erased.invalid';
const stoneName = 'Erased person';

const stoneEmail = (id: string): string => `${id}${stoneDomain}`;

/** What is left of a person who was erased. */
export function isErased({ email }: Pick<UserRecord, 'email'>): boolean {
  return email.endsWith(stoneDomain);
}

export async function erasePerson(
  deps: EraseDeps,
  call: ServerCall,
  { id, confirmEmail }: { readonly id: string; readonly confirmEmail: string },
) {
  const asker = askerOf(call);
  return await asServer(call, permissions, async () => {
    const user = await deps.records.find(call.sql, userEntity, id, { includeDeleted: true });
    if (user === undefined) return fail({ kind: 'record-missing' as const, entity: 'user', id });
    if (isErased(user)) return ok({ erased: {} });
    if (confirmEmail.trim().toLowerCase() !== user.email) return fail({ kind: 'confirmation-wrong' as const });
    const stronger = await strongerRole(call.sql, asker, id);
    if (stronger !== undefined) return fail(stronger);
    let erased: Erased = {};
    const kept = await keepAdministrator(call.sql, asker.tenantId, async () => {
      // First: of who erases themselves, this event too tells nothing more of them.
      await call.audit({ action: 'user.erased', resourceType: 'user', resourceId: id });
      erased = await erase(deps, call, user);
    });
    return kept.ok ? ok({ erased }) : kept;
  });
}

async function erase(deps: EraseDeps, call: ServerCall, user: UserRecord): Promise<Erased> {
  const { tenantId } = askerOf(call);
  const abroad = await tenantsActedIn(call, user);
  await endEverySession(call, { userId: user.id, reason: 'user-disabled' });
  await call.sql.enter({ role: 'access' });
  await clearFailures(call.sql, user.email);
  const erased: Erased = {};
  const places = personPlaces(deps.entities);
  for (const tenant of [...abroad, tenantId]) {
    const isHome = tenant === tenantId;
    await enterAsServer(call, tenant, { permissions, mode: isHome ? 'write' : 'read' });
    // Elsewhere the same e-mail is somebody else's account.
    const person = isHome ? user : { id: user.id, email: stoneEmail(user.id) };
    for (const place of places) {
      const count = await erasePlace(deps, call, place, person);
      if (count > 0) erased[place.entity.name] = (erased[place.entity.name] ?? 0) + count;
    }
  }
  await call.sql.query(`DELETE FROM idempotency_keys WHERE call LIKE 'users.%' OR call LIKE 'invitations.%'`); // Their answers name people.
  await eraseFromChangeLog(call.sql, user.id);
  // Devices hear of this and of nothing before.
  await layStone(deps, call, user);
  return { ...erased, user: 1 };
}

/** Other tenants in which a super administrator has acted, and so left sessions and events. */
async function tenantsActedIn({ sql }: ServerCall, { id, tenantId }: UserRecord): Promise<readonly string[]> {
  await sql.enter({ role: 'access' });
  const rows = await sql.query(
    `SELECT DISTINCT session.tenant_id
     FROM sessions session JOIN tenants tenant ON tenant.id = session.tenant_id
     WHERE session.user_id = $1 AND session.tenant_id <> $2 AND tenant.status <> 'cancelled'`,
    [id, tenantId],
  );
  return rows.map((row) => String(row['tenant_id']));
}

/** Returns how many records were of the person. */
async function erasePlace(deps: EraseDeps, call: ServerCall, place: PersonPlace, person: Person): Promise<number> {
  const { entity } = place;
  if (entity.permissions.isAppendOnly === true) return await eraseInEvents(call, entity, person);
  if (entity.name === userEntity.name || entity.scope === 'workspace' || entity.scope === 'project') return 0;
  const fields = place.fields.filter(({ field }) => isWhose(entity, field));
  const condition = fields.map(({ field }, index) => `${snakeCase(field)} = $${String(index + 1)}`).join(' OR ');
  if (condition === '') return 0;
  const values = fields.map(({ value }) => value(person));
  if (entity.scope !== 'tenant') {
    return (await call.sql.query(`DELETE FROM ${entity.table} WHERE ${condition} RETURNING id`, values)).length;
  }
  const rows = await call.sql.query(
    `SELECT id FROM ${entity.table} WHERE (${condition}) AND deleted_at IS NULL`,
    values,
  );
  for (const row of rows) await deps.records.remove(call.sql, entity, String(row['id']));
  return rows.length;
}

/** Whether the field says whose a record is. Who invited somebody else, or gave them a role, is named there by an id alone. */
function isWhose({ scope, fields, permissions: { own } }: AnyEntity, field: string): boolean {
  const ownField = scope === 'user' ? 'userId' : own?.field;
  return ownField === undefined ? fields[field]?.merge !== 'fixed' : field === ownField;
}

async function eraseInEvents({ sql }: ServerCall, entity: AnyEntity, { id, email }: Person): Promise<number> {
  const columns = erasableColumns(entity);
  if (columns.length === 0) return 0;
  const rows = await sql.query(
    `UPDATE ${entity.table} SET ${columns.map((column) => `${column} = NULL`).join(', ')}
     WHERE user_id = $1 OR jsonb_path_exists(details, '$.** ? (@ == $email)', jsonb_build_object('email', $2::text))
     RETURNING id`,
    [id, email],
  );
  return rows.length;
}

async function layStone({ records }: EraseDeps, { sql }: ServerCall, { id, deletedAt }: UserRecord): Promise<void> {
  const nothing = Object.fromEntries(
    Object.entries(userEntity.fields)
      .filter(([name, { isOptional }]) => isOptional && name !== 'deletedAt')
      .map(([name]) => [name, null]),
  );
  await records.patch(sql, userEntity, id, {
    ...nothing,
    email: stoneEmail(id),
    name: stoneName,
    status: 'inactive',
    publicMetadata: {},
    unsafeMetadata: {},
  });
  if (deletedAt === null) await records.remove(sql, userEntity, id);
}
