import { useState } from 'react';
import type { ReactNode } from 'react';

import { openTextFiles } from './foraging-actions.ts';

export type DropAreaProps = {
  readonly projectId: string;
  readonly isReadOnly: boolean;
  readonly children: ReactNode;
};

/** Files that are dropped on it become texts. */
export function DropArea({ projectId, isReadOnly, children }: DropAreaProps) {
  const [isOver, setOver] = useState(false);
  return (
    <div
      className={`foraging-drop${isOver ? ' foraging-drop-over' : ''}`}
      onDragOver={(event) => {
        if (isReadOnly || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (isReadOnly || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        event.stopPropagation();
        void openTextFiles(projectId, [...event.dataTransfer.files]);
      }}
    >
      {children}
    </div>
  );
}
