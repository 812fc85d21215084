import { useContext } from 'react';

import { nameCharsMax } from '../object-actions.ts';
import { changeSystem, useSystemStore } from './system-store.ts';
import { SystemContext } from './system-context.ts';

/** Where a new object is named before it is there. */
export function SystemDraftNode() {
  const context = useContext(SystemContext);
  function keep(name: string): void {
    const at = useSystemStore.getState().draftAt;
    if (at !== null) context?.add(name, at);
  }
  return (
    <div className="system-object system-draft">
      <input
        className="system-name nodrag nopan"
        dir="auto"
        aria-label="Name of the new object"
        placeholder="Name of the object"
        maxLength={nameCharsMax}
        ref={focusIt}
        onBlur={({ currentTarget }) => keep(currentTarget.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter') keep(event.currentTarget.value);
          else if (event.key === 'Escape') changeSystem({ draftAt: null });
        }}
      />
      <span className="system-object-type">Enter adds it, Escape does not</span>
    </div>
  );
}

function focusIt(input: HTMLInputElement | null): void {
  // The canvas shows a new node only after it has measured it; before that it takes no focus.
  if (input !== null) requestAnimationFrame(() => requestAnimationFrame(() => input.focus({ preventScroll: true })));
}
