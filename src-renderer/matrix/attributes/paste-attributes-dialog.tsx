import { Textarea } from '@mantine/core';
import { useState } from 'react';

import { parseAttributeList } from '#shared/matrix/attributes/found-attributes.ts';

import { FieldRow } from '../../ui/field-row.tsx';
import { fieldTexts } from '../../ui/field-texts.ts';
import { FoundDialog } from './found-dialog.tsx';
import type { FoundDialogProps } from './found-dialog.tsx';

/** A list from a text or a spreadsheet, read as it is typed. */
export function PasteAttributesDialog({ model, object, announce, onClose }: FoundDialogProps) {
  const [text, setText] = useState('');
  return (
    <FoundDialog
      title={`Paste attributes of ${object.name}`}
      found={text.trim() === '' ? null : parseAttributeList(text)}
      source=""
      {...{ model, object, announce, onClose }}
    >
      <FieldRow label="List" controlId="attribute-list">
        <Textarea
          id="attribute-list"
          {...fieldTexts({
            hint: 'One on each line, such as “born: date*” (the star is for required), or cells of a spreadsheet: name, type, description.',
          })}
          data-autofocus
          autosize
          minRows={5}
          maxRows={12}
          dir="auto"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </FieldRow>
    </FoundDialog>
  );
}
