/** What may be brought to an account, and under which name. */
import type { Permission } from '../rpc/permission-rules.ts';
import type { Holdings, Obstacle, Room } from './bring-over-api.ts';

type Rights = ReadonlySet<Permission>;

/** What somebody needs to make a workspace with that in it, which they then own. */
export function neededRights(holds: Pick<Holdings, 'functions' | 'versions' | 'projects'>): readonly Permission[] {
  return [
    'workspace:create',
    'workspace:share', // Its first member is written by its owner.
    ...(holds.functions > 0 ? (['function:edit'] as const) : []),
    ...(holds.versions > 0 ? (['function:release'] as const) : []),
    ...(holds.projects > 0 ? (['project:create', 'project:edit'] as const) : []),
  ];
}

export function obstacleOfRights(rights: Rights, needed: readonly Permission[]): Obstacle | null {
  const missing = needed.filter((permission) => !rights.has(permission));
  return missing.length === 0 ? null : { kind: 'rights-missing', permissions: missing };
}

/** Whether the bytes of what was chosen have room, with those of the folders on this device alone. */
export function obstacleOfRoom(room: Room, chosen: readonly Pick<Holdings, 'files' | 'folder'>[]): Obstacle | null {
  const shared = sum(chosen.map(({ files }) => files.bytes));
  const here = shared + sum(chosen.map(({ folder }) => folder.bytes));
  if (room.server !== null && shared > room.server)
    return { kind: 'server-full', bytes: shared, bytesFree: room.server };
  if (room.device !== null && here > room.device) return { kind: 'device-full', bytes: here, bytesFree: room.device };
  return null;
}

const nameCharsMax = 255;

/** The name, or the first "name (2)" that nothing of the taken ones has, in whatever case. */
export function nameBeside(name: string, taken: readonly string[]): string {
  const known = new Set(taken.map((one) => one.trim().toLowerCase()));
  for (let number = 1; ; number += 1) {
    const ending = number === 1 ? '' : ` (${String(number)})`;
    const candidate = `${name.slice(0, nameCharsMax - ending.length)}${ending}`;
    if (!known.has(candidate.trim().toLowerCase())) return candidate;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
