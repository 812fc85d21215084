import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';

import { cleanFileName } from '#shared/attachments/clean-file-name.ts';

import { FieldRow } from '../../ui/field-row.tsx';
import { fieldTexts } from '../../ui/field-texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { changeAttachment } from './attachment-actions.ts';
import type { AttachmentItem } from './attachment-item.ts';

export type AttachmentNameDialogProps = { readonly item: AttachmentItem; readonly onClose: () => void };

/** What a file is called, and what there is to say of it. */
export function AttachmentNameDialog({ item, onClose }: AttachmentNameDialogProps) {
  const [name, setName] = useState(item.name);
  const [note, setNote] = useState(item.note);
  const clean = cleanFileName(name);
  const error = clean === undefined ? 'Type at least one letter or digit.' : undefined;
  const isOther = clean !== undefined && clean !== name.trim();
  return (
    <FormDialog
      title={`Name and note of ${item.name}`}
      verb="Keep"
      width={480}
      missing={error}
      onClose={onClose}
      onSubmit={() => {
        const change = { ...(clean === item.name ? {} : { name }), ...(note === item.note ? {} : { note }) };
        void changeAttachment(item, change).then((isKept) => {
          if (isKept) onClose();
        });
      }}
    >
      <FieldRow label="Name" controlId="attachment-name">
        <TextInput
          id="attachment-name"
          {...fieldTexts({
            error,
            hint: isOther ? `It will be called ${clean}: no system has more in a file's name.` : undefined,
          })}
          data-autofocus
          dir="auto"
          spellCheck={false}
          maxLength={1000}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </FieldRow>
      <FieldRow label="Note" controlId="attachment-note">
        <Textarea
          id="attachment-note"
          {...fieldTexts({ hint: 'Where it comes from, what it is for.' })}
          dir="auto"
          rows={4}
          maxLength={10_000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </FieldRow>
    </FormDialog>
  );
}
