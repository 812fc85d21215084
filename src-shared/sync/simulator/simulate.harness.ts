/*
 * A world of some devices and a server, in which everything goes wrong that can, one step after another. All of it follows from
 * the seed, so a failure is repeated by its number. At the end the world heals, and the oracles say whether everybody agrees. The
 * server is one in memory, or the real one on its database, which is then led through the same world.
 */
import { idAt } from '../sync-world.harness.ts';
import { changeKey } from './sim-device-file.harness.ts';
import { createSimDevice } from './sim-device.harness.ts';
import type { SimDevice } from './sim-device.harness.ts';
import { SimCrash, SimFault } from './sim-disk.harness.ts';
import type { SimCopy } from './sim-disk.harness.ts';
import { editOnce } from './sim-edits.harness.ts';
import type { Answer, PutBack, Question, ServerWrite, SimServer } from './sim-door.harness.ts';
import { findMissing, findProblem, findUnfolded } from './sim-oracles.harness.ts';
import { createSimRandom } from './sim-random.harness.ts';
import { createSimServer } from './sim-server.harness.ts';
import type { Cursor, News, SentChange, ToldChange } from '../sync-protocol.ts';
import { ownerId, roles, schemaVersions, tenantId, userIds, workspaceIds } from './sim-world.harness.ts';
import type { Mutant } from './sim-world.harness.ts';

export type SimulationGiven = {
  readonly seed: number;
  readonly steps: number;
  readonly mutant?: Mutant | undefined;
  /** As a new one. */
  readonly server?: SimServer;
};

type Message =
  | { readonly to: 'server'; readonly device: number; readonly id: number; readonly question: Question }
  | { readonly to: 'device'; readonly device: number; readonly id: number; readonly answer: Answer }
  | { readonly to: 'listener'; readonly device: number; readonly news: News };

/** A world is healed and looked at after so many; fewer only where fewer were asked for. */
export const stepsOfWorld = 1_500;

const startMs = Date.UTC(2026, 0, 1);
const [hourMs, dayMs] = [3_600_000, 86_400_000];
const messagesMax = 40;
const noDevice = 'ffffffffffffffff';
/** Questions in which a healed world comes to rest, or never does. */
const healingMax = 5_000;
/** Steps after which the log has to make what the server has, and not only at the end. */
const stepsOfCheck = 500;

/** What went wrong, or undefined. */
export async function simulate({
  seed,
  steps,
  mutant,
  server = createSimServer(mutant),
}: SimulationGiven): Promise<string | undefined> {
  const random = createSimRandom(seed);
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
  const fileCopies = new Map<SimDevice, SimCopy>();
  let putServerBack: PutBack | undefined;
  let problem: string | undefined;

  const isFine = (): boolean => problem === undefined;

  async function setUp(): Promise<void> {
    for (const id of workspaceIds) {
      const patch = { tenantId, workspaceId: id, name: 'w', ownerId, deletedAt: null };
      await server.write(trueMs, { entity: 'workspace', recordId: id, patch, before: null });
      for (const userId of userIds)
        if (random.chance(0.7)) await server.setRight({ userId, scope: { kind: 'workspace', id }, role: 'editor' });
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

  async function answer(device: SimDevice, question: Question): Promise<Answer | undefined> {
    try {
      return await server.answer(device.userId, question, trueMs);
    } catch (error) {
      if (!(error instanceof SimCrash)) throw error;
      return undefined; // Nobody answers.
    }
  }

  function receive(device: SimDevice, id: number, told: Answer): void {
    mayGoBack = told.kind === 'greeted';
    let isTaken = false;
    const isForeign = told.kind === 'page' && told.epoch !== device.file.cursor.get()?.epoch;
    const held = isForeign ? describeHeld(device) : '';
    on(device, () => void (isTaken = device.receive(id, told)));
    mayGoBack = false;
    if (isForeign && describeHeld(device) !== held)
      problem ??= 'A page of another state of the server counts as what there is';
    if (isTaken && told.kind === 'changes') problem ??= findShown(device, told);
  }

  function describeHeld({ file }: SimDevice): string {
    return JSON.stringify([...file.held.values()]);
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

  async function deliver(): Promise<void> {
    const index = random.below(network.length);
    const message = network[index];
    const device = devices[message?.device ?? 0];
    if (message === undefined || device === undefined) return;
    if (!random.chance(0.04)) network.splice(index, 1); // Else it comes again.
    if (offline.has(device) || random.chance(0.04)) return;
    if (message.to === 'device') return receive(device, message.id, message.answer);
    if (message.to === 'listener') return on(device, () => device.hear(message.news));
    const before = await server.head();
    const answered = await answer(device, message.question);
    if (answered === undefined) return;
    network.push({ to: 'device', device: message.device, id: message.id, answer: answered });
    if (message.question.kind === 'push') await tellNews(device, before, message.question.changes);
  }

  /** To everybody as they would pull it; to who has pushed it, that there is nothing else. */
  async function tellNews(pusher: SimDevice, before: Cursor, changes: readonly SentChange[]): Promise<void> {
    const { epoch, seq } = await server.head();
    // On a project depends who sees what.
    if (epoch !== before.epoch || seq === before.seq || changes.some(({ entity }) => entity === 'project')) return;
    for (const [index, device] of devices.entries()) {
      const pulled = await answer(device, { kind: 'pull', cursor: before, deviceId: noDevice });
      if (pulled?.kind !== 'changes' || !pulled.isEnd) continue;
      // A folder that was copied has the session too.
      const isOwn = device === pusher || (device.userId === pusher.userId && random.chance(0.2));
      const leftOut = isOwn ? [...new Set(changes.map(({ deviceId }) => deviceId))] : [];
      const told = isOwn ? [] : [...pulled.changes];
      const news = { epoch, from: before.seq, seq, changes: told, parts: await partsOf(told), leftOut };
      network.push({ to: 'listener', device: index, news });
    }
  }

  async function partsOf(changes: readonly ToldChange[]): Promise<News['parts']> {
    const { log } = await server.view();
    return changes.flatMap(({ seq }) => log.filter(({ change }) => change.seq === seq).map(({ part }) => part));
  }

  async function disturb(device: SimDevice): Promise<void> {
    const kinds = disturbances(device);
    await kinds[random.below(kinds.length)]?.();
    if (network.length > messagesMax) network = network.slice(-messagesMax);
  }

  function disturbances(device: SimDevice): readonly (() => void | Promise<void>)[] {
    const rare = random.chance(0.12);
    return [
      () => device.giveUp(),
      () => device.giveUp(),
      () => device.restart(),
      () => device.file.disk.crashSoon(1 + random.below(12)),
      () => device.file.disk.crashSoon(1 + random.below(12)),
      () => server.crashSoon(1 + random.below(20)),
      () => void (random.chance(0.4) ? offline.add(device) : offline.delete(device)),
      () => void offline.delete(device),
      () => device.setSkew(random.chance(0.5) ? 0 : Math.round((random.next() - 0.5) * hourMs)),
      changeRight,
      changeRight,
      async () => await pushTooLate(device),
      changeMember,
      async () => void (putServerBack = random.chance(0.2) ? await server.keep() : putServerBack),
      () => void (random.chance(0.3) && fileCopies.set(device, device.file.disk.copy())),
      ...(rare
        ? [
            () => void (trueMs += random.below(dayMs)),
            () => void (trueMs += 31 * dayMs),
            async () => await crashing(() => server.compact()),
            goBack,
            () => putFileBack(device),
            async () => await crashing(() => server.upgrade()),
            () => on(device, () => device.upgrade(schemaVersions[2])),
            async () => await stayAway(device),
          ]
        : []),
    ];
  }

  /** A push that was given up arrives after the greeting, when its stamps are not ahead any more: others have taken their place. */
  async function pushTooLate(device: SimDevice): Promise<void> {
    device.giveUp();
    // Whatever it asks first, it has greeted then.
    await askAtOnce(device);
    device.setSkew(hourMs / 3);
    edit(device);
    const late = askFirst(device);
    device.giveUp();
    if (late?.question.kind !== 'push') return;
    await askAtOnce(device);
    trueMs += hourMs / 2;
    await answer(device, late.question);
  }

  async function askAtOnce(device: SimDevice): Promise<void> {
    const asked = askFirst(device);
    const told = asked && (await answer(device, asked.question));
    if (asked !== undefined && told !== undefined) receive(device, asked.id, told);
  }

  /** A push, where it has something to push. */
  function askFirst(device: SimDevice): ReturnType<SimDevice['ask']> {
    let asked: ReturnType<SimDevice['ask']>;
    on(device, () => void (asked = device.ask(() => 0)));
    return asked;
  }

  /** What it had asked last is carried out and answered nobody; when it is back, the server has forgotten what is old. */
  async function stayAway(device: SimDevice): Promise<void> {
    const index = devices.indexOf(device);
    for (const message of network.filter((one) => one.device === index))
      if (message.to === 'server') await answer(device, message.question);
    network = network.filter((one) => one.device !== index);
    on(device, () => device.restart());
    trueMs += 100 * dayMs;
    await crashing(() => server.compact());
  }

  async function changeMember(): Promise<void> {
    const recordId = idAt(20 + random.below(3));
    const isThere = (await server.listIds('member')).includes(recordId);
    const patch = { name: `m${String(random.below(100))}` };
    const change: ServerWrite = {
      entity: 'member',
      recordId,
      patch: isThere ? patch : { tenantId, ...patch, deletedAt: null },
      before: isThere ? {} : null,
    };
    await crashing(() => server.write(trueMs, change));
  }

  async function crashing(work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof SimCrash)) throw error;
    }
  }

  async function changeRight(): Promise<void> {
    const userId = random.pick(userIds) ?? 'ann';
    const project = random.pick(await server.listIds('project'));
    const workspaceId = random.pick(workspaceIds) ?? '';
    const scope =
      project !== undefined && random.chance(0.4)
        ? ({ kind: 'project', id: project } as const)
        : ({ kind: 'workspace', id: workspaceId } as const);
    const role = random.pick([null, ...roles, 'editor', 'editor'] as const) ?? null;
    await crashing(() => server.setRight({ userId, scope, role }));
  }

  /** The server is as it was when a back-up was made. */
  async function goBack(): Promise<void> {
    if (putServerBack === undefined) return;
    server.crashSoon(Infinity);
    const before = await loggedKeys();
    const schemaVersion = server.schemaVersion();
    await putServerBack(`epoch${String((epochs += 1))}`);
    if (server.schemaVersion() !== schemaVersion) await crashing(() => server.upgrade());
    const kept = await loggedKeys();
    for (const key of before) if (!kept.has(key)) lostTimelines.add(key);
  }

  async function loggedKeys(): Promise<ReadonlySet<string>> {
    return new Set((await server.view()).log.map(({ change }) => changeKey(change)));
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

  async function step(): Promise<void> {
    trueMs += random.below(400);
    const device = random.pick(devices);
    if (device === undefined) return;
    const kind = random.next();
    if (kind < 0.3) edit(device);
    else if (kind < 0.55) ask(device);
    else if (kind < 0.92) await deliver();
    else await disturb(device);
  }

  /** Nothing is lost on the way any more, and everybody asks until there is nothing left to ask. */
  async function heal(): Promise<string | undefined> {
    network = [];
    server.crashSoon(Infinity);
    await server.upgrade();
    for (const device of devices) {
      device.file.disk.crashSoon(Infinity);
      device.restart();
      if (device.file.schemaVersion.get() < schemaVersions[1]) device.upgrade(schemaVersions[2]);
    }
    for (let asked = 0; asked < healingMax && isFine(); asked += 1) {
      const head = await server.head();
      if (devices.every((one) => one.isInStep(head))) return undefined;
      trueMs += 10;
      const device = devices[asked % devices.length];
      const question = device?.ask(random.below);
      if (device === undefined) break;
      if (question !== undefined)
        receive(device, question.id, await server.answer(device.userId, question.question, trueMs));
      else if (!device.isInStep(head)) device.announce();
    }
    return problem ?? 'The devices do not come to rest';
  }

  async function live(): Promise<void> {
    await setUp();
    for (let count = 0; count < steps && isFine(); count += 1) {
      await step();
      if ((count + 1) % stepsOfCheck === 0) problem ??= findUnfolded(await server.view());
    }
    problem ??= await heal();
  }

  try {
    await live();
  } catch (error) {
    if (!(error instanceof SimFault)) throw error;
    problem ??= error.message;
  }
  if (problem !== undefined) return problem;
  const world = { server: await server.view(), devices, noted: { edits, lostFiles, lostTimelines } };
  const found = findProblem(world);
  if (found !== undefined) return found;
  for (const device of devices) device.upgrade(schemaVersions[2]);
  return findMissing(world);
}
