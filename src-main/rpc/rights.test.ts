import { expect, test } from 'vitest';

import type { Actor } from '#shared/rpc/permission-rules.ts';

import { demand, whilePermitted } from './handlers.ts';
import { createRights } from './rights.ts';

function setupActor() {
  const rights = createRights(['run:read', 'function:run']);
  const actor: Actor = { userId: 'ada', tenantId: 'acme', deviceId: 'desk', permissions: rights.permissions };
  return { rights, actor };
}

test('an actor is asked for what holds now, and who listens is told of a difference only', () => {
  const { rights, actor } = setupActor();
  const told: number[] = [];
  const stop = rights.onChange(() => told.push(actor.permissions.size));
  rights.replace(new Set(['function:run', 'run:read']));
  expect(demand({ ...actor, sessionId: 'a window' }, 'function:run').ok).toBe(true);
  rights.replace(new Set(['run:read']));
  expect(demand({ ...actor, sessionId: 'a window' }, 'function:run')).toMatchObject({ ok: false });
  stop();
  rights.replace(new Set([]));
  expect(told).toEqual([1]);
});

test('a watch gives nothing more when its permission has been taken, and is let go', async () => {
  const { rights, actor } = setupActor();
  let isOver = false;
  async function* count(): AsyncGenerator<number, void, void> {
    try {
      for (let number = 1; ; number += 1) yield number;
    } finally {
      isOver = true;
    }
  }
  const seen: number[] = [];
  for await (const number of whilePermitted(count(), actor, 'run:read')) {
    seen.push(number);
    if (number === 3) rights.replace(new Set(['function:run']));
  }
  expect({ seen, isOver }).toEqual({ seen: [1, 2, 3], isOver: true });
});
