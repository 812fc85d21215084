/*
 * A world of some devices and a server, in which everything goes wrong that can, one step after another. All of it follows from
 * the seed, so a failure is repeated by its number. At the end the world heals, and the oracles say whether everybody agrees. The
 * server is one in memory, or the real one on its database, which is then led through the same world.
 */
import { createSimActions } from './sim-actions.harness.ts';
import type { SimActions } from './sim-actions.harness.ts';
import { SimFault } from './sim-disk.harness.ts';
import { createDisturbances } from './sim-disturbances.harness.ts';
import type { SimServer } from './sim-door.harness.ts';
import { findMissing, findProblem, findUnfolded } from './sim-oracles.harness.ts';
import { createSimRun } from './sim-run.harness.ts';
import type { SimRun } from './sim-run.harness.ts';
import { createSimServer } from './sim-server.harness.ts';
import { ownerId, schemaVersions, tenantId, userIds, workspaceIds } from './sim-world.harness.ts';
import type { Mutant } from './sim-world.harness.ts';

export type SimulationGiven = {
  readonly seed: number;
  readonly steps: number;
  readonly mutant?: Mutant | undefined;
  /** As a new one. */
  readonly server?: SimServer;
};

/** A world is healed and looked at after so many; fewer only where fewer were asked for. */
export const stepsOfWorld = 1_500;

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
  const run = createSimRun(seed, server, mutant);
  try {
    await live(run, steps);
  } catch (error) {
    if (!(error instanceof SimFault)) throw error;
    run.fail(error.message);
  }
  const { devices, now, edits, lostFiles, lostTimelines } = run;
  if (now.problem !== undefined) return now.problem;
  const world = { server: await server.view(), devices, noted: { edits, lostFiles, lostTimelines } };
  const found = findProblem(world);
  if (found !== undefined) return found;
  for (const device of devices) device.upgrade(schemaVersions[2]);
  return findMissing(world);
}

async function live(run: SimRun, steps: number): Promise<void> {
  const { random, server, devices, now, fail } = run;
  const actions = createSimActions(run);
  const disturb = createDisturbances(run, actions);

  async function step(): Promise<void> {
    now.trueMs += random.below(400);
    const device = random.pick(devices);
    if (device === undefined) return;
    const kind = random.next();
    if (kind < 0.3) actions.edit(device);
    else if (kind < 0.55) actions.ask(device);
    else if (kind < 0.92) await actions.deliver();
    else await disturb(device);
  }

  await setUp(run);
  for (let count = 0; count < steps && now.problem === undefined; count += 1) {
    await step();
    if ((count + 1) % stepsOfCheck === 0) fail(findUnfolded(await server.view()));
  }
  if (now.problem === undefined) fail(await heal(run, actions));
}

async function setUp({ random, server, now }: SimRun): Promise<void> {
  for (const id of workspaceIds) {
    const patch = { tenantId, workspaceId: id, name: 'w', ownerId, deletedAt: null };
    await server.write(now.trueMs, { entity: 'workspace', recordId: id, patch, before: null });
    for (const userId of userIds)
      if (random.chance(0.7)) await server.setRight({ userId, scope: { kind: 'workspace', id }, role: 'editor' });
  }
}

/** Nothing is lost on the way any more, and everybody asks until there is nothing left to ask. */
async function heal({ random, server, devices, now }: SimRun, { receive }: SimActions): Promise<string | undefined> {
  now.network = [];
  server.crashSoon(Infinity);
  await server.upgrade();
  for (const device of devices) {
    device.file.disk.crashSoon(Infinity);
    device.restart();
    if (device.file.schemaVersion.get() < schemaVersions[1]) device.upgrade(schemaVersions[2]);
  }
  for (let asked = 0; asked < healingMax && now.problem === undefined; asked += 1) {
    const head = await server.head();
    if (devices.every((one) => one.isInStep(head))) return undefined;
    now.trueMs += 10;
    const device = devices[asked % devices.length];
    const question = device?.ask(random.below);
    if (device === undefined) break;
    if (question !== undefined)
      receive(device, question.id, await server.answer(device.userId, question.question, now.trueMs));
    else if (!device.isInStep(head)) device.announce();
  }
  return now.problem ?? 'The devices do not come to rest';
}
