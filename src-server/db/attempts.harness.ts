/*
 * Statements that are tried one by one, as whoever calls, and taken back: how many rows each reached, or why it failed.
 *
 * Thousands of them are alike but for what they are given, and to plan one through the policies takes ten times as long as to carry it
 * out. So each kind of statement is a function, whose plan the database keeps for as long as the role and the policies stay.
 */
import type { OwnerSql, ServerDatabase, Sql, SqlRow } from './server-database.ts';

export type Attempt = {
  /** What it is given stands in it as `given`, which is JSON. */
  readonly statement: string;
  readonly given?: { readonly [name: string]: unknown };
};

/** Tries all of them, in the transaction of whoever is to try them. */
export type TryAttempts = (sql: Pick<Sql, 'query'>) => Promise<readonly string[]>;

export async function prepareAttempts(database: ServerDatabase, attempts: readonly Attempt[]): Promise<TryAttempts> {
  const statements = [...new Set(attempts.map(({ statement }) => statement))];
  await database.asOwner(async (sql) => await createFunctions(sql, statements));
  const numberOf = new Map(statements.map((statement, number) => [statement, number]));
  const tries = JSON.stringify(attempts.map(({ statement, given = {} }) => [numberOf.get(statement), given]));
  return async ({ query }) => outcomesOf(await query('SELECT attempt($1::json) AS outcomes', [tries]));
}

/** In place of those that were tried before. */
async function createFunctions({ run }: OwnerSql, statements: readonly string[]): Promise<void> {
  await run([attemptSql, ...statements.map(functionSql)].join(';\n'));
}

const attemptSql = `CREATE OR REPLACE FUNCTION attempt(tries json) RETURNS json LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  tried json;
  outcome text;
  outcomes text[] := '{}';
BEGIN
  FOR tried IN SELECT json_array_elements(tries) LOOP
    EXECUTE format('SELECT attempt_%s($1)', tried ->> 0) INTO outcome USING tried -> 1;
    outcomes := outcomes || outcome;
  END LOOP;
  RETURN array_to_json(outcomes);
END $$`;

function functionSql(statement: string, number: number): string {
  const looks = statement.startsWith('SELECT ');
  // What only looked, or reached nothing, leaves nothing to be taken back; in PGlite an exception costs more than the statement.
  const isDone = looks ? 'true' : 'reached = 0';
  return `CREATE OR REPLACE FUNCTION attempt_${String(number)}(given json) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  reached bigint;
BEGIN
  ${looks ? statement.replace('SELECT', 'PERFORM') : statement};
  GET DIAGNOSTICS reached = ROW_COUNT;
  IF ${isDone} THEN RETURN reached; END IF;
  RAISE EXCEPTION USING ERRCODE = 'TR1ED', MESSAGE = reached::text;
EXCEPTION WHEN OTHERS THEN
  RETURN CASE SQLSTATE WHEN 'TR1ED' THEN SQLERRM ELSE SQLSTATE END;
END $$`;
}

function outcomesOf([row]: readonly SqlRow[]): readonly string[] {
  const outcomes = row?.['outcomes'];
  if (!Array.isArray(outcomes)) throw new Error('Nothing was tried.');
  return outcomes.map(String);
}
