// What disturbs a simulated world: machines that die, are away, are set back, lie about the time; rights that come and go.
import { idAt } from '../sync-world.harness.ts';
import type { SimActions } from './sim-actions.harness.ts';
import { changeKey } from './sim-device-file.harness.ts';
import type { SimDevice } from './sim-device.harness.ts';
import { SimCrash } from './sim-disk.harness.ts';
import type { ServerWrite } from './sim-door.harness.ts';
import type { SimRun } from './sim-run.harness.ts';
import { roles, schemaVersions, tenantId, userIds, workspaceIds } from './sim-world.harness.ts';

const [hourMs, dayMs] = [3_600_000, 86_400_000];
const messagesMax = 40;

/** What it returns lets one of them happen to a device, or to all. */
export function createDisturbances(run: SimRun, { on, edit, answer, receive }: SimActions) {
  const { random, server, devices, now, newDeviceId, offline, edits, lostFiles, lostTimelines, fileCopies } = run;
  let epochs = 0;

  async function disturb(device: SimDevice): Promise<void> {
    const kinds = disturbances(device);
    await kinds[random.below(kinds.length)]?.();
    if (now.network.length > messagesMax) now.network = now.network.slice(-messagesMax);
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
      async () => void (now.putServerBack = random.chance(0.2) ? await server.keep() : now.putServerBack),
      () => void (random.chance(0.3) && fileCopies.set(device, device.file.disk.copy())),
      ...(rare
        ? [
            () => void (now.trueMs += random.below(dayMs)),
            () => void (now.trueMs += 31 * dayMs),
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
    now.trueMs += hourMs / 2;
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
    for (const message of now.network.filter((one) => one.device === index))
      if (message.to === 'server') await answer(device, message.question);
    now.network = now.network.filter((one) => one.device !== index);
    on(device, () => device.restart());
    now.trueMs += 100 * dayMs;
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
    await crashing(() => server.write(now.trueMs, change));
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
    if (now.putServerBack === undefined) return;
    server.crashSoon(Infinity);
    const before = await loggedKeys();
    const schemaVersion = server.schemaVersion();
    await now.putServerBack(`epoch${String((epochs += 1))}`);
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
    now.mayGoBack = true;
    on(device, () => device.putBack(copy, newDeviceId()));
    now.mayGoBack = false;
    const after = numbers();
    for (const [key, one] of edits) {
      const [deviceId = '', number = ''] = key.split(' ');
      if (one === device && before.has(deviceId) && Number(number) > (after.get(deviceId) ?? 0)) lostFiles.add(key);
    }
    fileCopies.delete(device);
  }

  return disturb;
}
