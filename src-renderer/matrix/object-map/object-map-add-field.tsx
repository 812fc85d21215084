import { useEffect, useRef, useState } from 'react';

import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import { pastedLinesMax } from '#shared/matrix/attributes/found-attributes.ts';

export type ObjectMapAddFieldProps = {
  readonly object: ObjectRecord;
  readonly what: 'core' | 'metadata' | 'cta';
  readonly isActive: boolean;
  readonly onActivate: () => void;
  readonly onAdd: (name: string) => void;
};

const placeholders = { core: 'Add core content', metadata: 'Add metadata', cta: 'Add a call to action' } as const;

/** Enter adds what was typed and waits for the next; a list that is pasted adds each of its lines. */
export function ObjectMapAddField({ object, what, isActive, onActivate, onAdd }: ObjectMapAddFieldProps) {
  const [name, setName] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const isWaiting = useRef(false);
  function add(): void {
    if (name.trim() === '') return;
    onAdd(name.trim());
    setName('');
    isWaiting.current = true;
  }
  // What was added stands above the field, which may have been pushed out of sight.
  useEffect(() => {
    if (!isWaiting.current) return;
    isWaiting.current = false;
    field.current?.scrollIntoView({ block: 'nearest' });
  });
  return (
    <input
      ref={field}
      className="map-add"
      aria-label={`${placeholders[what]} to ${object.name}`}
      placeholder={placeholders[what]}
      maxLength={255}
      dir="auto"
      data-active={isActive || undefined}
      tabIndex={isActive ? 0 : -1}
      value={name}
      onChange={(event) => setName(event.currentTarget.value)}
      onFocus={onActivate}
      onBlur={add}
      onPaste={(event) => {
        const lines = event.clipboardData.getData('text/plain').split(/\r?\n/);
        const names = lines.map((line) => line.trim().slice(0, 255)).filter((line) => line !== '');
        if (names.length < 2) return;
        event.preventDefault();
        for (const pasted of names.slice(0, pastedLinesMax)) onAdd(pasted);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) add();
        else if (event.key === 'Escape') setName('');
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
