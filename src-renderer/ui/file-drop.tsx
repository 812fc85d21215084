import './file-drop.css';

import { FileInput } from 'lucide-react';
import { useState } from 'react';
import type { DragEvent, ReactNode } from 'react';

export type FileDropProps = {
  /** What files that are dropped here do, for the sign that is shown while they are over it. */
  readonly label: string;
  /** At least one. */
  readonly onFiles: (files: readonly [File, ...File[]]) => void;
  readonly className: string;
  readonly children: ReactNode;
};

/**
 * Takes files that are dragged onto it from outside. Whoever cannot drag finds the same in a menu or a button. Of several inside
 * each other the innermost takes them.
 */
export function FileDrop({ label, onFiles, className, children }: FileDropProps) {
  // Leaving a child is entering another, so the two are counted.
  const [depth, setDepth] = useState(0);
  /** Whether files are dragged; who is outside then hears nothing of it. */
  function takes(event: DragEvent): boolean {
    if (!event.dataTransfer.types.includes('Files')) return false;
    event.stopPropagation();
    return true;
  }
  return (
    <div
      className={`file-drop ${className}`}
      onDragEnter={(event) => {
        if (takes(event)) setDepth(depth + 1);
      }}
      onDragLeave={(event) => {
        if (takes(event)) setDepth(Math.max(0, depth - 1));
      }}
      onDragOver={(event) => {
        if (!takes(event)) return;
        event.preventDefault(); // Without it the browser opens the file.
        event.dataTransfer.dropEffect = 'copy';
      }}
      onDrop={(event) => {
        if (!takes(event)) return;
        event.preventDefault();
        setDepth(0);
        const [first, ...others] = event.dataTransfer.files;
        if (first !== undefined) onFiles([first, ...others]);
      }}
    >
      {children}
      {depth === 0 ? null : (
        <div className="file-drop-sign" role="status">
          <FileInput size={28} strokeWidth={1.5} aria-hidden />
          {label}
        </div>
      )}
    </div>
  );
}
