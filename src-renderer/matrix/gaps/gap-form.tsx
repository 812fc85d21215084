import { MultiSelect, Select, TagsInput, TextInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Ref } from 'react';

import { isFilled } from '#shared/matrix/gaps/gap-fix.ts';
import type { FixField, FixValues, FormFix } from '#shared/matrix/gaps/gap-fix.ts';

import { Button } from '../../ui/button.tsx';

export type GapFormProps = {
  readonly fix: FormFix;
  readonly disabledReason: string | undefined;
  readonly onSend: (values: FixValues) => Promise<boolean>;
  /** The first field, which Enter in the list leads to. */
  readonly firstRef: Ref<HTMLElement> | undefined;
};

/** The few fields that mend a gap. Ctrl+Enter sends them from anywhere, Enter from a line. */
export function GapForm({ fix, disabledReason, onSend, firstRef }: GapFormProps) {
  const [values, setValues] = useState<FixValues>(() =>
    Object.fromEntries(fix.fields.map(({ name, value }) => [name, value])),
  );
  // What stands in a list's line and has not become an item yet counts all the same: nobody should have to end it first.
  const [halfTyped, setHalfTyped] = useState<{ readonly [name: string]: string }>({});
  const whole = withHalfTyped(values, halfTyped);
  const missing = isFilled(fix, whole) ? undefined : 'Fill in what is asked first';
  const reason = disabledReason ?? missing;
  const send = (): void => {
    if (reason === undefined) void onSend(whole);
  };
  return (
    // Ctrl+Enter sends from a text of several lines, too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className="gap-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        send();
      }}
    >
      {fix.fields.map((field, place) => (
        <GapField
          key={field.name}
          field={field}
          value={values[field.name]}
          isReadOnly={disabledReason !== undefined}
          fieldRef={place === 0 ? firstRef : undefined}
          halfTyped={halfTyped[field.name] ?? ''}
          onHalfTyped={(text) => setHalfTyped((before) => ({ ...before, [field.name]: text }))}
          onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
        />
      ))}
      <div className="gap-form-actions">
        <Button look="primary" type="submit" disabledReason={reason}>
          {fix.label}
        </Button>
      </div>
    </form>
  );
}

function withHalfTyped(values: FixValues, halfTyped: { readonly [name: string]: string }): FixValues {
  const lists = Object.entries(halfTyped).map(([name, text]) => {
    const items = values[name];
    return [name, [...(Array.isArray(items) ? items : []), ...text.split(/[,;]/)]];
  });
  return { ...values, ...Object.fromEntries(lists) };
}

type GapFieldProps = {
  readonly field: FixField;
  readonly value: FixValues[string];
  readonly isReadOnly: boolean;
  readonly fieldRef: Ref<HTMLElement> | undefined;
  readonly halfTyped: string;
  readonly onHalfTyped: (text: string) => void;
  readonly onChange: (value: string | readonly string[]) => void;
};

function GapField({ field, value, isReadOnly, fieldRef, halfTyped, onHalfTyped, onChange }: GapFieldProps) {
  const { label, control, options = [], placeholder } = field;
  const text = typeof value === 'string' ? value : '';
  const items = typeof value === 'string' ? [] : [...(value ?? [])];
  // Every control hands its ref to an element that takes the focus.
  const common = { label, disabled: isReadOnly, placeholder, ref: fieldRef as Ref<never> };
  const comboboxProps = { withinPortal: true };
  switch (control) {
    case 'line':
      return <TextInput {...common} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'text':
      return (
        <Textarea
          {...common}
          autosize
          minRows={3}
          maxRows={12}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'list':
      return (
        <TagsInput
          {...common}
          description="Enter or a comma ends one"
          acceptValueOnBlur
          splitChars={[',', ';']}
          value={items}
          onChange={onChange}
          searchValue={halfTyped}
          onSearchChange={onHalfTyped}
          comboboxProps={comboboxProps}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          data={[...options]}
          searchable={options.length > 8}
          placeholder={placeholder ?? 'Choose'}
          value={text === '' ? null : text}
          onChange={(chosen) => onChange(chosen ?? '')}
          comboboxProps={comboboxProps}
        />
      );
    case 'choices':
      return (
        <MultiSelect
          {...common}
          data={[...options]}
          searchable={options.length > 8}
          placeholder={items.length === 0 ? 'Choose' : undefined}
          value={items}
          onChange={onChange}
          comboboxProps={comboboxProps}
        />
      );
  }
}
