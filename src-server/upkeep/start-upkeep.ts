/*
 * What the server does for itself while it runs: back-ups at their time, and forgetting what is old; and what it answers about it.
 */
import type { ServerApi } from '#shared/server-api.ts';

import { scheduleBackups } from '../db/backups.ts';
import type { ServerHandlersOf } from '../rpc/server-call.ts';
import { forgetOld, startForgetting } from './forget-old.ts';
import type { ForgetDeps } from './forget-old.ts';
import { createUpkeepHandlers } from './upkeep-handlers.ts';
import type { UpkeepDeps } from './upkeep-handlers.ts';

export type Upkeep = {
  readonly handlers: ServerHandlersOf<ServerApi['upkeep']>;
  /** Now instead of within the hour. */
  readonly forgetOld: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const hourMs = 3_600_000;

export function startUpkeep(deps: UpkeepDeps & ForgetDeps): Upkeep {
  const { everyHours, log } = deps;
  const stopForgetting = startForgetting(deps);
  const stopBackups =
    everyHours === null
      ? undefined
      : scheduleBackups({
          ...deps,
          everyMs: everyHours * hourMs,
          onMade: ({ name }) => log(`The back-up ${name} was made.`),
          onFailure: (error) => log(`A back-up could not be made: ${String(error)}`),
        });
  return {
    handlers: createUpkeepHandlers(deps),
    forgetOld: async () => await forgetOld(deps),
    close: async () => {
      await stopForgetting();
      await stopBackups?.();
    },
  };
}
