import { useMemo } from 'react';

import type { FunctionRecord } from '#shared/functions/function-entities.ts';
import type { UserSession } from '#shared/presence/presence-api.ts';

import { PresencePeople } from '../presence/presence-people.tsx';
import { editPresence, movePresence, usePresenceCursors } from '../presence/presence.ts';
import { revealLine } from './function-store.ts';
import { parseSelection, selectionToId } from './other-cursors.ts';
import type { OtherCursor } from './other-cursors.ts';

const view = 'draft';

/** Who else has the function open; choosing one shows the line that they are in. */
export function FunctionPeople({ record }: { readonly record: FunctionRecord }) {
  return (
    <PresencePeople
      room={{ kind: 'function', id: record.id }}
      place="function"
      whereText={whereText}
      onGo={({ cursorPosition }) => {
        const selection = parseSelection(cursorPosition?.id ?? '');
        if (selection !== undefined) revealLine(record.id, lineAt(record.draftSource, selection.head));
      }}
    />
  );
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function whereText({ activeEditing }: UserSession): string {
  return activeEditing === null ? '' : 'writing';
}

/** The cursors of the others in a draft. */
export function useDraftCursors(functionId: string): readonly OtherCursor[] {
  const others = usePresenceCursors({ kind: 'function', id: functionId }, view);
  return useMemo(
    () =>
      others.flatMap(({ id, name, color }) => {
        const selection = parseSelection(id);
        return selection === undefined ? [] : [{ name, color, ...selection }];
      }),
    [others],
  );
}

/** Tells the others where this window's cursor is in the draft, and whether it is being written. */
export function tellDraftCursor(
  functionId: string,
  { anchor, head, isFocused }: { readonly anchor: number; readonly head: number; readonly isFocused: boolean },
): void {
  movePresence(functionId, { view, kind: 'text', id: selectionToId({ anchor, head }) });
  editPresence(functionId, isFocused ? functionId : null);
}
