import './in-place-text.css';

import { useState } from 'react';

export type InPlaceTextProps = {
  readonly label: string;
  readonly value: string;
  readonly isReadOnly: boolean;
  readonly placeholder?: string;
  /** A name may not; a note may. */
  readonly mayBeEmpty?: boolean;
  readonly onKeep: (value: string) => void;
};

const nameCharsMax = 255;

/** A name that is edited where it stands: kept with Enter or by leaving it, as before with Escape or when empty. */
export function InPlaceText({ label, value, isReadOnly, placeholder, mayBeEmpty = false, onKeep }: InPlaceTextProps) {
  const [draft, setDraft] = useState<string | null>(null);
  function keep(): void {
    const text = draft?.trim();
    setDraft(null);
    if (text === undefined || text === value || (text === '' && !mayBeEmpty)) return;
    onKeep(text);
  }
  return (
    <input
      className="in-place-text"
      dir="auto"
      aria-label={label}
      placeholder={placeholder}
      maxLength={nameCharsMax}
      readOnly={isReadOnly}
      value={draft ?? value}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key !== 'Escape' || draft === null) return;
        event.stopPropagation();
        setDraft(null);
      }}
    />
  );
}
