import { TextInput } from '@mantine/core';
import { ChevronDown, ChevronUp } from 'lucide-react';

import type { Parameter } from '#shared/functions/parameter.ts';

import { steppedText } from './stepped-text.ts';

export type NumberFieldProps = {
  readonly id: string;
  readonly parameter: Parameter;
  readonly value: string;
  readonly placeholder: string;
  readonly error: boolean;
  readonly onChange: (value: string) => void;
};

/** A number as text, so that `1e-3`, `NaN` and half-typed ones stay as they are; steps by arrow keys and buttons. */
export function NumberField({ parameter, value, onChange, ...common }: NumberFieldProps) {
  const step = (direction: 1 | -1) => onChange(steppedText(parameter, value, direction));
  return (
    <TextInput
      {...common}
      inputMode={parameter.type === 'integer' ? 'numeric' : 'decimal'}
      autoComplete="off"
      classNames={{ input: 'num' }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        step(event.key === 'ArrowUp' ? 1 : -1);
      }}
      rightSectionWidth={22}
      rightSectionPointerEvents="all"
      rightSection={
        // The arrow keys do the same, so the buttons are for the mouse alone.
        <span className="stepper" aria-hidden>
          <button type="button" tabIndex={-1} onClick={() => step(1)}>
            <ChevronUp size={11} />
          </button>
          <button type="button" tabIndex={-1} onClick={() => step(-1)}>
            <ChevronDown size={11} />
          </button>
        </span>
      }
    />
  );
}
