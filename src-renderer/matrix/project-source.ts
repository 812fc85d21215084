/*
 * A project's model in the window: what the core has told, and on top of it what was edited here and is not answered yet, so that
 * an edit is on screen in the frame in which it was made. An edit that the core refuses goes away again, and is told; one that finds no core
 * stays, and waits for it (unsent-edits.ts).
 */
import type { ApiClient } from '#shared/features.ts';
import { assert } from '#shared/base/assert.ts';
import { overlayMap } from '#shared/base/overlay-map.ts';
import { modelEntities } from '#shared/matrix/model-entities.ts';
import type { ModelEntityName } from '#shared/matrix/model-entities.ts';
import { applyEdits, withChanges } from '#shared/matrix/model-edits.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';
import { createProjectModel, emptyModel, emptyTables } from '#shared/matrix/project-model.ts';
import type { ModelTables, ProjectModel } from '#shared/matrix/project-model.ts';
import { projectRecordsMax } from '#shared/matrix/records-max.ts';
import { PackedTable, openPacked, unpackRecords } from '#shared/records/packed-records.ts';
import type { PackedEvent, RecordEvent, TablesEvent } from '#shared/records/record-api.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

import { createAudience } from '../live/audience.ts';
import { isSame } from '../live/live-list.ts';
import { createLiveSource } from '../live/live-source.ts';
import { ConnectionLostError } from '../rpc/connect.ts';
import type { CoreConnection } from '../rpc/connect.ts';
import { promptContext } from '../rpc/prompt-calls.ts';
import { openUnsentEdits } from './unsent-edits.ts';

export type ProjectState = { readonly model: ProjectModel; readonly isLoading: boolean };

export type EditOptions = {
  /** What the undo command shows. */
  readonly label?: string;
  /** Edits in a row with the same group are undone together. */
  readonly undoGroup?: string;
};

export type ProjectSource = {
  readonly getSnapshot: () => ProjectState;
  readonly subscribe: (onChange: () => void) => () => void;
  /** Shown at once; rejects with the core's failure, after what was shown has been taken back. */
  readonly edit: (edits: readonly ModelEdit[], options?: EditOptions) => Promise<void>;
  /** Carries out what was edited while there was no core. Called when it is known to be there, with the same account open. */
  readonly sendUnsent: () => Promise<void>;
};

export type ProjectSourceDeps = {
  readonly client: Pick<ApiClient, 'records' | 'projects'>;
  readonly connection: Pick<CoreConnection, 'getState' | 'whenOpen'>;
  readonly onEnd: () => void;
  /** A refusal that no caller of `edit` hears of. */
  readonly onRefused: (error: unknown) => void;
};

const entities = modelEntities.map(({ name }) => name);

export function createProjectSource(deps: ProjectSourceDeps, projectId: string): ProjectSource {
  const waiting = new Set<readonly ModelEdit[]>();
  const unloaded = new Set<ModelEntityName>(entities);
  let told: ModelTables = emptyTables;
  let state: ProjectState = { model: emptyModel, isLoading: true };

  function show(): void {
    let tables = told;
    for (const { edits } of unsent.list()) tables = applyEdits(tables, edits, reach);
    for (const edits of waiting) tables = applyEdits(tables, edits, reach);
    const isLoading = unloaded.size > 0;
    if (tables === state.model.tables && isLoading === state.isLoading) return;
    state = { model: createProjectModel(tables, state.model), isLoading };
    audience.tell();
  }

  // What a record has of its own place; the core gives the true one with its answer.
  const reach = { id: '', projectId, tenantId: '', workspaceId: '', createdAt: 0, updatedAt: 0, deletedAt: null };

  /** Answers whether there is something else to show. */
  function take(events: TablesEvent): boolean {
    const before = told;
    let isFirst = false;
    for (const { entity, event } of events) {
      const name = entity as ModelEntityName; // It was asked for under this name.
      const table = tableAfter(told[name], name, event);
      if (table !== told[name]) told = { ...told, [name]: table };
      isFirst = unloaded.delete(name) || isFirst;
    }
    return told !== before || isFirst;
  }

  const unsent = openUnsentEdits({
    client: deps.client,
    projectId,
    onSettled(answer) {
      if (answer !== undefined) told = takeAnswer(told, answer);
      show();
    },
    onRefused: deps.onRefused,
    onFound() {
      show();
      if (deps.connection.getState() === 'open') void unsent.send(); // It never rejects.
    },
  });

  async function keep(edit: Parameters<typeof unsent.keep>[0]): Promise<void> {
    const kept = unsent.keep(edit);
    show();
    await kept;
  }

  /** On its way to the core before anything is drawn: what is on screen is then kept, even if the program dies in that moment. */
  async function send(edits: readonly ModelEdit[], options: EditOptions): Promise<void> {
    const answer = deps.client.projects.edit({ projectId, edits: [...edits], ...options }, { context: promptContext });
    const noted = unsent.note({ edits: [...edits], options });
    waiting.add(edits);
    show();
    try {
      const taken = await answer; // What is told meanwhile stays: `told` is read after the waiting.
      told = takeAnswer(told, taken);
    } catch (error) {
      waiting.delete(edits);
      if (error instanceof ConnectionLostError) return await keep(noted);
      unsent.forget(noted);
      show();
      throw error;
    }
    waiting.delete(edits);
    unsent.forget(noted);
    show();
  }

  /** What waits is carried out by this one, also when nobody looks at the project. */
  function end(): void {
    if (waiting.size === 0 && unsent.list().length === 0) deps.onEnd();
  }

  // One for all tables: what was written in one transaction is shown in one step.
  const watch = createLiveSource<TablesEvent, object>({
    connection: deps.connection,
    watch: (signal) =>
      deps.client.records.watchTables({ entities, where: { projectId }, limit: projectRecordsMax }, { signal }),
    initial: {},
    apply: (before, events) => (take(events) ? {} : before),
    onEnd: end,
  });

  // Once for all who look: the first of them to leave must not take the watch from the others.
  const audience = createAudience(() => watch.subscribe(show));

  return {
    getSnapshot: () => state,
    subscribe: audience.subscribe,
    async edit(edits, options = {}) {
      if (edits.length === 0) return;
      // Behind those that wait, which it may build on.
      if (unsent.list().length > 0 || isAway(deps.connection)) await keep({ edits: [...edits], options });
      else await send(edits, options);
    },
    sendUnsent: unsent.send,
  };
}

function isAway({ getState }: Pick<CoreConnection, 'getState'>): boolean {
  return getState() === 'lost' || getState() === 'refused';
}

function tableAfter(
  table: ReadonlyMap<string, AnyRecord>,
  name: ModelEntityName,
  event: PackedEvent,
): ReadonlyMap<string, AnyRecord> {
  if (event.kind !== 'packed') return applyToTable(table, event);
  const entity = modelEntities.find((candidate) => candidate.name === name);
  assert(entity !== undefined, `There is no entity ${name}.`);
  // The first list of thousands stays packed; one that comes after a lost connection is compared with what is there.
  if (table.size === 0) return event.packed.count === 0 ? table : new PackedTable(openPacked(entity, event.packed));
  return applyToTable(table, { kind: 'reset', records: [...unpackRecords(entity, event.packed)] });
}

/** The table after an event; a record that is as it was stays the same object, and a table in which nothing changed too. */
function applyToTable(table: ReadonlyMap<string, AnyRecord>, event: RecordEvent): ReadonlyMap<string, AnyRecord> {
  const changes = new Map<string, AnyRecord | undefined>();
  for (const record of event.kind === 'reset' ? event.records : event.upserts) {
    const before = table.get(record.id);
    if (before === undefined || !isSame(before, record)) changes.set(record.id, record);
  }
  for (const id of event.kind === 'reset' ? missingIds(table, event.records) : event.removed)
    if (table.has(id)) changes.set(id, undefined);
  return overlayMap(table, changes);
}

function missingIds(table: ReadonlyMap<string, AnyRecord>, records: readonly AnyRecord[]): readonly string[] {
  const ids = new Set(records.map(({ id }) => id));
  return [...table.keys()].filter((id) => !ids.has(id));
}

type Answer = Awaited<ReturnType<ApiClient['projects']['edit']>>;

/** The watch tells the same, before or after the answer; what it has told of a later write stays. */
function takeAnswer(tables: ModelTables, { written, removed }: Answer): ModelTables {
  const changes = new Map<ModelEntityName, Map<string, AnyRecord | undefined>>();
  function change(entity: string, id: string, record: AnyRecord | undefined): void {
    const name = entity as ModelEntityName; // The answer names entities of the model only.
    const changed = changes.get(name) ?? new Map<string, AnyRecord | undefined>();
    changes.set(name, changed.set(id, record));
  }
  for (const { entity, record } of written) {
    const known: AnyRecord | undefined = tables[entity as ModelEntityName].get(record.id);
    if (known === undefined || Number(known['updatedAt']) < Number(record['updatedAt']))
      change(entity, record.id, record);
  }
  for (const { entity, id } of removed) change(entity, id, undefined);
  return withChanges(tables, changes);
}
