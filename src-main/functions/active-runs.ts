import { createFrames } from './frames.ts';
import { createRunLog } from './run-log.ts';
import type { RunLog, RunLogDeps } from './run-log.ts';
import { createRunProgress } from './run-progress.ts';
import type { RunProgressKeeper } from './run-progress.ts';

/** A run that has not ended: its log so far, and how it is cancelled. */
export type ActiveRun = {
  readonly runId: string;
  readonly log: RunLog;
  readonly progress: RunProgressKeeper;
  readonly signal: AbortSignal;
};

export type ActiveRuns = {
  readonly count: () => number;
  /** What leads to a run, such as reading its files. `close` waits for it, and for the run that comes of it. */
  readonly accept: <T>(answer: Promise<T>) => Promise<T>;
  readonly find: (runId: string) => ActiveRun | undefined;
  readonly list: () => readonly ActiveRun[];
  /** Calls back with each run whose progress has changed, also by its end. */
  readonly onProgress: (listener: (runId: string) => void) => () => void;
  /** Takes a run in; `finish` carries it out and never rejects. The run leaves when it is done. */
  readonly start: (runId: string, finish: (run: ActiveRun) => Promise<void>) => void;
  /** False when the run has ended already. */
  readonly cancel: (runId: string) => boolean;
  /** Whether the program is ending, and with it every run. */
  readonly isClosing: () => boolean;
  /** Ends every run and waits until their records say so. */
  readonly close: () => Promise<void>;
};

type Entry = ActiveRun & { readonly controller: AbortController; finished: Promise<void> };

export function createActiveRuns(deps: Omit<RunLogDeps, 'frames'>): ActiveRuns {
  const logDeps = { ...deps, frames: createFrames() };
  const entriesByRunId = new Map<string, Entry>();
  const accepting = new Set<Promise<unknown>>();
  const progressListeners = new Set<(runId: string) => void>();
  let isClosing = false;

  function tellProgress(runId: string): void {
    for (const listener of progressListeners) listener(runId);
  }

  return {
    count: () => entriesByRunId.size,
    accept(answer) {
      accepting.add(answer);
      const forget = (): void => void accepting.delete(answer);
      answer.then(forget, forget);
      return answer;
    },
    find: (runId) => entriesByRunId.get(runId),
    list: () => [...entriesByRunId.values()],
    onProgress(listener) {
      progressListeners.add(listener);
      return () => void progressListeners.delete(listener);
    },
    start(runId, finish) {
      const controller = new AbortController();
      const entry: Entry = {
        runId,
        log: createRunLog(logDeps),
        progress: createRunProgress({ nowMs: logDeps.nowMs, onChange: () => tellProgress(runId) }),
        controller,
        signal: controller.signal,
        finished: Promise.resolve(),
      };
      entriesByRunId.set(runId, entry);
      if (isClosing) controller.abort(); // It was accepted just before; its record says that it was interrupted.
      // It never rejects.
      entry.finished = finish(entry).then(() => {
        entriesByRunId.delete(runId);
        entry.log.close();
        if (entry.progress.list().length > 0) tellProgress(runId);
      });
    },
    cancel(runId) {
      const entry = entriesByRunId.get(runId);
      if (entry === undefined || entry.log.isEnded()) return false; // Only its record is still being written.
      entry.controller.abort();
      return true;
    },
    isClosing: () => isClosing,
    async close() {
      isClosing = true;
      for (const { controller } of entriesByRunId.values()) controller.abort();
      // Another may begin while these end.
      while (entriesByRunId.size + accepting.size > 0) {
        await Promise.allSettled(accepting); // Whoever asked sees what became of it.
        await Promise.all(Array.from(entriesByRunId.values(), ({ finished }) => finished));
      }
    },
  };
}
