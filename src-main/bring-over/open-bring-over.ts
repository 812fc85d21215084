/** Bringing workspaces of `personal` to the account that is open: one piece of work at a time, which every window sees. */
import { mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type {
  BringOverFailure,
  BringOverList,
  BringOverState,
  Brought,
  Obstacle,
  PersonalWorkspace,
  Room,
} from '#shared/bring-over/bring-over-api.ts';
import { nameBeside, neededRights, obstacleOfRights, obstacleOfRoom } from '#shared/bring-over/bring-over-rules.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import { tenantEntity } from '#shared/tenancy/tenancy-entities.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';
import type { WorkspaceRecord } from '#shared/workspaces/workspace-entities.ts';

import type { LendPersonal, LentAccount } from '../access/lend-account.ts';
import { diskFailureOf } from '../store/store-failure.ts';
import { copyWorkspace } from './copy-workspace.ts';
import type { CopyDeps } from './copy-workspace.ts';
import type { Removals } from './removals.ts';
import { surveyPersonal } from './survey-personal.ts';
import type { SurveyedWorkspace } from './survey-personal.ts';

export type BringOverDeps = CopyDeps & {
  readonly lend: LendPersonal;
  readonly removals: Removals;
  /** Where the bytes of files go. */
  readonly folder: string;
  /** How many more bytes the server takes; null where it cannot be asked. */
  readonly serverRoom: () => Promise<number | null>;
  /** Whether all that the person reaches has been fetched once. */
  readonly isLoaded: () => boolean;
  /** Resolves when nobody else writes in pieces and nobody undoes, with what ends that. */
  readonly takeTurn: (workspaceId: string) => Promise<() => void>;
  /** Resolves when nothing is sent or comes, with what lets it go on. */
  readonly holdSync: () => Promise<() => void>;
};

type Failure = BringOverFailure | CommonFailure;
export type Started = { readonly brought: Brought[]; readonly isCancelled: boolean };

export type BringOver = {
  readonly list: (actor: Actor) => Promise<Result<BringOverList, Failure>>;
  readonly start: (
    actor: Actor,
    wanted: { readonly workspaceIds: readonly string[]; readonly removes: boolean },
  ) => Promise<Result<Started, Failure>>;
  readonly read: () => BringOverState;
  readonly subscribe: (onChange: () => void) => () => void;
  readonly cancel: () => Promise<void>;
  readonly close: () => Promise<void>;
};

type Job = { readonly abort: AbortController; readonly done: Promise<unknown> };

export function openBringOver(deps: BringOverDeps): BringOver {
  const listeners = new Set<() => void>();
  let state: BringOverState = { kind: 'idle' };
  let job: Job | undefined;

  function tell(next: BringOverState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  async function cancel(): Promise<void> {
    job?.abort.abort();
    if (state.kind === 'working') tell({ ...state, isCancelling: true });
    // Who asked for it is told how it ended.
    await job?.done.catch(() => undefined);
  }

  return {
    async list(actor) {
      const room = await readRoom(deps);
      const lent = await deps.lend(async (from) =>
        from === undefined ? [] : await surveyPersonal(from, deps.entities),
      );
      if (!lent.ok) return lent;
      return ok(describe(deps, actor, lent.value, room));
    },

    async start(actor, wanted) {
      if (job !== undefined) return fail({ kind: 'bring-over-running' });
      if (!deps.isLoaded()) return fail({ kind: 'bring-over-too-early' });
      const abort = new AbortController();
      const done = bringAll(deps, actor, wanted, { signal: abort.signal, tell });
      job = { abort, done };
      try {
        return await done;
      } finally {
        job = undefined;
        tell({ kind: 'idle' });
      }
    },

    read: () => state,
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
    cancel,
    async close() {
      await cancel();
      await deps.removals.close();
    },
  };
}

function describe(
  { store, removals }: BringOverDeps,
  actor: Actor,
  surveyed: readonly SurveyedWorkspace[],
  room: Room,
): BringOverList {
  const here = store.list(workspaceEntity);
  const names = here.map(({ name }) => name);
  return {
    room,
    obstacle: obstacleOfAll(store.find(tenantEntity, actor.tenantId)?.status, actor),
    workspaces: surveyed.map((workspace): PersonalWorkspace => ({
      ...workspace,
      newName: nameBeside(workspace.name, names),
      copies: copiesOf(here, workspace.id),
      removal: removals.stateOf(workspace.id),
      obstacle:
        obstacleOfRights(actor.permissions, neededRights(workspace.holds)) ?? obstacleOfRoom(room, [workspace.holds]),
    })),
  };
}

function obstacleOfAll(status: string | undefined, { permissions }: Actor): Obstacle | null {
  if (status !== undefined && status !== 'active') return { kind: 'organisation-closed' };
  return obstacleOfRights(permissions, neededRights({ functions: 0, versions: 0, projects: 0 }));
}

function copiesOf(here: readonly WorkspaceRecord[], sourceId: string): PersonalWorkspace['copies'] {
  return here
    .flatMap(({ id, name, settings: { copyOf } }) =>
      copyOf?.workspaceId === sourceId ? [{ workspaceId: id, name, at: copyOf.at }] : [],
    )
    .toSorted((one, other) => other.at - one.at);
}

async function readRoom({ folder, serverRoom }: BringOverDeps): Promise<Room> {
  const [server, device] = await Promise.all([serverRoom(), freeBytes(folder)]);
  return { server, device };
}

async function freeBytes(folder: string): Promise<number | null> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null; // Not every disk can say; a copy that it does not take is taken back.
  }
}

type Wanted = { readonly workspaceIds: readonly string[]; readonly removes: boolean };
type Work = { readonly signal: AbortSignal; readonly tell: (state: BringOverState) => void };

async function bringAll(
  deps: BringOverDeps,
  actor: Actor,
  wanted: Wanted,
  { signal, tell }: Work,
): Promise<Result<Started, Failure>> {
  const room = await readRoom(deps);
  const lent = await deps.lend(async (from, taken): Promise<Result<Started, Failure>> => {
    if (from === undefined) return fail({ kind: 'record-missing', entity: 'workspace', id: '' });
    const either = AbortSignal.any([signal, taken]);
    const chosen = await chooseWorkspaces(deps, actor, { from, room, ids: wanted.workspaceIds });
    if (!chosen.ok) return chosen;
    const brought: Brought[] = [];
    for (const [index, workspace] of chosen.value.entries()) {
      if (either.aborted) break;
      const place = { number: index + 1, of: chosen.value.length, isCancelling: false };
      // oxlint-disable-next-line no-await-in-loop -- One after another, each whole.
      const made = await bringOne(deps, actor, {
        from,
        workspace,
        removes: wanted.removes,
        signal: either,
        tell: (now) => tell({ kind: 'working', ...place, ...now, isCancelling: either.aborted }),
      });
      if (!made.ok) return made;
      if (made.value === undefined) break;
      brought.push(made.value);
    }
    return ok({ brought, isCancelled: brought.length < chosen.value.length });
  });
  return lent.ok ? lent.value : lent;
}

type Choosing = { readonly from: LentAccount; readonly room: Room; readonly ids: readonly string[] };

/** As they are now, and only if the account would take all of them. */
async function chooseWorkspaces(
  deps: BringOverDeps,
  actor: Actor,
  { from, room, ids }: Choosing,
): Promise<Result<readonly PersonalWorkspace[], Failure>> {
  const { workspaces, obstacle } = describe(deps, actor, await surveyPersonal(from, deps.entities), room);
  const byId = new Map(workspaces.map((workspace) => [workspace.id, workspace]));
  const chosen: PersonalWorkspace[] = [];
  for (const id of new Set(ids)) {
    const workspace = byId.get(id);
    if (workspace === undefined) return fail({ kind: 'record-missing', entity: 'workspace', id });
    chosen.push(workspace);
  }
  const found =
    obstacle ??
    chosen.map((workspace) => workspace.obstacle).find((one) => one !== null) ??
    obstacleOfRoom(
      room,
      chosen.map(({ holds }) => holds),
    );
  return found === null ? ok(chosen) : fail({ kind: 'bring-over-refused', obstacle: found });
}

type One = {
  readonly from: LentAccount;
  readonly workspace: PersonalWorkspace;
  readonly removes: boolean;
  readonly signal: AbortSignal;
  readonly tell: (
    now: Pick<Extract<BringOverState, { readonly kind: 'working' }>, 'step' | 'workspaceName' | 'written' | 'count'>,
  ) => void;
};

/** Undefined where it was cancelled. */
async function bringOne(
  deps: BringOverDeps,
  actor: Actor,
  { from, workspace, removes, signal, tell }: One,
): Promise<Result<Brought | undefined, Failure>> {
  tell({ step: 'waiting', workspaceName: workspace.name, written: 0, count: 0 });
  const endTurn = await deps.takeTurn(workspace.id);
  try {
    const goOn = await deps.holdSync();
    try {
      // Those that were brought a moment ago have names too.
      const name = nameBeside(
        workspace.name,
        deps.store.list(workspaceEntity).map((one) => one.name),
      );
      const onProgress: Parameters<typeof copyWorkspace>[1]['onProgress'] = (progress) =>
        tell({ workspaceName: workspace.name, ...progress });
      const run = { actor, from, workspaceId: workspace.id, name, signal, onProgress };
      const workspaceId = await copyWorkspace(deps, run);
      if (workspaceId === undefined) return ok(undefined);
      const made = { sourceId: workspace.id, workspaceId, name };
      if (removes) await deps.removals.add(made);
      return ok(made);
    } catch (error) {
      const kind = diskFailureOf(error);
      if (kind === undefined) throw error;
      return fail({ kind });
    } finally {
      goOn();
    }
  } finally {
    endTurn();
  }
}
