import { useEffect } from 'react';

/** Puts the focus into a control when it appears, where it is the one that a person goes on with. */
export function useFirstFocus(controlId: string, isFirst: boolean): void {
  useEffect(() => {
    if (isFirst) document.getElementById(controlId)?.focus();
  }, [controlId, isFirst]);
}
