// What people do on their devices, whether or not anybody can be reached.
import { idFromKey } from '../../base/id.ts';
import { instantOf } from '../../base/instant.ts';
import { nextStamp, stampMs } from '../../changes/stamp.ts';
import type { AnyEntity } from '../../schema/entity.ts';
import type { StoredRecord } from '../../schema/row-codec.ts';
import type { ScopePart } from '../find-reach-changes.ts';
import { mergeChange } from '../merge-change.ts';
import type { SentChange } from '../sync-protocol.ts';
import { textEdit } from '../sync-world.harness.ts';
import { changeKey, recordKey } from './sim-device-file.harness.ts';
import type { SimDevice } from './sim-device.harness.ts';
import type { SimRandom } from './sim-random.harness.ts';
import { tenantId } from './sim-world.harness.ts';
import type { Mutant } from './sim-world.harness.ts';

export type EditDeps = {
  readonly random: SimRandom;
  readonly newId: () => string;
  readonly mutant: Mutant | undefined;
};

type Values = { readonly [field: string]: unknown };
/** A text comes whole, as from an editor. */
type Wish = { readonly entity: AnyEntity; readonly id: string; readonly values: Values };

/** Records that a device has grown to by itself; then it edits rather than makes more. */
const recordsMax = 60;

/** One to three edits in one transaction; answers what is wrong when the device does not read what it has just written. */
export function editOnce(deps: EditDeps, device: SimDevice): string | undefined {
  const { random, mutant } = deps;
  const { file } = device;
  const wishes = Array.from({ length: random.chance(0.8) ? 1 : 2 + random.below(2) }, () => wish(deps, device));
  const made: SentChange[] = [];
  const writeRecords = (): void => {
    for (const one of wishes) if (one !== undefined) made.push(...write(device, one, made));
  };
  const writeChanges = (): void => {
    for (const change of made) file.changes.set(changeKey(change), change);
    const last = made.at(-1);
    if (last === undefined) return;
    file.counted.set(last.deviceId, last.number);
    file.lastStamp.set(last.stamp);
  };
  if (mutant === 'outbox-apart') {
    file.disk.transact(writeRecords);
    file.disk.transact(writeChanges);
  } else {
    file.disk.transact(() => {
      writeRecords();
      writeChanges();
    });
  }
  return made.map((change) => findUnread(device, change, made)).find((problem) => problem !== undefined);
}

function write(device: SimDevice, { entity, id, values }: Wish, made: readonly SentChange[]): SentChange[] {
  const { file } = device;
  const stored = file.records.get(recordKey(entity.name, id))?.stored;
  const deviceId = file.deviceId.get();
  const last = made.at(-1);
  const number = (last?.number ?? file.counted.get(deviceId) ?? 0) + 1;
  const stamp = nextStamp(last?.stamp ?? file.lastStamp.get(), instantOf(device.nowMs()), deviceId);
  const patch: { [field: string]: unknown } = {};
  const before: { [field: string]: unknown } = {};
  for (const [name, value] of Object.entries(values)) {
    const previous = stored?.record[name] ?? null;
    const isText = entity.fields[name]?.kind === 'merged-text';
    if (isText && typeof value === 'string') {
      const text = typeof previous === 'string' ? previous : '';
      const edit = textEdit(text, value, { state: stored?.states[name], deviceId });
      patch[name] = edit;
      before[name] = text.slice(edit.at, text.length - (value.length - edit.at - edit.inserted.length));
    } else {
      patch[name] = name === 'deletedAt' && value !== null ? stampMs(stamp) : value;
      before[name] = previous;
    }
  }
  const change = {
    deviceId,
    number,
    transactionNumber: made[0]?.number ?? number,
    undoGroup: 'group',
    sessionId: null,
    entity: entity.name,
    recordId: id,
    patch,
    before: stored === undefined ? null : before,
    stamp,
    schemaVersion: file.schemaVersion.get(),
  } as SentChange; // Its values are numbers, texts and edits.
  const next = mergeChange(entity, stored, change);
  if (next === undefined) return [];
  file.records.set(recordKey(entity.name, id), { entity: entity.name, stored: next });
  return [change];
}

function findUnread(
  { file, entities }: SimDevice,
  change: SentChange,
  made: readonly SentChange[],
): string | undefined {
  const stored = file.records.get(recordKey(change.entity, change.recordId))?.stored;
  const later = made.filter((one) => one.recordId === change.recordId && one.number > change.number);
  for (const [name, value] of Object.entries(change.patch)) {
    const field = entities().get(change.entity)?.fields[name];
    if (field?.kind === 'merged-text' || later.some(({ patch }) => Object.hasOwn(patch, name))) continue;
    if (field?.merge === 'fixed' || stored?.record[name] === value) continue;
    return `${change.entity}.${name} was set to ${JSON.stringify(value)} and reads ${JSON.stringify(stored?.record[name])}`;
  }
  return undefined;
}

function wish(deps: EditDeps, device: SimDevice): Wish | undefined {
  const { random } = deps;
  const records = [...device.file.records.values()];
  const isNew = records.length === 0 || random.chance(records.length > recordsMax ? 0.02 : 0.25);
  const part = random.pick([...device.file.held.values()])?.part;
  if (isNew) return part === undefined ? undefined : wishNew(deps, device, part);
  const record = random.pick(records);
  const entity = device.entities().get(record?.entity ?? '');
  if (record === undefined || entity === undefined || entity.scope === 'tenant') return undefined;
  return { entity, id: record.stored.record.id, values: wishValues(deps, entity, record.stored) };
}

function wishValues({ random }: EditDeps, entity: AnyEntity, { record }: StoredRecord): Values {
  if (record['deletedAt'] !== null) return { deletedAt: null };
  if (random.chance(0.06)) return { deletedAt: 0 };
  if (entity.name === 'note' && random.chance(0.08)) {
    const name = 'motto' in entity.fields && random.chance(0.5) ? 'motto' : 'body';
    return { [name]: retyped(random, record[name]) };
  }
  const names = Object.entries(entity.fields).filter(
    ([name, { kind, merge }]) =>
      merge === 'latest' &&
      (kind === 'text' || kind === 'integer') &&
      !['createdAt', 'updatedAt', 'deletedAt'].includes(name),
  );
  const chosen = random.pick(names);
  if (chosen === undefined) return {};
  const [name, { kind }] = chosen;
  return { [name]: kind === 'text' ? title(random) : random.below(1_000) };
}

/** One in fifty is of those that only the server can refuse: a name that is taken, a text that is too long. */
function title(random: SimRandom): string {
  const text = `t${String(random.below(10_000))}`;
  if (!random.chance(0.02)) return text;
  return random.chance(0.5) ? `!${text}` : text.repeat(9);
}

function retyped(random: SimRandom, before: unknown): string {
  const text = typeof before === 'string' ? before : '';
  const at = random.below(text.length + 1);
  const removed = random.below(Math.min(4, text.length - at + 1));
  return text.slice(0, at) + (text.length > 40 ? '' : String(random.below(1_000))) + text.slice(at + removed);
}

function wishNew({ random, newId }: EditDeps, device: SimDevice, { scope, entity: name }: ScopePart): Wish | undefined {
  const isProject = scope.kind === 'workspace' && random.chance(0.1);
  const entity = device.entities().get(isProject ? 'project' : name === 'project' ? 'object' : name);
  if (entity === undefined) return undefined;
  const values = { tenantId, deletedAt: null };
  switch (entity.name) {
    case 'project':
      return {
        entity,
        id: newId(),
        values: { ...values, workspaceId: scope.id, name: title(random), ownerId: device.userId },
      };
    case 'object': {
      const project = device.file.records.get(recordKey('project', scope.id))?.stored.record;
      if (project === undefined) return undefined;
      const place = { workspaceId: project['workspaceId'], projectId: scope.id };
      return { entity, id: newId(), values: { ...values, ...place, title: title(random), points: random.below(9) } };
    }
    case 'note': {
      const own = { author: device.userId, title: title(random), points: 0, body: random.chance(0.3) ? 'text' : '' };
      const more = Object.fromEntries(
        ['rating', 'shape', 'motto'].filter((field) => field in entity.fields).map((field) => [field, null]),
      );
      return { entity, id: newId(), values: { ...values, workspaceId: scope.id, ...own, ...more } };
    }
    case 'preference': {
      // Two devices of one person make the same one, apart from each other.
      const id = idFromKey(device.userId, String(random.below(3)));
      const isThere = device.file.records.has(recordKey('preference', id));
      const value = { value: random.below(100) };
      return { entity, id, values: isThere ? value : { ...values, userId: scope.id, ...value } };
    }
    default:
      return undefined;
  }
}
