import { TextInput } from '@mantine/core';
import { FolderOpen } from 'lucide-react';
import { useState } from 'react';

import { IconButton } from '../ui/icon-button.tsx';
import { FileDialog } from './file-dialog.tsx';
import { noteRecentFile } from './recent-files.ts';
import { TablePreview } from './table-preview.tsx';

export type TableFieldProps = {
  readonly id: string;
  readonly workspaceId: string;
  readonly value: string;
  /** The file that is read when none is chosen. */
  readonly defaultPath: string;
  readonly placeholder: string;
  readonly error: boolean;
  readonly onChange: (value: string) => void;
};

/** A table's file by its path, with what a function would get of it below. */
export function TableField({ workspaceId, value, defaultPath, onChange, ...common }: TableFieldProps) {
  const shownPath = value.trim() === '' ? defaultPath : value.trim();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="table-field">
      <div className="table-field-path">
        <TextInput
          {...common}
          spellCheck={false}
          value={value}
          title={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        <IconButton label="Choose a table's file" icon={FolderOpen} onClick={() => setOpen(true)} />
      </div>
      {shownPath === '' ? null : <TablePreview key={shownPath} workspaceId={workspaceId} path={shownPath} />}
      {isOpen ? (
        <FileDialog
          workspaceId={workspaceId}
          onClose={() => setOpen(false)}
          onChoose={(path) => {
            noteRecentFile(path);
            onChange(path);
            setOpen(false);
          }}
        />
      ) : null}
    </div>
  );
}
