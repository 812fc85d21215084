import type { Log } from '../rpc/connection.ts';

/** Time to end runs and sessions and to close the files; then the process ends as it is, and the supervisor ends the sessions. */
const endMsMax = 2000;

/** Ends the process on Ctrl+C, on a request to end and on a bug, after everything was closed in order, once. */
export function endInOrder(close: () => Promise<void>, log: Log): { readonly end: (exitCode: number) => void } {
  let isEnding = false;

  function end(exitCode: number): void {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => {
      log(`Not everything had ended after ${String(endMsMax / 1000)} seconds; Triptych left nevertheless.`);
      process.exit(exitCode);
    }, endMsMax).unref();
    close()
      .catch((error: unknown) => log(`Triptych did not end in order: ${String(error)}`))
      .finally(() => process.exit(exitCode));
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log(`Triptych broke and ends: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      end(1);
    });
  }
  return { end };
}
