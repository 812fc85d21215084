import './exchange.css';

import { FileInput } from 'lucide-react';
import { useState } from 'react';
import type { DragEvent, ReactNode } from 'react';

export type FileDropProps = {
  /** What a file that is dropped here does, for the sign that is shown while one is over it. */
  readonly label: string;
  readonly onFile: (file: File) => void;
  readonly className: string;
  readonly children: ReactNode;
};

/** Takes a file that is dragged onto it from outside. Whoever cannot drag finds the same in a menu. */
export function FileDrop({ label, onFile, className, children }: FileDropProps) {
  // Leaving a child is entering another, so the two are counted.
  const [depth, setDepth] = useState(0);
  const hasFile = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');
  return (
    <div
      className={`file-drop ${className}`}
      onDragEnter={(event) => {
        if (hasFile(event)) setDepth(depth + 1);
      }}
      onDragLeave={(event) => {
        if (hasFile(event)) setDepth(Math.max(0, depth - 1));
      }}
      onDragOver={(event) => {
        if (!hasFile(event)) return;
        event.preventDefault(); // Without it the browser opens the file.
        event.dataTransfer.dropEffect = 'copy';
      }}
      onDrop={(event) => {
        if (!hasFile(event)) return;
        event.preventDefault();
        setDepth(0);
        const [file] = event.dataTransfer.files;
        if (file !== undefined) onFile(file);
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
