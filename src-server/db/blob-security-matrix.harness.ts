/*
 * The matrix of the bytes that records name: they are seen as records of their entity are where they lie, sent by whoever may write
 * such records, as themselves, and forgotten by the server alone. Made from the entities that name bytes, so that another one is
 * covered by being registered.
 */
import { blobFieldsOf } from '#shared/schema/blob-fields.ts';
import { isExpected } from './expected-access.harness.ts';
import type { Asker } from './expected-access.harness.ts';
import { tryAll } from './security-matrix.harness.ts';
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
  await database.asOwner(async ({ run }) => {
    for (const target of named)
      for (const [kind, sender, isWhole] of kinds) {
        const id = idOf(target, kind);
        await run(`INSERT INTO blobs VALUES (${blobValues(target, { id, sender, isWhole })});
          INSERT INTO blob_chunks VALUES ('${home}', '${id}', 0, 'digest', false, 'x')`);
      }
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
const literal = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : 'NULL');

function blobValues(
  { entity, row }: Target,
  { id, sender, isWhole, tenant = home }: { id: string; sender: string; isWhole: boolean; tenant?: string },
): string {
  const { workspace_id: workspaceId, project_id: projectId, user_id: userId } = row;
  const scopeId = projectId ?? workspaceId ?? userId ?? home;
  const place = [scopeId, workspaceId, projectId, entity.scope === 'user' ? userId : undefined].map(literal).join(', ');
  return `'${id}', '${tenant}', '${entity.name}', ${place}, '${id}', 1, '${sender}', 'revision', ${String(isWhole)}, now(), NULL`;
}

const nobody = (): boolean => false;
const isServerItself = ({ tenantId, isMe }: Asker): boolean => tenantId === home && !isMe;
const isPerson = ({ tenantId, isMe }: Asker): boolean => tenantId === home && isMe;

function placeText({ entity, workspace, project }: Target): string {
  return `a blob of ${entity.name} ${workspace ?? ''} ${project ?? ''}`;
}

function sentTries(target: Target): readonly Try[] {
  const what = placeText(target);
  const insert = (values: Parameters<typeof blobValues>[1]): string =>
    `INSERT INTO blobs VALUES (${blobValues(target, values)})`;
  return [
    {
      what: `beginning as me ${what}`,
      statement: insert({ id: 'new', sender: me, isWhole: false }),
      isExpected: (asker) => isPerson(asker) && isExpected(asker, 'insert', target),
    },
    {
      what: `beginning as somebody else ${what}`,
      statement: insert({ id: 'new', sender: 'them', isWhole: false }),
      isExpected: nobody,
    },
    { what: `making whole ${what}`, statement: insert({ id: 'new', sender: me, isWhole: true }), isExpected: nobody },
    {
      what: `beginning elsewhere ${what}`,
      statement: insert({ id: 'new', sender: me, isWhole: false, tenant: abroad }),
      isExpected: nobody,
    },
  ];
}

function rowTries(target: Target, kind: Kind): readonly Try[] {
  const id = idOf(target, kind);
  const what = `${kind} ${placeText(target)}`;
  const isSeen = (asker: Asker): boolean =>
    isServerItself(asker) || (kind !== 'theirs' && isPerson(asker) && isExpected(asker, 'select', target));
  const isSent = (asker: Asker): boolean =>
    kind === 'mine' && isSeen(asker) && isPerson(asker) && isExpected(asker, 'insert', target);
  // What is begun is one's own to give up, wherever one may still see it.
  const isGivenUp = (asker: Asker): boolean => isServerItself(asker) || (kind === 'mine' && isSeen(asker));
  return [
    { what: `seeing ${what}`, statement: `SELECT id FROM blobs WHERE id = '${id}'`, isExpected: isSeen },
    {
      what: `reading ${what}`,
      statement: `SELECT bytes FROM blob_chunks WHERE blob_id = '${id}'`,
      isExpected: isSeen,
    },
    {
      what: `renaming ${what}`,
      statement: `UPDATE blobs SET sha256 = 'another' WHERE id = '${id}'`,
      isExpected: nobody,
    },
    {
      what: `going on with ${what}`,
      statement: `UPDATE blobs SET revision = 'next' WHERE id = '${id}'`,
      isExpected: (asker) => isServerItself(asker) || isSent(asker),
    },
    {
      what: `giving away ${what}`,
      statement: `UPDATE blobs SET sender_id = 'them' WHERE id = '${id}'`,
      isExpected: nobody,
    },
    {
      what: `adding to ${what}`,
      statement: `INSERT INTO blob_chunks VALUES ('${home}', '${id}', 1, 'digest', false, 'x')`,
      isExpected: (asker) => kind === 'mine' && isPerson(asker) && isSeen(asker),
    },
    {
      what: `replacing a chunk of ${what}`,
      statement: `UPDATE blob_chunks SET bytes = 'y' WHERE blob_id = '${id}'`,
      isExpected: (asker) => kind === 'mine' && isPerson(asker) && isSeen(asker),
    },
    {
      what: `dropping chunks of ${what}`,
      statement: `DELETE FROM blob_chunks WHERE blob_id = '${id}'`,
      isExpected: isGivenUp,
    },
    { what: `dropping ${what}`, statement: `DELETE FROM blobs WHERE id = '${id}'`, isExpected: isGivenUp },
  ];
}
