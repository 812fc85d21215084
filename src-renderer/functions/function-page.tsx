import './function-page.css';

import { SquareFunction } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';

import { lineOfFailure } from '#shared/failure-texts.ts';
import type { FunctionRecord, RunRecord } from '#shared/functions/function-entities.ts';

import { RecordGone } from '../workspaces/record-gone.tsx';
import { useForbidden } from '../workspaces/use-forbidden.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Loading } from '../ui/loading.tsx';
import { usePaneSizes } from '../workspaces/use-pane-sizes.ts';
import type { ErrorLine } from './error-lines.ts';
import { FunctionToolbar } from './function-toolbar.tsx';
import { maximiseResult, openFunctionDialog, openTab, useIsFormOpen, useIsResultMaximised } from './function-store.ts';
import { namesByFolder } from './function-tree.ts';
import { ParameterPanel } from './parameter-panel.tsx';
import { ResultPanel } from './result-panel.tsx';
import { SourceEditor } from './source-editor.tsx';
import { useFunctions, useVersions } from './use-functions.ts';
import { useLatestRun } from './use-latest-runs.ts';

export type FunctionPageProps = { readonly workspaceId: string; readonly functionId: string | undefined };

export function FunctionPage({ workspaceId, functionId }: FunctionPageProps) {
  const { functions, isLoading } = useFunctions(workspaceId);
  const record = functions.find((candidate) => candidate.id === functionId);
  if (isLoading) return <Loading label="Loading the function" lines={12} />;
  if (functionId === undefined) return <NothingOpen hasFunctions={functions.length > 0} />;
  if (record === undefined) return <RecordGone what="function" recordId={functionId} />;
  return <OpenFunction key={record.id} record={record} name={namesByFolder(functions).get(record.id) ?? record.name} />;
}

type OpenFunctionProps = { readonly record: FunctionRecord; readonly name: string };

function OpenFunction({ record, name }: OpenFunctionProps) {
  const run = useLatestRun(record.id);
  const [latest] = useVersions(record.id);
  const isFormOpen = useIsFormOpen();
  const isMaximised = useIsResultMaximised();
  const errorLine = useErrorLine(record, run);
  const upper = usePaneSizes('editor-and-form');
  const whole = usePaneSizes('page-and-result');
  useEffect(() => openTab(record.workspaceId, record.id), [record.workspaceId, record.id]);

  const result = <ResultPanel functionId={record.id} isMaximised={isMaximised} onMaximise={maximiseResult} />;
  if (isMaximised) return result;
  return (
    <Group orientation="vertical" className="page" {...whole}>
      <Panel id="upper" defaultSize="58%" minSize="180px">
        <Group orientation="horizontal" {...(isFormOpen ? upper : {})}>
          <Panel id="editor" minSize="280px">
            <div className="page-editor">
              <FunctionToolbar record={record} name={name} latest={latest} />
              <SourceEditor record={record} errorLine={errorLine} />
            </div>
          </Panel>
          {isFormOpen ? (
            <>
              <Separator className="separator-vertical" aria-label="Width of the parameters" />
              <Panel
                id="form"
                defaultSize="280px"
                minSize="220px"
                maxSize="50%"
                groupResizeBehavior="preserve-pixel-size"
              >
                <ParameterPanel record={record} run={run} />
              </Panel>
            </>
          ) : null}
        </Group>
      </Panel>
      <Separator className="separator-horizontal" aria-label="Height of the result" />
      <Panel id="result" minSize="120px">
        {result}
      </Panel>
    </Group>
  );
}

/** The line at which the last run failed, as long as the draft is what was run then. */
function useErrorLine(record: FunctionRecord, run: RunRecord | undefined): ErrorLine | null {
  const failure = run?.versionId === null && run.checksum === record.draftChecksum ? run.outcome?.failure : null;
  const line = failure === null || failure === undefined ? null : lineOfFailure(failure);
  const message = failure !== null && failure !== undefined && 'message' in failure ? failure.message : '';
  return useMemo(() => (line === null ? null : { line, message }), [line, message]);
}

function NothingOpen({ hasFunctions }: { readonly hasFunctions: boolean }) {
  const forbidden = useForbidden('function:edit');
  return (
    <EmptyState
      icon={SquareFunction}
      title={hasFunctions ? 'Open a function' : 'Write the first function'}
      actions={
        <Button
          look={hasFunctions ? 'default' : 'primary'}
          shortcut="Alt+N"
          disabledReason={forbidden}
          onClick={() => openFunctionDialog({ kind: 'new', folder: '' })}
        >
          New function
        </Button>
      }
    >
      {hasFunctions
        ? 'Choose one in the list, or find it by its name with the search above.'
        : 'It can be in R, Julia or Python. Its parameters become a form, and what it returns becomes a table, a plot or text.'}
    </EmptyState>
  );
}
