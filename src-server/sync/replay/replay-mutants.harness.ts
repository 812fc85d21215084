/*
 * Ways in which a server could be wrong, done to the real one from outside: to what it is asked, and to what it remembers. Other
 * mutants are of the devices, and do the same whatever the server.
 */
import type { ServerApiClient } from '#shared/server-api.ts';
import type { Question } from '#shared/sync/simulator/sim-door.harness.ts';
import { tenantId } from '#shared/sync/simulator/sim-world.harness.ts';
import type { Mutant } from '#shared/sync/simulator/sim-world.harness.ts';

import type { ServerDatabase } from '../../db/server-database.ts';
import { ask } from './replay-door.harness.ts';

type Asked = { readonly sync: ServerApiClient['sync']; readonly real: ServerDatabase };
type Push = Extract<Question, { kind: 'push' }>;

export async function askAsMutant(
  mutant: Mutant | undefined,
  { sync, real }: Asked,
  question: Question,
  schemaVersion: number,
): ReturnType<typeof ask> {
  return await ask(sync, question.kind === 'push' ? await changePush(mutant, real, question) : question, schemaVersion);
}

async function changePush(mutant: Mutant | undefined, real: ServerDatabase, push: Push): Promise<Push> {
  switch (mutant) {
    case 'no-gap':
      return { ...push, after: {} };
    case 'no-fence':
      return { ...push, fence: (await findFence(real, push)) ?? push.fence };
    case 'no-dedup':
      await forgetNumbers(real, push);
      return push;
    default:
      return push;
  }
}

async function findFence(real: ServerDatabase, { changes }: Push): Promise<string | undefined> {
  const rows = await real.asOwner(
    async ({ query }) =>
      await query('SELECT fence FROM sync_devices WHERE tenant_id = $1 AND device_id = $2', [
        tenantId,
        changes[0]?.deviceId,
      ]),
  );
  const fence = rows[0]?.['fence'];
  return typeof fence === 'string' ? fence : undefined;
}

async function forgetNumbers(real: ServerDatabase, { changes }: Push): Promise<void> {
  await real.asOwner(
    async ({ query }) =>
      await query(
        'UPDATE sync_devices SET last_number = 0, last_stamp = NULL WHERE tenant_id = $1 AND device_id = ANY ($2)',
        [tenantId, [...new Set(changes.map(({ deviceId }) => deviceId))]],
      ),
  );
}
