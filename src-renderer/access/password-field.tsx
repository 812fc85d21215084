import { PasswordInput } from '@mantine/core';

import { lengthWeakness, passwordCharsMax, passwordCharsMin } from '#shared/access/password-rules.ts';

import { fieldTexts } from '../ui/field-texts.ts';
import { useFirstFocus } from './use-first-focus.ts';
import type { FormState } from './use-form.ts';

export type PasswordFieldProps = {
  readonly field: 'password' | 'current';
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly form: FormState;
  /** One that is being chosen is told how good it is; one that there is, is not. */
  readonly isNew?: boolean;
  readonly isFirst?: boolean;
};

/** A password as it is typed. It stays in the form, and is gone with it. */
export function PasswordField({ field, label, value, onChange, form, ...rest }: PasswordFieldProps) {
  const { isNew = false, isFirst = false } = rest;
  const controlId = form.idOf(field);
  const error = form.problemAt(field);
  useFirstFocus(controlId, isFirst);
  const isLong = isNew && lengthWeakness(value) === undefined;
  return (
    <>
      <PasswordInput
        className="access-field"
        id={controlId}
        label={label}
        {...fieldTexts({ error })}
        description={isNew ? <Strength password={value} /> : undefined}
        aria-invalid={error !== undefined || undefined}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        maxLength={passwordCharsMax}
        data-autofocus={isFirst || undefined}
        visibilityToggleFocusable
        visibilityToggleButtonProps={{ 'aria-label': `Show ${label.toLowerCase()}` }}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <span className="visually-hidden" role="status">
        {isLong ? 'Long enough' : ''}
      </span>
    </>
  );
}

/** What can be told without a dictionary: the length. The rest is judged by the server. */
function Strength({ password }: { readonly password: string }) {
  const chars = Array.from(password).length;
  const isLong = lengthWeakness(password) === undefined;
  const part = Math.min(1, chars / passwordCharsMin);
  return (
    <span className="password-strength">
      <span className="password-meter" aria-hidden>
        <span className={isLong ? 'password-meter-long' : undefined} style={{ width: `${String(part * 100)}%` }} />
      </span>
      {isLong
        ? 'Long enough. The server refuses it where it is easy to guess.'
        : `${String(chars)} of at least ${String(passwordCharsMin)} characters. Several words that do not belong together are good.`}
    </span>
  );
}
