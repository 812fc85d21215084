/*
 * Where nodes stand that nobody has placed by hand: what the layout found is kept for as long as the program runs, so that a new
 * object, another name or another view moves nothing. Places by hand are fields of the objects.
 */
import { useEffect, useMemo, useState } from 'react';
import { create } from 'zustand';

import { layeredLayout } from '#shared/matrix/system/layered-layout.ts';
import type { Point, Size } from '#shared/matrix/system/system-geometry.ts';
import { ringLayout } from '#shared/matrix/system/ring-layout.ts';
import { placeFresh } from '#shared/matrix/system/system-placing.ts';
import { neighboursAlong } from '#shared/matrix/system/thin-edges.ts';
import type { PlainEdge } from '#shared/matrix/system/thin-edges.ts';

import { openLayoutEngine } from './layout-engine.ts';
import type { LayoutEngine } from './layout-engine.ts';

export type LayoutJob = {
  /** Names the arrangement: the same name finds the places of before. */
  readonly key: string;
  readonly ids: readonly string[];
  readonly edges: readonly PlainEdge[];
  readonly size: Size;
  /**
   * `ring` for a few things that are all related, `columns` for many of which so many are related that not all lines are drawn: both
   * are found at once. `layered` is looked for by the engine.
   */
  readonly shape: 'layered' | 'ring' | 'columns';
  /** Places by hand. */
  readonly pinned: ReadonlyMap<string, Point>;
};

export type Places = ReadonlyMap<string, Point>;

/** Arrangements that are kept; the oldest is forgotten, and laid out again when somebody comes back to it. */
const arrangementsMax = 200;

const useArrangements = create<{ readonly placesByKey: ReadonlyMap<string, Places> }>(() => ({
  placesByKey: new Map(),
}));

export function keepPlaces(key: string, places: Places): void {
  const { placesByKey } = useArrangements.getState();
  const next = new Map(placesByKey);
  next.delete(key);
  next.set(key, places);
  const [oldest] = next.keys();
  if (next.size > arrangementsMax && oldest !== undefined) next.delete(oldest);
  useArrangements.setState({ placesByKey: next });
}

/** The next look lays it out anew. */
export function forgetPlaces(key: string): void {
  const next = new Map(useArrangements.getState().placesByKey);
  next.delete(key);
  useArrangements.setState({ placesByKey: next });
}

export function placesOf(key: string): Places | undefined {
  return useArrangements.getState().placesByKey.get(key);
}

/** The places of each job, by key; a job that is being laid out is not in it yet. */
export function usePlaces(jobs: readonly LayoutJob[]): ReadonlyMap<string, Places> {
  const placesByKey = useArrangements((state) => state.placesByKey);
  const layOut = useLayoutEngine();
  const settled = useMemo(
    () =>
      new Map(
        jobs.flatMap((job) => {
          const places = settle(job, placesByKey.get(job.key));
          return places === undefined ? [] : [[job.key, places] as const];
        }),
      ),
    [jobs, placesByKey],
  );
  useEffect(() => {
    for (const job of jobs) {
      const places = settled.get(job.key);
      const known = placesByKey.get(job.key);
      if (places === undefined) layOut(job);
      else if (job.ids.some((id) => !job.pinned.has(id) && known?.has(id) !== true)) keepPlaces(job.key, places);
    }
  }, [jobs, settled, placesByKey, layOut]);
  return settled;
}

/** Undefined where nothing has a place yet, so that the whole is to be laid out. */
function settle({ ids, edges, size, shape, pinned }: LayoutJob, known: Places | undefined): Places | undefined {
  const placed = new Map<string, Point>();
  const freshIds: string[] = [];
  for (const id of ids) {
    const point = pinned.get(id) ?? known?.get(id);
    if (point === undefined) freshIds.push(id);
    else placed.set(id, point);
  }
  if (freshIds.length === 0) return placed;
  if (placed.size === 0 && shape === 'ring') return ringLayout(ids, edges, size);
  if (placed.size === 0 && shape === 'columns') return layeredLayout(ids, neighboursAlong(edges), size);
  if (placed.size === 0) return undefined;
  return new Map([...placed, ...placeFresh({ placed, freshIds, neighboursOf: neighboursAlong(edges), size })]);
}

/** The engine starts with the first job and ends with the view. Each job runs once. */
function useLayoutEngine(): (job: LayoutJob) => void {
  const [runner] = useState(createJobRunner);
  useEffect(() => runner.close, [runner]);
  return runner.run;
}

type JobRunner = { readonly run: (job: LayoutJob) => void; readonly close: () => void };

function createJobRunner(): JobRunner {
  let engine: LayoutEngine | undefined;
  const running = new Set<string>();
  async function layOut({ key, ids, edges, size }: LayoutJob): Promise<void> {
    engine ??= openLayoutEngine();
    const started = engine;
    const found = await started.layOut({ nodes: ids.map((id) => ({ id, ...size })), edges });
    running.delete(key);
    if (engine !== started) return; // The view was closed meanwhile.
    keepPlaces(key, found ?? layeredLayout(ids, neighboursAlong(edges), size));
  }
  const run = (job: LayoutJob): void => {
    if (running.has(job.key)) return;
    running.add(job.key);
    void layOut(job); // It catches what can fail itself.
  };
  const close = (): void => {
    engine?.close();
    engine = undefined;
    running.clear();
  };
  return { run, close };
}
