import { Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';

import { textCharsMax } from '#shared/schema/field.ts';

import { fieldTexts } from '../../ui/field-texts.ts';
import { newId } from '../new-id.ts';

export type EditTextProps = {
  readonly id?: string;
  readonly label?: string;
  readonly value: string;
  /** `undoGroup` is the same for all that is typed in one visit of the field. */
  readonly onCommit: (value: string, undoGroup: string) => void;
  readonly isReadOnly?: boolean;
  readonly isMultiline?: boolean;
  /** An empty text is not kept: the one before comes back. */
  readonly isNeeded?: boolean;
  readonly placeholder?: string;
  readonly charsMax?: number;
  readonly hint?: string;
  readonly className?: string;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
};

// Longer than between two keys, shorter than anybody waits before closing the window.
const pauseMs = 300;

/**
 * A text of a record, edited in place: kept at each pause in typing, on Enter and when the field is left; Escape takes back what
 * was not kept. What others write meanwhile shows while nothing is typed.
 */
export function EditText({ label, value, onCommit, isReadOnly = false, isMultiline = false, ...rest }: EditTextProps) {
  const { isNeeded = false, charsMax = textCharsMax, hint, onKeyDown, className = '', ...given } = rest;
  const [draft, setDraft] = useState<string | null>(null);
  const group = useRef('');
  const typing = useRef<{ readonly text: string; readonly timer: ReturnType<typeof setTimeout> } | null>(null);
  const commit = useRef(onCommit);
  useEffect(() => {
    commit.current = onCommit;
  });

  function keep(): void {
    const waiting = typing.current;
    if (waiting === null) return;
    clearTimeout(waiting.timer);
    typing.current = null;
    if ((isNeeded && waiting.text.trim() === '') || waiting.text.length > charsMax) return;
    commit.current(isNeeded ? waiting.text.trim() : waiting.text, group.current);
  }

  const keepAtEnd = useRef(keep);
  useEffect(() => {
    keepAtEnd.current = keep;
  });
  // The field may go away, with its panel, before the pause is over.
  useEffect(() => () => keepAtEnd.current(), []);

  function change(text: string): void {
    setDraft(text);
    if (typing.current !== null) clearTimeout(typing.current.timer);
    typing.current = { text, timer: setTimeout(() => keepAtEnd.current(), pauseMs) };
  }

  function drop(): void {
    if (typing.current !== null) clearTimeout(typing.current.timer);
    typing.current = null;
    setDraft(null);
  }

  // A long text that was pasted is not cut: it stays to be shortened.
  const tooMany = (draft ?? '').length - charsMax;
  const shared = {
    ...given,
    'aria-label': label,
    value: draft ?? value,
    readOnly: isReadOnly,
    ...fieldTexts({ hint, error: tooMany > 0 ? `Not kept: ${String(tooMany)} characters too many` : undefined }),
    dir: 'auto' as const,
    className,
    onFocus: () => {
      group.current = newId();
    },
    onBlur: () => {
      keep();
      if (tooMany <= 0) setDraft(null);
    },
  };
  function takeKey(event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>): void {
    if (event.key === 'Enter' && (!isMultiline || event.ctrlKey || event.metaKey)) keep();
    if (event.key === 'Escape' && typing.current !== null) {
      event.stopPropagation();
      drop();
    }
    onKeyDown?.(event);
  }
  return isMultiline ? (
    <Textarea
      autosize
      minRows={2}
      maxRows={12}
      {...shared}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={takeKey}
    />
  ) : (
    <TextInput {...shared} onChange={(event) => change(event.currentTarget.value)} onKeyDown={takeKey} />
  );
}
