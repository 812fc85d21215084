import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import { patchEdit } from '#shared/matrix/model-edits.ts';

import { nameCharsMax } from '../object-actions.ts';
import { askFor, changeSystem, saySystem } from './system-store.ts';
import { editProject } from '../use-project.ts';

/** The name of an object while it is typed on the canvas: Enter or leaving keeps it, Escape does not. */
export function SystemName({ object }: { readonly object: ObjectRecord }) {
  function keep(typed: string): void {
    const name = typed.trim().slice(0, nameCharsMax);
    changeSystem({ renamingId: null });
    if (name === '' || name === object.name) return;
    void editProject(object.projectId, [patchEdit('object', object.id, { name })], {
      label: `Rename ${object.name} to ${name}`.slice(0, 200),
    });
    saySystem(`Renamed to ${name}`);
  }
  return (
    <input
      className="system-name nodrag nopan"
      dir="auto"
      aria-label={`Name of ${object.name}`}
      maxLength={nameCharsMax}
      defaultValue={object.name}
      ref={focusAndChoose}
      onBlur={({ currentTarget }) => keep(currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') {
          keep(event.currentTarget.value);
          askFor(object.id);
        } else if (event.key === 'Escape') {
          event.currentTarget.value = object.name;
          askFor(object.id);
          changeSystem({ renamingId: null });
        }
      }}
    />
  );
}

function focusAndChoose(input: HTMLInputElement | null): void {
  input?.focus({ preventScroll: true });
  input?.select();
}
