export type Deadline = { readonly signal: AbortSignal } & Disposable;

/**
 * A signal that aborts after a time, or when another does, until it is disposed of. `AbortSignal.timeout` keeps whatever listens to it
 * until the time is over: of a file that is sent chunk by chunk, everything that was asked in the last half minute.
 */
export function openDeadline(ms: number, ...others: readonly AbortSignal[]): Deadline {
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(new DOMException('It took too long.', 'TimeoutError')), ms);
  timer.unref();
  const follow = (event: Event): void => {
    const { target } = event;
    end.abort(target instanceof AbortSignal ? target.reason : undefined);
  };
  for (const other of others) {
    if (other.aborted) end.abort(other.reason);
    else other.addEventListener('abort', follow);
  }
  return {
    signal: end.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      for (const other of others) other.removeEventListener('abort', follow);
    },
  };
}
