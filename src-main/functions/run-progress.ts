/*
 * How far the pieces of a run's work are now. Only the latest of each is kept, and only what has changed is told, at most once
 * a frame: a loop may say how far it is a million times.
 */
import type { Progress } from '#shared/calls/progress.ts';
import type { RunProgress } from '#shared/functions/run-progress.ts';

/** More bars at a time cannot be told apart; those that come later are not shown. */
const barsMax = 20;

/** A label longer than this does not fit beside a bar. */
const labelCharsMax = 200;

export type RunProgressKeeper = {
  readonly update: (progress: Progress) => void;
  /** In the order in which they began; those that have finished are gone. */
  readonly list: () => readonly RunProgress[];
};

export function createRunProgress({
  nowMs,
  onChange,
}: {
  readonly nowMs: () => number;
  readonly onChange: () => void;
}): RunProgressKeeper {
  const bars = new Map<string, RunProgress>();
  return {
    update({ id, label, done, total, isFinished }) {
      const before = bars.get(id);
      if (isFinished) {
        if (bars.delete(id)) onChange();
        return;
      }
      if (before === undefined && bars.size >= barsMax) return;
      // One that starts again from the beginning is a new one, whose pace says nothing about the one before.
      const isSame = before !== undefined && done >= before.done;
      const [sinceMs, doneFirst] = isSame ? [before.sinceMs, before.doneFirst] : [nowMs(), done];
      bars.set(id, { id, label: label.slice(0, labelCharsMax), done, total, sinceMs, doneFirst });
      onChange();
    },
    list: () => [...bars.values()],
  };
}
