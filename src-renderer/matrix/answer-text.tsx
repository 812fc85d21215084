import { Textarea } from '@mantine/core';
import { useState } from 'react';

export type AnswerTextProps = {
  readonly label: string;
  readonly value: string;
  readonly charsMax: number;
  readonly placeholder?: string;
  readonly isReadOnly: boolean;
  readonly onKeep: (text: string) => void;
};

/** A text that is kept when it is left, or with Ctrl+Enter; Escape gives up what was typed. */
export function AnswerText({ label, value, charsMax, placeholder, isReadOnly, onKeep }: AnswerTextProps) {
  const [typed, setTyped] = useState<string | undefined>(undefined);
  function keep(): void {
    if (typed !== undefined && typed !== value) onKeep(typed);
    setTyped(undefined);
  }
  return (
    <Textarea
      label={label}
      size="xs"
      dir="auto"
      autosize
      minRows={1}
      maxRows={8}
      maxLength={charsMax}
      placeholder={placeholder}
      readOnly={isReadOnly}
      value={typed ?? value}
      data-typed={typed !== undefined}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) keep();
        else if (event.key === 'Escape' && typed !== undefined) setTyped(undefined);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
