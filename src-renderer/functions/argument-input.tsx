import { Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';

import type { Parameter } from '#shared/functions/parameter.ts';

import { defaultPath } from './form-values.ts';
import type { ShownField } from './form-values.ts';
import { NumberField } from './number-field.tsx';
import { TableField } from './table-field.tsx';

export type ArgumentInputProps = {
  readonly id: string;
  readonly workspaceId: string;
  readonly parameter: Parameter;
  readonly shown: ShownField | undefined;
  readonly placeholder: string;
  readonly isWrong: boolean;
  /** Undefined takes the default again. */
  readonly onChange: (value: ShownField | undefined) => void;
};

/** The input that fits a parameter's type. */
export function ArgumentInput(props: ArgumentInputProps) {
  const { id, parameter, shown, placeholder, onChange } = props;
  const text = typeof shown === 'string' ? shown : '';
  const onText = (value: string) => onChange(value === '' ? undefined : value);
  const common = { id, placeholder, error: props.isWrong };
  switch (parameter.type) {
    case 'integer':
    case 'number':
      return <NumberField {...common} parameter={parameter} value={text} onChange={onText} />;
    case 'boolean':
      return <BooleanInput id={id} parameter={parameter} shown={shown} onChange={onChange} />;
    case 'choice':
      return (
        <Select
          {...common}
          data={parameter.choices ?? []}
          value={text === '' ? null : text}
          onChange={(value) => onChange(value ?? undefined)}
          clearable={!parameter.isRequired}
          clearButtonProps={{ 'aria-label': 'Take the default' }}
          checkIconPosition="right"
        />
      );
    case 'date':
      return <TextInput {...common} type="date" value={text} onChange={(event) => onText(event.currentTarget.value)} />;
    case 'instant':
      return (
        <TextInput
          {...common}
          type="datetime-local"
          step={1}
          value={localMoment(text)}
          onChange={(event) => onText(event.currentTarget.value)}
        />
      );
    case 'list':
      return <ListInput {...common} parameter={parameter} shown={shown} onChange={onChange} />;
    case 'table':
      return (
        <TableField
          {...common}
          workspaceId={props.workspaceId}
          value={text}
          defaultPath={defaultPath(parameter)}
          onChange={onText}
        />
      );
    case 'map':
    case 'any':
      return (
        <Textarea
          {...common}
          classNames={{ input: 'mono-input' }}
          autosize
          minRows={parameter.type === 'map' ? 3 : 1}
          maxRows={10}
          spellCheck={false}
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
        />
      );
    case 'text':
      return <TextInput {...common} value={text} onChange={(event) => onText(event.currentTarget.value)} />;
  }
}

type BooleanInputProps = Pick<ArgumentInputProps, 'id' | 'parameter' | 'shown' | 'onChange'>;

function BooleanInput({ id, parameter, shown, onChange }: BooleanInputProps) {
  const isDefault = shown === undefined;
  const isOn = typeof shown === 'boolean' ? shown : parameter.defaultJson === true;
  return (
    <Switch
      id={id}
      size="sm"
      checked={isOn}
      label={`${isOn ? 'Yes' : 'No'}${isDefault && !parameter.isRequired ? ', the default' : ''}`}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

type ListInputProps = {
  readonly id: string;
  readonly placeholder: string;
  readonly error: boolean;
  readonly parameter: Parameter;
  readonly shown: ShownField | undefined;
  readonly onChange: (value: ShownField | undefined) => void;
};

/** Words one by one; a list of anything else is typed as JSON. */
function ListInput({ parameter: _parameter, shown, onChange, placeholder, ...common }: ListInputProps) {
  if (typeof shown === 'string' && shown.trimStart().startsWith('[')) {
    return (
      <Textarea
        {...common}
        classNames={{ input: 'mono-input' }}
        autosize
        minRows={2}
        maxRows={10}
        spellCheck={false}
        value={shown}
        onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
      />
    );
  }
  const words = Array.isArray(shown) ? shown : typeof shown === 'string' ? [shown] : [];
  return (
    <TagsInput
      {...common}
      {...(words.length === 0 ? { placeholder } : {})}
      allowDuplicates
      acceptValueOnBlur
      splitChars={[',', ';', '\t', '\n']}
      value={[...words]}
      onChange={(value) => {
        const [only] = value;
        const isJson = value.length === 1 && only?.trimStart().startsWith('[') === true;
        onChange(value.length === 0 ? undefined : isJson ? only : value);
      }}
    />
  );
}

/** What a `datetime-local` input takes: the moment here, without its zone. */
function localMoment(text: string): string {
  const moment = new Date(text);
  if (text === '' || Number.isNaN(moment.getTime())) return '';
  const here = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return here.toISOString().slice(0, 19);
}
