/*
 * The matrix of the bytes that records name: they are seen as records of their entity are where they lie, sent by whoever may write
 * such records, as themselves, and forgotten by the server alone. Made from the entities that name bytes, so that another one is
 * covered by being registered.
 */
import { blobFieldsOf } from '#shared/schema/blob-fields.ts';
import type { Attempt } from './attempts.harness.ts';
import { isExpected } from './expected-access.harness.ts';
import type { Asker } from './expected-access.harness.ts';
import { insertGiven, tryAll } from './security-matrix.harness.ts';
import type { Try } from './security-matrix.harness.ts';
import { abroad, home, me } from './security-world.harness.ts';
import type { Target } from './security-world.harness.ts';
import type { ServerDatabase } from './server-database.ts';

/** Sentences; none when the database does what is expected. */
export async function tryBlobMatrix(
  database: ServerDatabase,
  targets: readonly Target[],
): Promise<{ readonly allowed: number; readonly differences: readonly string[] }> {
  const named = targets.filter(({ entity }) => blobFieldsOf(entity).length > 0);
  const rows = named.flatMap((target) =>
    kinds.map(([kind, sender, isWhole]) => blobRow(target, { id: idOf(target, kind), sender, isWhole })),
  );
  await database.asOwner(async ({ query }) => {
    const names = columns.join(', ');
    await query(`INSERT INTO blobs (${names}) SELECT ${names} FROM json_populate_recordset(NULL::blobs, $1::json)`, [
      JSON.stringify(rows),
    ]);
    await query(`INSERT INTO blob_chunks (${chunkColumns}) SELECT '${home}', id, 0, 'digest', false, 'x' FROM blobs`);
  });
  const tries = named.flatMap((target) => [...sentTries(target), ...kinds.flatMap(([kind]) => rowTries(target, kind))]);
  return await tryAll(database, tries);
}

/** What there is of each place: whole, sent by me, sent by somebody else. */
const kinds = [
  ['whole', 'them', true],
  ['mine', me, false],
  ['theirs', 'them', false],
] as const;
type Kind = (typeof kinds)[number][0];

const idOf = ({ row }: Target, kind: Kind): string => `${String(row['id'])}-${kind}`;
const columns = [
  'id',
  'tenant_id',
  'entity',
  'scope_id',
  'workspace_id',
  'project_id',
  'user_id',
  'sha256',
  'size_bytes',
  'sender_id',
  'revision',
  'is_whole',
  'touched_at',
];
const chunkColumns = 'tenant_id, blob_id, number, digest, is_packed, bytes';

type Sent = { readonly id: string; readonly sender: string; readonly isWhole: boolean; readonly tenant?: string };

function blobRow({ entity, row }: Target, { id, sender, isWhole, tenant = home }: Sent) {
  const { workspace_id, project_id, user_id } = row;
  return {
    id,
    tenant_id: tenant,
    entity: entity.name,
    scope_id: project_id ?? workspace_id ?? user_id ?? home,
    workspace_id,
    project_id,
    user_id: entity.scope === 'user' ? user_id : null,
    sha256: id,
    size_bytes: 1,
    sender_id: sender,
    revision: 'revision',
    is_whole: isWhole,
    touched_at: '2026-01-01T00:00:00Z',
  };
}

const nobody = (): boolean => false;
const isServerItself = ({ tenantId, isMe }: Asker): boolean => tenantId === home && !isMe;
const isPerson = ({ tenantId, isMe }: Asker): boolean => tenantId === home && isMe;

function placeText({ entity, workspace, project }: Target): string {
  return `a blob of ${entity.name} ${workspace ?? ''} ${project ?? ''}`;
}

function sentTries(target: Target): readonly Try[] {
  const what = placeText(target);
  const insert = (sent: Sent): Attempt => ({ statement: insertGiven('blobs', columns), given: blobRow(target, sent) });
  return [
    {
      what: `beginning as me ${what}`,
      ...insert({ id: 'new', sender: me, isWhole: false }),
      isExpected: (asker) => isPerson(asker) && isExpected(asker, 'insert', target),
    },
    {
      what: `beginning as somebody else ${what}`,
      ...insert({ id: 'new', sender: 'them', isWhole: false }),
      isExpected: nobody,
    },
    { what: `making whole ${what}`, ...insert({ id: 'new', sender: me, isWhole: true }), isExpected: nobody },
    {
      what: `beginning elsewhere ${what}`,
      ...insert({ id: 'new', sender: me, isWhole: false, tenant: abroad }),
      isExpected: nobody,
    },
  ];
}

function rowTries(target: Target, kind: Kind): readonly Try[] {
  const given = { id: idOf(target, kind) };
  const what = `${kind} ${placeText(target)}`;
  const isSeen = (asker: Asker): boolean =>
    isServerItself(asker) || (kind !== 'theirs' && isPerson(asker) && isExpected(asker, 'select', target));
  const isSent = (asker: Asker): boolean =>
    kind === 'mine' && isSeen(asker) && isPerson(asker) && isExpected(asker, 'insert', target);
  // What is begun is one's own to give up, wherever one may still see it.
  const isGivenUp = (asker: Asker): boolean => isServerItself(asker) || (kind === 'mine' && isSeen(asker));
  return [
    { what: `seeing ${what}`, statement: `SELECT id FROM blobs WHERE id = given ->> 'id'`, given, isExpected: isSeen },
    {
      what: `reading ${what}`,
      statement: `SELECT bytes FROM blob_chunks WHERE blob_id = given ->> 'id'`,
      given,
      isExpected: isSeen,
    },
    {
      what: `renaming ${what}`,
      statement: `UPDATE blobs SET sha256 = 'another' WHERE id = given ->> 'id'`,
      given,
      isExpected: nobody,
    },
    {
      what: `going on with ${what}`,
      statement: `UPDATE blobs SET revision = 'next' WHERE id = given ->> 'id'`,
      given,
      isExpected: (asker) => isServerItself(asker) || isSent(asker),
    },
    {
      what: `giving away ${what}`,
      statement: `UPDATE blobs SET sender_id = 'them' WHERE id = given ->> 'id'`,
      given,
      isExpected: nobody,
    },
    {
      what: `adding to ${what}`,
      statement: `INSERT INTO blob_chunks (${chunkColumns}) VALUES ('${home}', given ->> 'id', 1, 'digest', false, 'x')`,
      given,
      isExpected: (asker) => kind === 'mine' && isPerson(asker) && isSeen(asker),
    },
    {
      what: `replacing a chunk of ${what}`,
      statement: `UPDATE blob_chunks SET bytes = 'y' WHERE blob_id = given ->> 'id'`,
      given,
      isExpected: (asker) => kind === 'mine' && isPerson(asker) && isSeen(asker),
    },
    {
      what: `dropping chunks of ${what}`,
      statement: `DELETE FROM blob_chunks WHERE blob_id = given ->> 'id'`,
      given,
      isExpected: isGivenUp,
    },
    {
      what: `dropping ${what}`,
      statement: `DELETE FROM blobs WHERE id = given ->> 'id'`,
      given,
      isExpected: isGivenUp,
    },
  ];
}
