import { TextInput } from '@mantine/core';

import { fieldTexts } from '../ui/field-texts.ts';
import type { FieldName } from './field-problem.ts';
import { useFirstFocus } from './use-first-focus.ts';
import type { FormState } from './use-form.ts';

export type TextFieldProps = {
  readonly field: FieldName;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly form: FormState;
  readonly hint?: string;
  readonly placeholder?: string;
  /** What a password manager or the browser may fill in. */
  readonly autoComplete: 'username' | 'name' | 'organization' | 'url' | 'off';
  readonly isEmail?: boolean;
  readonly isFirst?: boolean;
};

/** A line of a form of this slice, with what is wrong with it below. */
export function TextField({ field, label, value, onChange, form, hint, ...rest }: TextFieldProps) {
  const { placeholder, autoComplete, isEmail = false, isFirst = false } = rest;
  const controlId = form.idOf(field);
  useFirstFocus(controlId, isFirst);
  return (
    <TextInput
      className="access-field"
      id={controlId}
      label={label}
      {...fieldTexts({ hint, error: form.problemAt(field) })}
      type={isEmail ? 'email' : 'text'}
      autoComplete={autoComplete}
      autoCapitalize={autoComplete === 'name' || autoComplete === 'organization' ? 'words' : 'none'}
      spellCheck={false}
      maxLength={2048}
      data-autofocus={isFirst || undefined}
      placeholder={placeholder}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
