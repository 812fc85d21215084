import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** The field that was asked for by a key is the one that is typed into: it takes the focus when it appears, the cursor at its end. */
export function useFirstFocus<E extends HTMLInputElement | HTMLTextAreaElement>(): RefObject<E | null> {
  const field = useRef<E>(null);
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
  }, []);
  return field;
}
