// What happens to devices: they edit, ask, are answered and told; whatever they do is looked at as it happens.
import { changeKey } from './sim-device-file.harness.ts';
import type { SimDevice } from './sim-device.harness.ts';
import { SimCrash, SimFault } from './sim-disk.harness.ts';
import type { Answer, LogRow, Question } from './sim-door.harness.ts';
import { editOnce } from './sim-edits.harness.ts';
import type { SimRun } from './sim-run.harness.ts';
import type { Cursor, News, SentChange, ToldChange } from '../sync-protocol.ts';

const noDevice = 'ffffffffffffffff';

export type SimActions = ReturnType<typeof createSimActions>;

export function createSimActions(run: SimRun) {
  const { random, server, mutant, devices, now, newId, offline, edits, fail } = run;

  /** Whatever happens on a device; a crash ends its process, and the next one begins. */
  function on(device: SimDevice, work: () => void): void {
    const [stamp, cursor] = [device.file.lastStamp.get(), device.file.cursor.get()];
    try {
      work();
    } catch (error) {
      if (error instanceof SimFault) fail(error.message);
      else if (!(error instanceof SimCrash)) throw error;
      device.restart();
    }
    noteEdits(device);
    const after = { stamp: device.file.lastStamp.get(), cursor: device.file.cursor.get() };
    const isBehind = stamp !== null && (after.stamp === null || after.stamp < stamp);
    if (isBehind && !now.mayGoBack) fail('A clock has gone back');
    if (!now.mayGoBack && cursor !== null && after.cursor?.epoch === cursor.epoch && after.cursor.seq < cursor.seq)
      fail('A cursor has gone back');
  }

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
      if (unread !== undefined) fail(unread);
    });
  }

  function ask(device: SimDevice): void {
    let asked: ReturnType<SimDevice['ask']>;
    on(device, () => void (asked = device.ask(random.below)));
    if (asked === undefined) return device.announce();
    now.network.push({ to: 'server', device: devices.indexOf(device), ...asked });
  }

  async function answer(device: SimDevice, question: Question): Promise<Answer | undefined> {
    try {
      return await server.answer(device.userId, question, now.trueMs);
    } catch (error) {
      if (!(error instanceof SimCrash)) throw error;
      return undefined; // Nobody answers.
    }
  }

  function receive(device: SimDevice, id: number, told: Answer): void {
    now.mayGoBack = told.kind === 'greeted';
    let isTaken = false;
    const isForeign = told.kind === 'page' && told.epoch !== device.file.cursor.get()?.epoch;
    const held = isForeign ? describeHeld(device) : '';
    on(device, () => void (isTaken = device.receive(id, told)));
    now.mayGoBack = false;
    if (isForeign && describeHeld(device) !== held)
      fail('A page of another state of the server counts as what there is');
    if (isTaken && told.kind === 'changes') fail(findShown(device, told));
  }

  async function deliver(): Promise<void> {
    const index = random.below(now.network.length);
    const message = now.network[index];
    const device = devices[message?.device ?? 0];
    if (message === undefined || device === undefined) return;
    if (!random.chance(0.04)) now.network.splice(index, 1); // Else it comes again.
    if (offline.has(device) || random.chance(0.04)) return;
    if (message.to === 'device') return receive(device, message.id, message.answer);
    if (message.to === 'listener') return on(device, () => device.hear(message.news));
    const before = await server.head();
    const answered = await answer(device, message.question);
    if (answered === undefined) return;
    now.network.push({ to: 'device', device: message.device, id: message.id, answer: answered });
    if (message.question.kind === 'push') await tellNews(device, before, message.question.changes);
  }

  /** To everybody as they would pull it; to who has pushed it, that there is nothing else. */
  async function tellNews(pusher: SimDevice, before: Cursor, changes: readonly SentChange[]): Promise<void> {
    const { epoch, seq } = await server.head();
    // On a project depends who sees what.
    if (epoch !== before.epoch || seq === before.seq || changes.some(({ entity }) => entity === 'project')) return;
    const { log } = await server.view();
    for (const [index, device] of devices.entries()) {
      const pulled = await answer(device, { kind: 'pull', cursor: before, deviceId: noDevice });
      if (pulled?.kind !== 'changes' || !pulled.isEnd) continue;
      // A folder that was copied has the session too.
      const isOwn = device === pusher || (device.userId === pusher.userId && random.chance(0.2));
      const leftOut = isOwn ? [...new Set(changes.map(({ deviceId }) => deviceId))] : [];
      const told = isOwn ? [] : [...pulled.changes];
      const news = { epoch, from: before.seq, seq, changes: told, parts: partsOf(log, told), leftOut };
      now.network.push({ to: 'listener', device: index, news });
    }
  }

  return { on, edit, ask, answer, receive, deliver };
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

function partsOf(log: readonly LogRow[], changes: readonly ToldChange[]): News['parts'] {
  return changes.flatMap(({ seq }) => log.filter(({ change }) => change.seq === seq).map(({ part }) => part));
}
