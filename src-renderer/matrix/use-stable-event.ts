import { useCallback, useLayoutEffect, useRef } from 'react';

/** A listener that stays the same function and does what the newest render says, so that a row that has it is not drawn again. */
export function useStableEvent<E>(onEvent: (event: E) => void): (event: E) => void {
  const newest = useRef(onEvent);
  useLayoutEffect(() => {
    newest.current = onEvent;
  });
  return useCallback((event: E) => newest.current(event), []);
}
