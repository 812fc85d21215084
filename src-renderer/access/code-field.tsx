import { TextInput } from '@mantine/core';

import { typedCodeCharsMax } from '#shared/access/factor-rules.ts';

import { fieldTexts } from '../ui/field-texts.ts';
import { useFirstFocus } from './use-first-focus.ts';
import type { FormState } from './use-form.ts';

export type CodeFieldProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly form: FormState;
  /** Whether a recovery code does as well. */
  readonly takesRecovery: boolean;
  readonly isFirst?: boolean;
};

/** A code as it is typed: of an authenticator, which password managers fill in too, or a recovery code. */
export function CodeField({ value, onChange, form, takesRecovery, isFirst = false }: CodeFieldProps) {
  const controlId = form.idOf('code');
  const error = form.problemAt('code');
  useFirstFocus(controlId, isFirst);
  return (
    <TextInput
      className="access-field"
      classNames={{ input: 'mono' }}
      id={controlId}
      label="Code"
      {...fieldTexts({
        hint: takesRecovery
          ? 'The six digits that your authenticator shows, or one of your recovery codes.'
          : 'The six digits that your authenticator shows.',
        error,
      })}
      inputMode={takesRecovery ? 'text' : 'numeric'}
      autoComplete="one-time-code"
      autoCapitalize="characters"
      spellCheck={false}
      maxLength={typedCodeCharsMax}
      data-autofocus={isFirst || undefined}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
