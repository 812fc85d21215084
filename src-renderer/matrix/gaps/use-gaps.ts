/*
 * The gaps of a project, found once for each state of its model and shared by everything that shows them. Finding them waits until
 * nobody has edited for a moment and the window has nothing more urgent to do: in a large project it takes more than a frame, and
 * whoever types on must not wait for it. What was found before stays on screen meanwhile.
 */
import { useSyncExternalStore } from 'react';

import { checkGaps, gapsOf } from '#shared/matrix/gaps/gap-checks.ts';
import type { GapReport } from '#shared/matrix/gaps/gap-checks.ts';
import { gapKey, subjectKey } from '#shared/matrix/gaps/gap.ts';
import type { Gap, GapSubject } from '#shared/matrix/gaps/gap.ts';
import { emptyModel } from '#shared/matrix/project-model.ts';

import { createAudience } from '../../live/audience.ts';
import { projectSource } from '../use-project.ts';

/** Longer than it takes to type on, shorter than it takes to look up. */
const quietMs = 150;
/** A model that changes all the time (a long import, a slider) still gets its gaps now and then. */
const patienceMs = 1000;

type GapSource = {
  readonly getReport: () => GapReport;
  readonly getOf: (subject: GapSubject) => readonly Gap[];
  readonly subscribe: (onChange: () => void) => () => void;
  readonly isWatched: () => boolean;
};

const emptyReport = checkGaps(emptyModel);
const sources = new Map<string, GapSource>();

/** The report on the model as it was a moment ago; empty until the model is there. */
export function useGaps(projectId: string): GapReport {
  const source = gapSource(projectId);
  return useSyncExternalStore(source.subscribe, source.getReport);
}

/** The gaps of one subject; the same array for as long as they are the same, so that only what changed is drawn again. */
export function useGapsOf(projectId: string, subject: GapSubject): readonly Gap[] {
  const source = gapSource(projectId);
  return useSyncExternalStore(source.subscribe, () => source.getOf(subject));
}

function gapSource(projectId: string): GapSource {
  const found = sources.get(projectId);
  if (found !== undefined) return found;
  // Reports hold on to their models: those that nobody looks at any more are let go when another project is opened.
  for (const [id, source] of sources) if (!source.isWatched()) sources.delete(id);
  const source = createGapSource(projectId);
  sources.set(projectId, source);
  return source;
}

function createGapSource(projectId: string): GapSource {
  let report = emptyReport;
  let gapsBySubject = new Map<string, readonly Gap[]>();
  const waiting = createQuietWait(check);

  function check(): void {
    const { model, isLoading } = projectSource(projectId).getSnapshot();
    if (isLoading || model === report.model) return;
    report = checkGaps(model);
    gapsBySubject = keptGaps(gapsBySubject, report);
    audience.tell();
  }

  const audience = createAudience(() => {
    const stopModel = projectSource(projectId).subscribe(() => waiting.begin(quietMs));
    waiting.begin(0);
    return () => {
      stopModel();
      waiting.cancel();
    };
  });

  return {
    getReport: () => report,
    isWatched: audience.isThere,
    getOf(subject) {
      const key = subjectKey(subject);
      let gaps = gapsBySubject.get(key);
      if (gaps === undefined) {
        gaps = gapsOf(report, subject);
        gapsBySubject.set(key, gaps);
      }
      return gaps;
    },
    subscribe: audience.subscribe,
  };
}

/** Of what was asked for before, the arrays in which nothing changed. */
function keptGaps(before: ReadonlyMap<string, readonly Gap[]>, report: GapReport): Map<string, readonly Gap[]> {
  const kept = new Map<string, readonly Gap[]>();
  for (const [key, gaps] of before) {
    const colon = key.indexOf(':');
    // The key was made of a subject by getOf.
    const subject = { kind: key.slice(0, colon), id: key.slice(colon + 1) } as GapSubject;
    const next = gapsOf(report, subject);
    const isSame = next.length === gaps.length && next.every((gap, place) => isSameGap(gap, gaps[place]));
    kept.set(key, isSame ? gaps : next);
  }
  return kept;
}

function isSameGap(one: Gap, other: Gap | undefined): boolean {
  return other !== undefined && gapKey(one) === gapKey(other);
}

type QuietWait = {
  /** Waits so long from now on, however long it has waited; but not for ever. */
  readonly begin: (delayMs: number) => void;
  readonly cancel: () => void;
};

function createQuietWait(work: () => void): QuietWait {
  let since: number | undefined;
  let stop: (() => void) | undefined;

  function cancel(): void {
    stop?.();
    stop = undefined;
    since = undefined;
  }

  return {
    begin(delayMs) {
      const begunAt = since ?? performance.now();
      const restMs = Math.max(0, begunAt + patienceMs - performance.now());
      cancel();
      since = begunAt;
      const timer = setTimeout(
        () => {
          stop = whenIdle(() => {
            cancel();
            work();
          });
        },
        Math.min(delayMs, restMs),
      );
      stop = () => clearTimeout(timer);
    },
    cancel,
  };
}

/** Runs when the window is idle; returns what calls it off. */
function whenIdle(work: () => void): () => void {
  if (!('requestIdleCallback' in window)) {
    work();
    return () => undefined;
  }
  const handle = window.requestIdleCallback(work, { timeout: patienceMs });
  return () => window.cancelIdleCallback(handle);
}
