import './parameter-panel.css';

import { FunctionSquare, PanelRightClose, RotateCcw } from 'lucide-react';

import type { Language } from '#shared/calls/language.ts';
import type { FunctionRecord, RunRecord } from '#shared/functions/function-entities.ts';

import { EmptyState } from '../ui/empty-state.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { fieldsToArguments } from './form-values.ts';
import { FunctionDetails } from './function-details.tsx';
import { setFormFields, toggleForm, useFormFields } from './function-store.ts';
import { ParameterField } from './parameter-field.tsx';
import { RunButton } from './run-button.tsx';
import { RuntimeTrouble } from './runtime-trouble.tsx';
import { useRuntime } from './use-runtimes.ts';

export type ParameterPanelProps = { readonly record: FunctionRecord; readonly run: RunRecord | undefined };

/** The form made from the function's signature, and the button that runs it. */
export function ParameterPanel({ record, run }: ParameterPanelProps) {
  const fields = useFormFields(record.id);
  const { parameters, documentation } = record.metadata;
  const { problems } = fieldsToArguments({ parameters, language: record.language, fields });
  const isDefault = parameters.every(({ name }) => fields[name] === undefined);
  return (
    <section className="form" aria-label="Parameters">
      <header className="form-head">
        <h2>Parameters</h2>
        <IconButton
          label="Back to the defaults"
          icon={RotateCcw}
          disabledReason={isDefault ? 'Every parameter has its default' : undefined}
          onClick={() => setFormFields(record.id, {})}
        />
        <IconButton label="Hide the parameters" icon={PanelRightClose} shortcut="Mod+J" onClick={toggleForm} />
      </header>
      {/* Not a form: Enter in a field must not run the function, Ctrl+Enter does. */}
      <div className="form-fields">
        {documentation === '' ? null : <p className="form-documentation">{documentation}</p>}
        {parameters.length === 0 ? <NoParameters hasEntry={record.metadata.entry !== ''} /> : null}
        {parameters.map((parameter) => (
          <ParameterField
            key={parameter.name}
            functionId={record.id}
            workspaceId={record.workspaceId}
            language={record.language}
            parameter={parameter}
            field={fields[parameter.name]}
            problem={problems[parameter.name]}
          />
        ))}
        <FunctionDetails record={record} />
      </div>
      <footer className="form-foot">
        <MissingRuntime language={record.language} />
        <RunButton record={record} run={run} />
      </footer>
    </section>
  );
}

/** Instead of a run that would only fail: what is not there, and how to get it. */
function MissingRuntime({ language }: { readonly language: Language }) {
  const runtime = useRuntime(language);
  if (runtime?.condition.kind !== 'missing') return null;
  return (
    <div className="form-missing" role="note">
      <RuntimeTrouble runtime={runtime} isShort />
    </div>
  );
}

function NoParameters({ hasEntry }: { readonly hasEntry: boolean }) {
  if (hasEntry) {
    return (
      <EmptyState isCompact icon={FunctionSquare} title="No parameters">
        This function takes nothing. Name a parameter in the source and it appears here.
      </EmptyState>
    );
  }
  return (
    <EmptyState isCompact icon={FunctionSquare} title="No function found">
      The source defines no function yet, or cannot be read as it stands.
    </EmptyState>
  );
}
