import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';

import type { Language } from '#shared/calls/language.ts';
import { takesHandle } from '#shared/functions/fit-arguments.ts';
import type { Parameter } from '#shared/functions/parameter.ts';

import { ArgumentInput } from './argument-input.tsx';
import type { FormField } from './form-values.ts';
import { defaultText, keptDescription, shownField } from './form-values.ts';
import { setFormField } from './function-store.ts';
import { ChosenKeptValue, KeptValueMenu } from './kept-value-field.tsx';
import { fieldId } from './run-actions.ts';

export type ParameterFieldProps = {
  readonly functionId: string;
  readonly workspaceId: string;
  readonly language: Language;
  readonly parameter: Parameter;
  readonly field: FormField | undefined;
  readonly problem: string | undefined;
};

/** One parameter: its name, what it takes, the input, and what is wrong with what was typed. */
export function ParameterField({ functionId, workspaceId, language, parameter, field, problem }: ParameterFieldProps) {
  const [isTouched, setTouched] = useState(false);
  const id = fieldId(parameter.name);
  const kept = keptDescription(field);
  // What is missing is said once somebody was there; what is wrong is said at once.
  const shownProblem = problem !== undefined && (field !== undefined || isTouched) ? problem : undefined;
  const describedBy = [
    ...(parameter.documentation === '' ? [] : [`${id}-documentation`]),
    ...(shownProblem === undefined ? [] : [`${id}-problem`]),
  ].join(' ');
  useDescribedBy(id, describedBy);
  return (
    <div className="parameter" onBlur={() => setTouched(true)}>
      <div className="parameter-head">
        <label htmlFor={id} className="parameter-name">
          {parameter.name}
          {parameter.isRequired && parameter.type !== 'boolean' ? (
            <span className="parameter-required" title="Needs a value">
              *<span className="visually-hidden"> required</span>
            </span>
          ) : null}
        </label>
        <span className="parameter-takes">{takesText(parameter)}</span>
        {takesHandle(parameter.type) ? (
          <KeptValueMenu
            language={language}
            parameter={parameter.name}
            onChoose={(exact) => setFormField(functionId, parameter.name, { exact })}
          />
        ) : null}
      </div>
      {parameter.documentation === '' ? null : (
        <Tooltip label={parameter.documentation} multiline position="left">
          <p className="parameter-documentation" id={`${id}-documentation`}>
            {parameter.documentation}
          </p>
        </Tooltip>
      )}
      {kept === undefined ? (
        <ArgumentInput
          id={id}
          workspaceId={workspaceId}
          parameter={parameter}
          shown={shownField(parameter, field)}
          placeholder={placeholderText(parameter)}
          isWrong={shownProblem !== undefined}
          onChange={(value) => setFormField(functionId, parameter.name, value)}
        />
      ) : (
        <ChosenKeptValue
          parameter={parameter.name}
          description={kept}
          onClear={() => setFormField(functionId, parameter.name, undefined)}
        />
      )}
      {shownProblem === undefined ? null : (
        <p className="field-error" id={`${id}-problem`}>
          {shownProblem}
        </p>
      )}
    </div>
  );
}

/**
 * Ties an input to the elements that say what it is and what is wrong with it. Mantine throws away an `aria-describedby` that its
 * inputs are given, and which input it is changes with what is typed: hence after each painting, and on the element itself.
 */
function useDescribedBy(id: string, describedBy: string): void {
  useEffect(() => {
    const input = document.getElementById(id);
    if (describedBy === '') input?.removeAttribute('aria-describedby');
    else input?.setAttribute('aria-describedby', describedBy);
  });
}

const typeNames: { readonly [type in Parameter['type']]: string } = {
  any: 'JSON or text',
  boolean: 'yes or no',
  integer: 'integer',
  number: 'number',
  text: 'text',
  date: 'date',
  instant: 'date and time',
  choice: 'choice',
  list: 'list',
  map: 'map, JSON',
  table: 'table, from a file',
};

/** On the right above the input: the range or the unit where there is one, otherwise the type. */
function takesText({ type, unit, min, max }: Parameter): string {
  const range =
    min !== null && max !== null
      ? `${String(min)} – ${String(max)}`
      : min !== null
        ? `≥ ${String(min)}`
        : max !== null
          ? `≤ ${String(max)}`
          : '';
  const parts = [unit ?? '', range].filter((part) => part !== '');
  return parts.length === 0 ? typeNames[type] : parts.join(', ');
}

function placeholderText(parameter: Parameter): string {
  const text = defaultText(parameter);
  if (text !== undefined && text !== '') return `default: ${text}`;
  return parameter.isRequired ? 'needs a value' : 'default';
}
