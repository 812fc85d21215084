import '../../functions/parameter-panel.css';

import { useState } from 'react';

import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { fieldsToArguments } from '../../functions/form-values.ts';
import { useFormFields } from '../../functions/function-store.ts';
import { ParameterField } from '../../functions/parameter-field.tsx';
import { ResultPanel } from '../../functions/result-panel.tsx';
import { runFunction } from '../../functions/run-actions.ts';
import { RunButton } from '../../functions/run-button.tsx';
import { RunStateMark } from '../../functions/run-state-mark.tsx';
import { isUnderWay, useLatestRun } from '../../functions/use-latest-runs.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { isShortcut } from '../../ui/shortcut.tsx';

export type CtaRunFormProps = { readonly record: FunctionRecord };

/** The form of a bound function, as its own page has it, and how its last run ended. */
export function CtaRunForm({ record }: CtaRunFormProps) {
  const run = useLatestRun(record.id);
  const fields = useFormFields(record.id);
  const [isResultOpen, setResultOpen] = useState(false);
  const { parameters } = record.metadata;
  const { problems } = fieldsToArguments({ parameters, language: record.language, fields });
  return (
    // The same keys as on the function's page, wherever in the form the focus is.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="group"
      aria-label={`Run ${record.name}`}
      className="cta-run"
      onKeyDown={(event) => {
        if (!isShortcut('Mod+Enter', event) || isUnderWay(run)) return;
        event.preventDefault();
        event.stopPropagation();
        void runFunction(record.id);
      }}
    >
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
      <RunButton record={record} run={run} />
      <div className="cta-run-state" aria-live="polite">
        {run === undefined ? (
          <span className="panel-note">Not run yet.</span>
        ) : (
          <>
            <RunStateMark state={run.state} />
            <span className="panel-note num">Run {run.runNumber}</span>
            <Button look="quiet" onClick={() => setResultOpen(true)}>
              Show the result
            </Button>
          </>
        )}
      </div>
      {isResultOpen ? (
        <Dialog title={`Result of ${record.name}`} isOpen width={1000} onClose={() => setResultOpen(false)}>
          <div className="cta-result">
            <ResultPanel functionId={record.id} />
          </div>
        </Dialog>
      ) : null}
    </div>
  );
}
