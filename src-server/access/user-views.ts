import type { UserView } from '#shared/access/people-server-api.ts';
import type { Instant } from '#shared/base/instant.ts';

import type { Sql, SqlRow } from '../db/server-database.ts';

/** Of roles and open sessions it has those that the reach may see. `$1` is now. */
const viewSql = `SELECT person.id, person.email, person.name, person.first_name, person.last_name, person.username,
    person.image_url, person.role, person.status, person.is_system, person.deleted_at, person.last_sign_in_at,
    person.date_joined,
    ARRAY (
      SELECT held.role_id
      FROM user_roles held LEFT JOIN roles own ON own.id = held.role_id
      WHERE held.user_id = person.id AND held.deleted_at IS NULL
      ORDER BY coalesce(own.name, held.role_id) = person.role DESC, held.assigned_at, held.id
    ) AS role_ids,
    (
      SELECT count(*)::int
      FROM sessions
      WHERE sessions.user_id = person.id AND sessions.ended_at IS NULL AND sessions.expires_at > $1
    ) AS open_sessions,
    EXISTS (
      SELECT FROM second_factors factor WHERE factor.user_id = person.id AND factor.confirmed_at IS NOT NULL
    ) AS has_second_factor
  FROM users person`;

type Reader = { readonly sql: Pick<Sql, 'query'>; readonly nowMs: Instant };

/** One person, also a deleted one. */
export async function findUserView({ sql, nowMs }: Reader, id: string): Promise<UserView | undefined> {
  const [row] = await sql.query(`${viewSql} WHERE person.id = $2`, [new Date(nowMs).toISOString(), id]);
  return row === undefined ? undefined : viewOf(row);
}

export type UserQuery = {
  readonly after?: string | undefined;
  readonly limit: number;
  readonly search?: string | undefined;
  readonly status?: UserView['status'] | 'deleted' | undefined;
};

export async function listUserViews(
  { sql, nowMs }: Reader,
  { after, limit, search, status }: UserQuery,
): Promise<readonly UserView[]> {
  const rows = await sql.query(
    `${viewSql}
     WHERE ($2::text IS NULL OR person.id > $2)
       AND (person.deleted_at IS NOT NULL) = ($3::text IS NOT DISTINCT FROM 'deleted')
       AND ($3::text IS NULL OR $3 = 'deleted' OR person.status = $3)
       AND ($4::text IS NULL OR strpos(lower(concat_ws(' ', person.name, person.email, person.first_name,
         person.last_name, person.username)), lower($4)) > 0)
     ORDER BY person.id
     LIMIT $5`,
    [new Date(nowMs).toISOString(), after ?? null, status ?? null, search ?? null, limit],
  );
  return rows.map(viewOf);
}

function viewOf(row: SqlRow): UserView {
  const optional = (column: string): string | null => {
    const value = row[column];
    return typeof value === 'string' ? value : null;
  };
  const time = (column: string): number | null => (row[column] instanceof Date ? row[column].getTime() : null);
  return {
    id: String(row['id']),
    email: String(row['email']),
    name: String(row['name']),
    firstName: optional('first_name'),
    lastName: optional('last_name'),
    username: optional('username'),
    imageUrl: optional('image_url'),
    role: String(row['role']),
    roleIds: (row['role_ids'] as readonly string[]).map(String), // An ARRAY of the query.
    status: row['status'] as UserView['status'], // One of the field's choices.
    isSystem: row['is_system'] === true,
    isDeleted: row['deleted_at'] !== null,
    lastSignInAt: time('last_sign_in_at'),
    dateJoined: time('date_joined') ?? 0,
    openSessions: Number(row['open_sessions']),
    hasSecondFactor: row['has_second_factor'] === true,
  };
}
