import type { ReactNode } from 'react';

type AttachmentLineProps = {
  readonly mark: ReactNode;
  readonly name: ReactNode;
  readonly title?: string | undefined;
  readonly onOpen: () => void;
  /** Beside the name. */
  readonly facts: ReactNode;
  readonly note: string;
  readonly buttons: ReactNode;
};

/** A line of a list of files or shared results: the name opens it. */
export function AttachmentLine({ mark, name, title, onOpen, facts, note, buttons }: AttachmentLineProps) {
  return (
    <li className="attachment-row">
      {mark}
      <div className="attachment-main">
        <button type="button" className="attachment-name" title={title} onClick={onOpen}>
          {name}
        </button>
        <span className="attachment-facts">{facts}</span>
        {note === '' ? null : (
          <p className="attachment-note" dir="auto">
            {note}
          </p>
        )}
      </div>
      <span className="attachment-buttons">{buttons}</span>
    </li>
  );
}
