import { useId, useLayoutEffect } from 'react';
import { create } from 'zustand';

/** The dialogs that are open, the one that was opened last at the end. */
const useOpenDialogs = create<readonly string[]>(() => []);

/**
 * Whether no other dialog was opened after this one. Each listens for Escape by itself, and it is for the last one alone: else whoever
 * gives up what it asks would lose what they have typed into the one below.
 */
export function useIsOnTop(isOpen: boolean): boolean {
  const id = useId();
  useLayoutEffect(() => {
    if (!isOpen) return;
    useOpenDialogs.setState((open) => [...open, id], true);
    return () => useOpenDialogs.setState((open) => open.filter((each) => each !== id), true);
  }, [id, isOpen]);
  return useOpenDialogs((open) => open.at(-1) === id);
}
