import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/**
 * Whoever goes through folders by the keyboard goes on in the one that has just opened: its first entry takes the focus, or the list
 * itself where it has none. Give the list `tabIndex={-1}` and, in a dialog, `data-autofocus`, so that the focus waits there.
 */
export function useListFocus<E extends HTMLElement>(listing: object | null): RefObject<E | null> {
  const list = useRef<E>(null);
  useEffect(() => {
    if (listing !== null) (list.current?.querySelector('button') ?? list.current)?.focus();
  }, [listing]);
  return list;
}
