import { useEffect, useEffectEvent } from 'react';

import type { MatrixScope } from './matrix-actions.ts';
import { noFilter } from './matrix-lines.ts';
import { selectAt } from './matrix-moves.ts';
import type { Spot } from './matrix-selection.ts';
import { changeMatrix } from './matrix-store.ts';
import type { Surface } from './matrix-surface.ts';
import type { ViewSubject } from '../subject-address.ts';

/** Brings what the address names on screen, with its questions beside it. */
export function useMatrixSubject(
  scope: MatrixScope,
  surface: Surface | undefined,
  subject: ViewSubject | undefined,
): void {
  const show = useEffectEvent((shown: ViewSubject): void => {
    const spot = spotOfSubject(scope, shown);
    if (spot === undefined) {
      // It may be hidden by the filter; without one the next pass finds it, or there is nothing to find.
      changeMatrix({ filter: noFilter });
      return;
    }
    selectAt(scope, surface, spot);
    changeMatrix({ isInspecting: true });
    document.querySelector<HTMLElement>('.matrix-mirror')?.focus({ preventScroll: true });
  });
  const key = subject === undefined ? undefined : `${subject.kind}:${subject.id}`;
  useEffect(() => {
    if (surface !== undefined && subject !== undefined) show(subject);
    // A subject is the same as long as its name is; the object that holds it is made anew at every render.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [surface, key, scope.lines.objects.length]);
}

function spotOfSubject({ model, lines, isTransposed }: MatrixScope, { kind, id }: ViewSubject): Spot | undefined {
  if (kind === 'object') {
    const line = lines.lineById.get(id);
    return line === undefined ? undefined : { row: line, column: -1 };
  }
  const relationship = kind === 'relationship' ? model.tables.relationship.get(id) : undefined;
  const [one, other] =
    relationship === undefined
      ? id.split(kind === 'cell' ? '>' : ':')
      : [relationship.sourceObjectId, relationship.targetObjectId];
  const row = lines.lineById.get((isTransposed ? other : one) ?? '');
  const column = lines.lineById.get((isTransposed ? one : other) ?? '');
  return row === undefined || column === undefined ? undefined : { row, column };
}
