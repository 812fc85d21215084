/*
 * A world of some devices and a server, in which everything goes wrong that can, one step after another. All of it follows from
 * the seed, so a failure is repeated by its number. At the end the world heals, and the oracles say whether everybody agrees.
 */
import type { SentChange } from '../sync-protocol.ts';
import { idAt } from '../sync-world.harness.ts';
import { changeKey } from './sim-device-file.harness.ts';
import { createSimDevice } from './sim-device.harness.ts';
import type { SimDevice } from './sim-device.harness.ts';
import { SimCrash, SimFault } from './sim-disk.harness.ts';
import type { SimCopy } from './sim-disk.harness.ts';
import { editOnce } from './sim-edits.harness.ts';
import { findProblem } from './sim-oracles.harness.ts';
import { createSimRandom } from './sim-random.harness.ts';
import { createSimServer } from './sim-server.harness.ts';
import type { Answer, Question } from './sim-server.harness.ts';
import { roles, schemaVersions, tenantId, userIds, workspaceIds } from './sim-world.harness.ts';
import type { Mutant } from './sim-world.harness.ts';

export type SimulationGiven = { readonly seed: number; readonly steps: number; readonly mutant?: Mutant | undefined };

type Message =
  | { readonly to: 'server'; readonly device: number; readonly id: number; readonly question: Question }
  | { readonly to: 'device'; readonly device: number; readonly id: number; readonly answer: Answer };

const startMs = Date.UTC(2026, 0, 1);
const [hourMs, dayMs] = [3_600_000, 86_400_000];
const messagesMax = 40;
/** Questions in which a healed world comes to rest, or never does. */
const healingMax = 20_000;

/** What went wrong, or undefined. */
export function simulate({ seed, steps, mutant }: SimulationGiven): string | undefined {
  const random = createSimRandom(seed);
  const server = createSimServer(mutant);
  let trueMs = startMs;
  let made = 100;
  let epochs = 0;
  let deviceIds = 0;
  let network: Message[] = [];
  const newId = (): string => idAt((made += 1));
  const newDeviceId = (): string => (deviceIds += 1).toString(16).padStart(8, '0').padEnd(16, 'd');
  const devices = Array.from({ length: 2 + random.below(4) }, (_, index) =>
    createSimDevice({
      userId: userIds[index % userIds.length] ?? 'ann',
      deviceId: newDeviceId(),
      schemaVersion: random.pick([schemaVersions[1], schemaVersions[1], ...schemaVersions]) ?? schemaVersions[1],
      trueMs: () => trueMs,
      mutant,
    }),
  );
  const offline = new Set<SimDevice>();
  const edits = new Map<string, SimDevice>();
  const [lostFiles, lostTimelines] = [new Set<string>(), new Set<string>()];
  const world = { server, devices, noted: { edits, lostFiles, lostTimelines } };
  const fileCopies = new Map<SimDevice, SimCopy>();
  let serverCopy: SimCopy | undefined;
  let problem: string | undefined;

  const isFine = (): boolean => problem === undefined;

  function setUp(): void {
    for (const id of workspaceIds) {
      const patch = { tenantId, workspaceId: id, name: 'w', deletedAt: null };
      server.write(trueMs, { entity: 'workspace', recordId: id, patch, before: null });
      for (const userId of userIds)
        if (random.chance(0.7)) server.setRight({ userId, scope: { kind: 'workspace', id }, role: 'editor' });
    }
  }

  /** Whatever happens on a device; a crash ends its process, and the next one begins. */
  function on(device: SimDevice, work: () => void): void {
    const [stamp, cursor] = [device.file.lastStamp.get(), device.file.cursor.get()];
    try {
      work();
    } catch (error) {
      if (error instanceof SimFault) problem ??= error.message;
      else if (!(error instanceof SimCrash)) throw error;
      device.restart();
    }
    noteEdits(device);
    const after = { stamp: device.file.lastStamp.get(), cursor: device.file.cursor.get() };
    const isBehind = stamp !== null && (after.stamp === null || after.stamp < stamp);
    if (isBehind && !mayGoBack) problem ??= 'A clock has gone back';
    if (!mayGoBack && cursor !== null && after.cursor?.epoch === cursor.epoch && after.cursor.seq < cursor.seq)
      problem ??= 'A cursor has gone back';
  }
  let mayGoBack = false;

  function noteEdits(device: SimDevice): void {
    const deviceId = device.file.deviceId.get();
    for (let number = device.file.counted.get(deviceId) ?? 0; number > 0; number -= 1) {
      const key = changeKey({ deviceId, number });
      if (edits.has(key)) return;
      edits.set(key, device);
    }
  }

  function edit(device: SimDevice): void {
    on(device, () => {
      const unread = editOnce({ random, newId, mutant }, device);
      if (unread !== undefined) problem ??= unread;
    });
  }

  function ask(device: SimDevice): void {
    let asked: ReturnType<SimDevice['ask']>;
    on(device, () => void (asked = device.ask(random.below)));
    if (asked === undefined) return device.announce();
    network.push({ to: 'server', device: devices.indexOf(device), ...asked });
  }

  function answer(device: SimDevice, question: Question): Answer | undefined {
    try {
      return server.answer(device.userId, question, trueMs);
    } catch (error) {
      if (!(error instanceof SimCrash)) throw error;
      return undefined; // Nobody answers.
    }
  }

  function receive(device: SimDevice, id: number, told: Answer): void {
    mayGoBack = told.kind === 'greeted';
    let isTaken = false;
    on(device, () => void (isTaken = device.receive(id, told)));
    mayGoBack = false;
    if (isTaken && told.kind === 'changes') problem ??= findShown(device, told);
  }

  /** Once a device has heard that a workspace is not reached any more, nothing of it is there. */
  function findShown(device: SimDevice, { reach }: Extract<Answer, { kind: 'changes' }>): string | undefined {
    const shown = [...device.file.held.values()].find(
      ({ part }) =>
        part.scope.kind === 'workspace' &&
        !reach.some((one) => one.id === part.scope.id && one.entities.includes(part.entity)),
    );
    return shown === undefined ? undefined : `What is not reached any more is held: ${JSON.stringify(shown.part)}`;
  }

  function deliver(): void {
    const index = random.below(network.length);
    const message = network[index];
    const device = devices[message?.device ?? 0];
    if (message === undefined || device === undefined) return;
    if (!random.chance(0.04)) network.splice(index, 1); // Else it comes again.
    if (offline.has(device) || random.chance(0.04)) return;
    if (message.to === 'device') return receive(device, message.id, message.answer);
    const answered = answer(device, message.question);
    if (answered !== undefined)
      network.push({ to: 'device', device: message.device, id: message.id, answer: answered });
  }

  function disturb(device: SimDevice): void {
    const kinds = disturbances(device);
    kinds[random.below(kinds.length)]?.();
    if (network.length > messagesMax) network = network.slice(-messagesMax);
  }

  function disturbances(device: SimDevice): readonly (() => void)[] {
    const rare = random.chance(0.12);
    return [
      () => device.giveUp(),
      () => device.giveUp(),
      () => device.restart(),
      () => device.file.disk.crashSoon(1 + random.below(12)),
      () => device.file.disk.crashSoon(1 + random.below(12)),
      () => server.disk.crashSoon(1 + random.below(20)),
      () => void (random.chance(0.4) ? offline.add(device) : offline.delete(device)),
      () => void offline.delete(device),
      () => device.setSkew(random.chance(0.5) ? 0 : Math.round((random.next() - 0.5) * hourMs)),
      () => changeRight(),
      () => changeRight(),
      () => crashing(() => server.write(trueMs, memberChange())),
      () => void (serverCopy = random.chance(0.2) ? server.disk.copy() : serverCopy),
      () => void (random.chance(0.3) && fileCopies.set(device, device.file.disk.copy())),
      ...(rare
        ? [
            () => void (trueMs += random.below(dayMs)),
            () => void (trueMs += 31 * dayMs),
            () => crashing(() => server.compact()),
            () => putServerBack(),
            () => putFileBack(device),
            () => crashing(() => server.upgrade()),
            () => on(device, () => device.upgrade(schemaVersions[2])),
          ]
        : []),
    ];
  }

  function memberChange(): Pick<SentChange, 'entity' | 'recordId' | 'patch' | 'before'> {
    const recordId = idAt(20 + random.below(3));
    const isThere = [...server.listRecords()].some(({ stored }) => stored.record.id === recordId);
    const patch = { name: `m${String(random.below(100))}` };
    return {
      entity: 'member',
      recordId,
      patch: isThere ? patch : { tenantId, ...patch, deletedAt: null },
      before: isThere ? {} : null,
    };
  }

  function crashing(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof SimCrash)) throw error;
    }
  }

  function changeRight(): void {
    const userId = random.pick(userIds) ?? 'ann';
    const projects = [...server.listRecords()].filter(({ entity }) => entity === 'project');
    const project = random.pick(projects)?.stored.record.id;
    const workspaceId = random.pick(workspaceIds) ?? '';
    const scope =
      project !== undefined && random.chance(0.4)
        ? ({ kind: 'project', id: project } as const)
        : ({ kind: 'workspace', id: workspaceId } as const);
    crashing(() =>
      server.setRight({ userId, scope, role: random.pick([null, ...roles, 'editor', 'editor'] as const) ?? null }),
    );
  }

  function putServerBack(): void {
    if (serverCopy === undefined) return;
    server.disk.crashSoon(Infinity);
    const before = [...server.listLog()].map(({ change }) => changeKey(change));
    const schemaVersion = server.schemaVersion();
    server.putBack(serverCopy, `epoch${String((epochs += 1))}`);
    if (server.schemaVersion() !== schemaVersion) crashing(() => server.upgrade());
    const kept = new Set([...server.listLog()].map(({ change }) => changeKey(change)));
    for (const key of before) if (!kept.has(key)) lostTimelines.add(key);
  }

  function putFileBack(device: SimDevice): void {
    const copy = fileCopies.get(device);
    if (copy === undefined) return;
    device.file.disk.crashSoon(Infinity);
    const numbers = (): Map<string, number> => new Map(device.file.counted.entries());
    const before = numbers();
    mayGoBack = true;
    on(device, () => device.putBack(copy, newDeviceId()));
    mayGoBack = false;
    const after = numbers();
    for (const [key, one] of edits) {
      const [deviceId = '', number = ''] = key.split(' ');
      if (one === device && before.has(deviceId) && Number(number) > (after.get(deviceId) ?? 0)) lostFiles.add(key);
    }
    fileCopies.delete(device);
  }

  function step(): void {
    trueMs += random.below(400);
    const device = random.pick(devices);
    if (device === undefined) return;
    const kind = random.next();
    if (kind < 0.3) edit(device);
    else if (kind < 0.55) ask(device);
    else if (kind < 0.92) deliver();
    else disturb(device);
  }

  /** Nothing is lost on the way any more, and everybody asks until there is nothing left to ask. */
  function heal(): string | undefined {
    network = [];
    server.disk.crashSoon(Infinity);
    server.upgrade();
    for (const device of devices) {
      device.file.disk.crashSoon(Infinity);
      device.restart();
      if (device.file.schemaVersion.get() < schemaVersions[1]) device.upgrade(schemaVersions[2]);
    }
    for (let asked = 0; asked < healingMax && isFine(); asked += 1) {
      if (devices.every((one) => one.isInStep(server.head()))) return undefined;
      trueMs += 10;
      const device = devices[asked % devices.length];
      const question = device?.ask(random.below);
      if (device === undefined) break;
      if (question !== undefined) receive(device, question.id, server.answer(device.userId, question.question, trueMs));
      else if (!device.isInStep(server.head())) device.announce();
    }
    return problem ?? 'The devices do not come to rest';
  }

  setUp();
  for (let count = 0; count < steps && isFine(); count += 1) step();
  return problem ?? heal() ?? problem ?? findProblem(world);
}
