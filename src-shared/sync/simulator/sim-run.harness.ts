// What a simulation keeps while it runs: its devices and its server, what is on its way between them, and what has gone wrong.
import { idAt } from '../sync-world.harness.ts';
import type { News } from '../sync-protocol.ts';
import { createSimDevice } from './sim-device.harness.ts';
import type { SimDevice } from './sim-device.harness.ts';
import type { SimCopy } from './sim-disk.harness.ts';
import type { Answer, PutBack, Question, SimServer } from './sim-door.harness.ts';
import { createSimRandom } from './sim-random.harness.ts';
import { schemaVersions, userIds } from './sim-world.harness.ts';
import type { Mutant } from './sim-world.harness.ts';

export type Message =
  | { readonly to: 'server'; readonly device: number; readonly id: number; readonly question: Question }
  | { readonly to: 'device'; readonly device: number; readonly id: number; readonly answer: Answer }
  | { readonly to: 'listener'; readonly device: number; readonly news: News };

const startMs = Date.UTC(2026, 0, 1);

export type SimRun = ReturnType<typeof createSimRun>;

export function createSimRun(seed: number, server: SimServer, mutant: Mutant | undefined) {
  const random = createSimRandom(seed);
  let made = 100;
  let deviceIds = 0;
  const newDeviceId = (): string => (deviceIds += 1).toString(16).padStart(8, '0').padEnd(16, 'd');
  const now = {
    /** By a clock that is right. */
    trueMs: startMs,
    network: [] as Message[],
    /** What went wrong first. */
    problem: undefined as string | undefined,
    /** Whether a device may be set back by what happens. */
    mayGoBack: false,
    putServerBack: undefined as PutBack | undefined,
  };
  const devices = Array.from({ length: 2 + random.below(4) }, (_, index) =>
    createSimDevice({
      userId: userIds[index % userIds.length] ?? 'ann',
      deviceId: newDeviceId(),
      schemaVersion: random.pick([schemaVersions[1], schemaVersions[1], ...schemaVersions]) ?? schemaVersions[1],
      trueMs: () => now.trueMs,
      mutant,
    }),
  );
  return {
    random,
    server,
    mutant,
    devices,
    now,
    newId: (): string => idAt((made += 1)),
    newDeviceId,
    offline: new Set<SimDevice>(),
    fileCopies: new Map<SimDevice, SimCopy>(),
    /** Who has made each change. */
    edits: new Map<string, SimDevice>(),
    /** Changes that were on a file, or on a server, that was set back since. */
    lostFiles: new Set<string>(),
    lostTimelines: new Set<string>(),
    fail: (problem: string | undefined): void => void (now.problem ??= problem),
  };
}
