import { Textarea } from '@mantine/core';
import { useState } from 'react';

import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { FormDialog } from '../../ui/form-dialog.tsx';
import { FieldRow } from '../../ui/field-row.tsx';
import { fieldTexts } from '../../ui/field-texts.ts';
import { CombineDialog } from './combine-dialog.tsx';
import { addObjects, countNewObjects, downgrade } from './guide-actions.ts';
import { openGuideDialog, useGuideStore } from './guide-store.ts';
import { ObjectChooser } from '../object-chooser.tsx';

export type GuideDialogsProps = { readonly project: ProjectRecord; readonly model: ProjectModel };

/** The dialog of the guide that is open, if one is. */
export function GuideDialogs({ project, model }: GuideDialogsProps) {
  const { dialog } = useGuideStore();
  const close = (): void => openGuideDialog(null);
  if (dialog === null) return null;
  if (dialog.kind === 'paste') return <PasteDialog project={project} onClose={close} />;
  const object = model.tables.object.get(dialog.objectId);
  if (object === undefined) return null;
  const others = model.objects.filter(({ id }) => id !== object.id);
  if (dialog.kind === 'combine') return <CombineDialog object={object} model={model} others={others} onClose={close} />;
  return (
    <ObjectChooser
      title={`Make ${object.name} an attribute`}
      note="Choose whose attribute it is. The noun stays among the rejected ones with everything that hangs on it, and can come back."
      action="Make it an attribute"
      objects={others}
      likeName={object.name}
      onChoose={(owner) => void downgrade(object, owner)}
      onClose={close}
    />
  );
}

/** A model has at most 2,000 objects. */
const namesMax = 2000;

function PasteDialog({ project, onClose }: { readonly project: ProjectRecord; readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const names = text.split('\n').filter((line) => line.trim() !== '');
  const count = countNewObjects(project.id, names);
  return (
    <FormDialog
      title="Paste a list of names"
      onClose={onClose}
      onSubmit={() => {
        onClose();
        void addObjects(project.id, names);
      }}
      verb={count === 1 ? 'Add 1 object' : `Add ${String(count)} objects`}
      missing={whyNot(names.length, count)}
    >
      <FieldRow label="Names" controlId="guide-names">
        <Textarea
          id="guide-names"
          {...fieldTexts({ hint: 'One name on each line. Names that are there already are left out.' })}
          data-autofocus
          dir="auto"
          rows={12}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </FieldRow>
    </FormDialog>
  );
}

/** Why names cannot be added, or undefined. */
function whyNot(nameCount: number, newCount: number): string | undefined {
  if (nameCount === 0) return 'Paste at least one name';
  if (nameCount > namesMax) return `A project holds at most ${namesMax.toLocaleString('en')} objects`;
  return newCount === 0 ? 'All of these are objects already' : undefined;
}
