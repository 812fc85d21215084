import { TextInput } from '@mantine/core';
import { FolderOpen } from 'lucide-react';
import { useState } from 'react';

import { findBridge } from '../../rpc/electron-bridge.ts';
import { besideInput } from '../../ui/beside-input.tsx';
import { Button } from '../../ui/button.tsx';
import { FieldRow } from '../../ui/field-row.tsx';
import { fieldTexts } from '../../ui/field-texts.ts';
import { FolderDialog } from './folder-dialog.tsx';

export type FolderFieldProps = {
  readonly folder: string;
  readonly onChange: (folder: string) => void;
};

/** Where a file goes: typed, or chosen in the system's dialog, or in one of ours where the shell has none. */
export function FolderField({ folder, onChange }: FolderFieldProps) {
  const [isChoosing, setChoosing] = useState(false);
  async function choose(): Promise<void> {
    const bridge = findBridge();
    if (bridge === undefined) return setChoosing(true);
    const chosen = await bridge.chooseFolder(folder.trim());
    if (chosen !== null) onChange(chosen);
  }
  return (
    <FieldRow label="Folder" controlId="export-folder">
      <TextInput
        id="export-folder"
        {...fieldTexts({ hint: 'Without one the file is kept with Triptych, to be downloaded from the list below.' })}
        placeholder="With Triptych"
        value={folder}
        onChange={(event) => onChange(event.currentTarget.value)}
        inputContainer={besideInput(
          <Button icon={FolderOpen} aria-haspopup="dialog" aria-label="Choose a folder" onClick={() => void choose()}>
            Choose…
          </Button>,
        )}
      />
      {isChoosing ? (
        <FolderDialog
          startFolder={folder.trim()}
          onChoose={(chosen) => {
            onChange(chosen);
            setChoosing(false);
          }}
          onClose={() => setChoosing(false)}
        />
      ) : null}
    </FieldRow>
  );
}
