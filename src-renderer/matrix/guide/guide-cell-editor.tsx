import { Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';

import { choiceLabel, choicesOf, cleanList } from './guide-columns.ts';
import type { GuideColumn, GuideRow } from './guide-columns.ts';
import { useFirstFocus } from '../use-first-focus.ts';

export type GuideCellEditorProps = {
  readonly row: GuideRow;
  readonly column: GuideColumn;
  readonly phases: readonly string[];
  /** What was typed to begin with, instead of what is there; undefined to edit what is there. */
  readonly typed: string | undefined;
  /** Ends the editing; undefined keeps what was there. `goDown` after Enter. */
  readonly onDone: (value: string | readonly string[] | undefined, way: 'down' | 'right' | 'left' | 'stay') => void;
};

type EditorProps<C> = Omit<GuideCellEditorProps, 'column'> & { readonly column: C };

/** Edits one cell in its place: Enter keeps it, Escape leaves it as it was. */
export function GuideCellEditor({ column, ...props }: GuideCellEditorProps) {
  switch (column.kind) {
    case 'line':
    case 'prose':
      return <TextEditor column={column} {...props} />;
    case 'list':
      return <ListEditor column={column} {...props} />;
    case 'choice':
      return <ChoiceEditor column={column} {...props} />;
    case 'shown':
      return null;
  }
}

const proseCharsMax = 100_000;
const nameCharsMax = 255;

function TextEditor({ row, column, typed, onDone }: EditorProps<Extract<GuideColumn, { kind: 'line' | 'prose' }>>) {
  const [text, setText] = useState(typed ?? row.object[column.id]);
  const line = useFirstFocus<HTMLInputElement>();
  const prose = useFirstFocus<HTMLTextAreaElement>();
  const isDone = useRef(false);
  function done(value: string | undefined, way: 'down' | 'right' | 'left' | 'stay'): void {
    if (isDone.current) return; // Leaving the field is told once more when it goes.
    isDone.current = true;
    onDone(value, way);
  }
  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') done(undefined, 'stay');
    else if (event.key === 'Enter' && !event.shiftKey) done(text, 'down');
    else if (event.key === 'Tab') done(text, event.shiftKey ? 'left' : 'right');
    else return;
    event.preventDefault();
  }
  const shared = {
    'aria-label': `${column.label} of ${row.object.name}`,
    dir: 'auto',
    value: text,
    onKeyDown,
    onBlur: () => done(text, 'stay'),
  } as const;
  if (column.kind === 'line')
    return (
      <TextInput
        {...shared}
        ref={line}
        className="guide-editor"
        maxLength={nameCharsMax}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    );
  return (
    <Textarea
      {...shared}
      ref={prose}
      className="guide-editor guide-editor-prose"
      rows={6}
      maxLength={proseCharsMax}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}

function ListEditor({ row, column, typed, onDone }: EditorProps<Extract<GuideColumn, { kind: 'list' }>>) {
  const [list, setList] = useState<readonly string[]>(row.object[column.id]);
  const [words, setWords] = useState(typed ?? '');
  const field = useFirstFocus<HTMLInputElement>();
  const isDone = useRef(false);
  const all = cleanList([...list, words]);
  function done(value: readonly string[] | undefined, way: 'down' | 'right' | 'left' | 'stay'): void {
    if (isDone.current) return;
    isDone.current = true;
    onDone(value, way);
  }
  return (
    <TagsInput
      className="guide-editor guide-editor-list"
      aria-label={`${column.label} of ${row.object.name}`}
      placeholder={list.length === 0 ? 'One, Enter, another' : ''}
      ref={field}
      value={[...list]}
      searchValue={words}
      onSearchChange={setWords}
      onChange={setList}
      onBlur={() => done(all, 'stay')}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Escape') done(undefined, 'stay');
        else if (event.key === 'Enter' && words.trim() === '') done(all, 'down');
        else if (event.key === 'Tab') done(all, event.shiftKey ? 'left' : 'right');
        else return;
        event.preventDefault();
      }}
    />
  );
}

function ChoiceEditor({ row, column, phases, onDone }: EditorProps<Extract<GuideColumn, { kind: 'choice' }>>) {
  const field = useFirstFocus<HTMLInputElement>();
  const isDone = useRef(false);
  function done(value: string | undefined, way: 'right' | 'left' | 'stay'): void {
    if (isDone.current) return;
    isDone.current = true;
    onDone(value, way);
  }
  const data = choicesOf(column.id, phases).map((value) => ({
    value,
    label: value === '' ? 'None' : column.id === 'phase' ? value : choiceLabel(value),
  }));
  return (
    <Select
      className="guide-editor"
      aria-label={`${column.label} of ${row.object.name}`}
      ref={field}
      defaultDropdownOpened
      allowDeselect={false}
      data={data}
      value={row.object[column.id]}
      comboboxProps={{ withinPortal: true }}
      onChange={(value) => done(value ?? undefined, 'stay')}
      onBlur={() => done(undefined, 'stay')}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') done(undefined, 'stay');
        else if (event.key === 'Tab') done(undefined, event.shiftKey ? 'left' : 'right');
        else return;
        event.preventDefault();
      }}
    />
  );
}
