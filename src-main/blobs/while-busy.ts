export type BusySync = {
  /** Whether changes are just being sent or fetched: they go first. */
  readonly isSyncBusy: () => boolean;
  /** Calls when synchronisation, or the connection, may be another. */
  readonly onSyncChange: (listener: () => void) => () => void;
};

/** Changes go first, but nothing waits longer for them: a device that always has something to tell sends its files too. */
const patienceMs = 30_000;

/** Resolves when changes are in step, when it has waited long enough, or when it is given up. */
export async function whileBusy({ isSyncBusy, onSyncChange }: BusySync, signal: AbortSignal): Promise<void> {
  if (!isSyncBusy() || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(finish, patienceMs);
    const stop = onSyncChange(() => {
      if (!isSyncBusy()) finish();
    });
    signal.addEventListener('abort', finish);
    function finish(): void {
      clearTimeout(timer);
      stop();
      signal.removeEventListener('abort', finish);
      resolve();
    }
  });
}
