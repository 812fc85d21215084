/*
 * A file can be taken back to an earlier state without its knowing: a disk, or a whole machine, that was set back has both of what
 * device-identity.ts compares. The server alone knows that this device has counted further than the file remembers. What the file
 * counts from there on would bear numbers that stand for other changes, so it goes on as a new device: what the old one did later
 * is then told to it as anybody's, and what it has made in the meantime under a number that is taken is refused, where the
 * person sees it and can bring it back.
 */
import type { Log } from '../rpc/connection.ts';
import type { SyncWriter } from '../store/sync-store.ts';
import type { PushedDevice } from '../store/waiting-changes.ts';
import { fetchAllAnew } from './fetch-part.ts';

/** Whether the server has heard more of this device than it has said, as far as its file remembers. */
export function knowsMore(
  lastNumbers: { readonly [deviceId: string]: number },
  { deviceId, number }: PushedDevice,
): boolean {
  return (lastNumbers[deviceId] ?? 0) > number;
}

/** What the device did later was never told to it, being its own: so all is fetched anew. */
export function goOnAsAnother({ log }: { readonly log: Log }, tx: SyncWriter): void {
  log('This file was taken back to an earlier state, so it goes on as a new device, and fetches everything anew.');
  tx.goOnAsAnother();
  fetchAllAnew(tx);
}
