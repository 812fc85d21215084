/*
 * The three roles that every transaction takes one of. None can sign in, none is told anything by another, and none can go
 * round row-level security; the program refuses to start where that is not so.
 *
 * The login is refused as well when it is a superuser or may bypass row-level security (on PostgreSQL: within PGlite nobody but
 * this program can be). Every transaction leaves the login's rights by SET LOCAL ROLE before its first query, so a superuser would
 * not show in use; but it would in the one transaction in which that is forgotten, and no test of ours could see it.
 */
import { roleNames } from './reach-sql.ts';
import { advisoryLocks } from './advisory-locks.ts';
import type { OwnerSql, ServerDatabase, SqlRow } from './server-database.ts';
import { sqlStateOf } from './transaction.ts';

const ourRoles = Object.values(roleNames);
const createRoleSql = (role: string): string =>
  `CREATE ROLE ${role} NOLOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS`;

/** The database cannot be used as it is; the message says what an administrator has to do. */
export class DatabaseUnfit extends Error {
  override name = 'DatabaseUnfit';
}

/** Makes the roles that are missing and gives them to the login. Throws `DatabaseUnfit`. */
export async function ensureRoles(database: ServerDatabase): Promise<void> {
  await database.asOwner(async ({ query, run }) => {
    await query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.roles]);
    const login = await readLogin(query);
    if (database.kind === 'postgres') acceptLogin(login);
    for (const statement of await missingStatements(query, login.name)) await grant(run, statement, login);
    await acceptRoles(query);
  });
}

type Query = OwnerSql['query'];
type Login = {
  readonly name: string;
  readonly database: string;
  readonly canBypass: boolean;
  readonly canCreateRoles: boolean;
  readonly ownsSchema: boolean;
};

async function readLogin(query: Query): Promise<Login> {
  const [row = {}] = await query(
    `SELECT quote_ident(current_user) AS name, quote_ident(current_database()) AS database,
      rolsuper OR rolbypassrls AS can_bypass, rolsuper OR rolcreaterole AS can_create_roles,
      pg_has_role((SELECT nspowner FROM pg_namespace WHERE nspname = 'public'), 'USAGE') AS owns_schema
    FROM pg_roles
    WHERE rolname = current_user`,
  );
  return {
    name: String(row['name']),
    database: String(row['database']),
    canBypass: row['can_bypass'] === true,
    canCreateRoles: row['can_create_roles'] === true,
    ownsSchema: row['owns_schema'] === true,
  };
}

function acceptLogin({ name, database, canBypass, ownsSchema }: Login): void {
  if (canBypass) {
    throw new DatabaseUnfit(
      `The login ${name} may pass over row-level security, which keeps tenants apart, so the server does not use it. An administrator makes one of its own: CREATE ROLE triptych LOGIN CREATEROLE PASSWORD '…'; ALTER DATABASE ${database} OWNER TO triptych;`,
    );
  }
  if (!ownsSchema) {
    throw new DatabaseUnfit(
      `The login ${name} does not own the database, so it cannot make tables in it. An administrator changes that: ALTER DATABASE ${database} OWNER TO ${name}; ALTER SCHEMA public OWNER TO ${name};`,
    );
  }
}

async function missingStatements(query: Query, login: string): Promise<readonly string[]> {
  const rows = await query(
    `SELECT rolname, pg_has_role(oid, 'MEMBER') AS is_ours
    FROM pg_roles
    WHERE rolname = ANY ($1)`,
    [ourRoles],
  );
  const found = new Map(rows.map((row) => [row['rolname'], row['is_ours']]));
  return ourRoles.flatMap((role) => [
    ...(found.has(role) ? [] : [createRoleSql(role)]),
    ...(found.get(role) === true ? [] : [`GRANT ${role} TO ${login}`]),
  ]);
}

async function grant(run: OwnerSql['run'], statement: string, login: Login): Promise<void> {
  try {
    // Within a savepoint: the server of another database on the same PostgreSQL may make the same role at this moment.
    await run(`SAVEPOINT before_role; ${statement}; RELEASE SAVEPOINT before_role`);
  } catch (error) {
    await run('ROLLBACK TO SAVEPOINT before_role');
    const state = sqlStateOf(error);
    if (state === '42710' || state === '23505') return;
    if (state !== '42501') throw error;
    const all = ourRoles.map((role) => `${createRoleSql(role)}; GRANT ${role} TO ${login.name};`).join(' ');
    throw new DatabaseUnfit(
      `The login ${login.name} may not make the roles that the server works with. An administrator makes those that are missing: ${all}`,
      { cause: error },
    );
  }
}

async function acceptRoles(query: Query): Promise<void> {
  const rows = await query(
    `SELECT rolname, rolcanlogin,
      EXISTS (
        SELECT FROM pg_roles AS above
        WHERE pg_has_role(ours.oid, above.oid, 'MEMBER') AND (above.rolsuper OR above.rolbypassrls)
      ) AS can_bypass
    FROM pg_roles AS ours
    WHERE rolname = ANY ($1)`,
    [ourRoles],
  );
  const unfit = rows.filter((row) => row['can_bypass'] === true || row['rolcanlogin'] === true);
  if (unfit.length > 0) throw new DatabaseUnfit(unfitSentence(unfit));
}

function unfitSentence(rows: readonly SqlRow[]): string {
  const names = rows.map((row) => String(row['rolname']));
  const sql = names.map((name) => `ALTER ROLE ${name} NOLOGIN NOSUPERUSER NOBYPASSRLS;`).join(' ');
  return `${names.join(' and ')} could sign in or pass over row-level security, which keeps tenants apart. An administrator takes that from them, and from the roles that they are members of: ${sql}`;
}
