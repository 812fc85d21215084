import { Autocomplete } from '@mantine/core';
import { useState } from 'react';

import { folderPath } from '#shared/functions/function-rules.ts';

import { FormDialog } from '../ui/form-dialog.tsx';
import { FieldRow } from '../ui/field-row.tsx';
import { fieldTexts } from '../ui/field-texts.ts';
import { closeFunctionDialog } from './function-store.ts';

export type FolderDialogProps = {
  readonly title: string;
  readonly verb: string;
  readonly folder: string;
  readonly folders: readonly string[];
  readonly hint: string;
  readonly mayBeEmpty?: boolean;
  readonly onChoose: (path: string) => void;
};

/** Asks for the path of a folder, offering those that are there. */
export function FolderDialog({ title, verb, folder, folders, hint, mayBeEmpty = false, onChoose }: FolderDialogProps) {
  const [path, setPath] = useState(folder);
  const missing = !mayBeEmpty && folderPath(path) === '' ? 'Type a name first' : undefined;
  return (
    <FormDialog
      title={title}
      onClose={closeFunctionDialog}
      onSubmit={() => onChoose(folderPath(path))}
      verb={verb}
      missing={missing}
    >
      <FieldRow label="Folder" controlId="folder-path">
        <Autocomplete
          id="folder-path"
          {...fieldTexts({ hint })}
          data-autofocus
          data={[...folders]}
          value={path}
          maxLength={1000}
          onChange={setPath}
        />
      </FieldRow>
    </FormDialog>
  );
}
