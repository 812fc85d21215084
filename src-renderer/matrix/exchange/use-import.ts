import { useEffect, useRef, useState } from 'react';

import type { FailureText } from '#shared/failure-text.ts';
import type { ImportProgress } from '#shared/matrix/exchange/exchange-api.ts';

import { failureOf } from '../../rpc/client.ts';
import { describeProblem } from '../../workspaces/tell-failure.ts';
import { applyImport, cancelImport, dropImport, loadImport, planAgain } from './exchange-actions.ts';
import type { LoadedImport } from './exchange-actions.ts';
import type { ImportTarget } from './exchange-store.ts';

export type ImportStep =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'reading'; readonly fileName: string; readonly percent: number }
  /** `isCancelled`: it was being written, and all of it has been taken back. */
  | { readonly kind: 'shown'; readonly loaded: LoadedImport; readonly isCancelled: boolean }
  | {
      readonly kind: 'writing';
      readonly loaded: LoadedImport;
      readonly progress: ImportProgress;
      readonly isCancelling: boolean;
    };

export type Importing = {
  readonly step: ImportStep;
  readonly problem: FailureText | null;
  readonly read: (file: File) => Promise<void>;
  readonly apply: (loaded: LoadedImport) => Promise<void>;
  /** Ends the writing; the report is there again when all has been taken back. */
  readonly cancelWriting: (loaded: LoadedImport) => void;
  /** Whatever has been begun is left, and nothing of it stays. */
  readonly close: () => void;
};

const notBegun: ImportProgress = { step: 'waiting', written: 0, count: 0 };

/** The way of a file into a project: it is chosen, read, looked at and written. */
export function useImport(target: ImportTarget, onClose: () => void): Importing {
  const [step, setStep] = useState<ImportStep>({ kind: 'choosing' });
  const [problem, setProblem] = useState<FailureText | null>(null);
  const reading = useRef<AbortController | null>(null);
  const { file: dropped } = target;

  async function read(file: File): Promise<void> {
    reading.current?.abort();
    const abort = new AbortController();
    reading.current = abort;
    setProblem(null);
    setStep({ kind: 'reading', fileName: file.name, percent: 0 });
    try {
      const onPercent = (percent: number): void => setStep({ kind: 'reading', fileName: file.name, percent });
      const loaded = await loadImport(target, file, { onPercent, signal: abort.signal });
      if (abort.signal.aborted) dropImport(loaded.importId);
      else setStep({ kind: 'shown', loaded, isCancelled: false });
    } catch (error) {
      if (abort.signal.aborted) return;
      setStep({ kind: 'choosing' });
      setProblem(describeProblem(error));
    }
  }

  // What was dropped is read once, as if it had been chosen here.
  useEffect(() => {
    if (dropped !== undefined) void read(dropped);
    return () => reading.current?.abort();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- It would read the file again at every step.
  }, [dropped]);

  async function apply(loaded: LoadedImport): Promise<void> {
    setStep({ kind: 'writing', loaded, progress: notBegun, isCancelling: false });
    setProblem(null);
    const onProgress = (progress: ImportProgress): void =>
      setStep((now) => (now.kind === 'writing' ? { ...now, progress } : now));
    try {
      await applyImport(target.workspaceId, loaded, onProgress);
      onClose();
    } catch (error) {
      const kind = failureOf(error)?.kind;
      const isCancelled = kind === 'import-cancelled';
      if (!isCancelled) setProblem(describeProblem(error));
      const next = kind === 'import-outdated' ? await planAgain(loaded.importId).catch(() => loaded) : loaded;
      setStep({ kind: 'shown', loaded: next, isCancelled });
    }
  }

  return {
    step,
    problem,
    read,
    apply,
    cancelWriting: ({ importId }) => {
      setStep((now) => (now.kind === 'writing' ? { ...now, isCancelling: true } : now));
      void cancelImport(importId);
    },
    close: () => {
      reading.current?.abort();
      if (step.kind === 'shown' || step.kind === 'writing') dropImport(step.loaded.importId);
      onClose();
    },
  };
}
