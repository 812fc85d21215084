import { TextInput } from '@mantine/core';
import { ChevronDown, ChevronUp } from 'lucide-react';

import type { Parameter } from '#shared/functions/parameter.ts';

import { defaultText } from './form-values.ts';

export type NumberFieldProps = {
  readonly id: string;
  readonly parameter: Parameter;
  readonly value: string;
  readonly placeholder: string;
  readonly error: boolean;
  readonly 'aria-describedby': string | undefined;
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

/** One step of the last digit that is written, kept within the range. */
export function steppedText(parameter: Parameter, text: string, direction: 1 | -1): string {
  const plain = (text.trim() === '' ? (defaultText(parameter) ?? '') : text).replaceAll(/[\s_]/g, '');
  const number = Number(plain);
  if (plain === '' || !Number.isFinite(number)) return text.trim() === '' ? String(parameter.min ?? 0) : text;
  const decimals = parameter.type === 'integer' ? 0 : (/\.(\d+)$/.exec(plain)?.[1]?.length ?? 0);
  const next = number + direction * 10 ** -decimals;
  const kept = Math.min(
    parameter.max ?? Number.POSITIVE_INFINITY,
    Math.max(parameter.min ?? Number.NEGATIVE_INFINITY, next),
  );
  return kept.toFixed(decimals);
}
