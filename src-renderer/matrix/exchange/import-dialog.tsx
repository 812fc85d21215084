import './exchange.css';

import { Progress } from '@mantine/core';
import { FileUp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

import type { FailureText } from '#shared/failure-text.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

import { failureOf } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { describeProblem } from '../../workspaces/tell-failure.ts';
import { applyImport, dropImport, loadImport, planAgain } from './exchange-actions.ts';
import type { LoadedImport } from './exchange-actions.ts';
import type { ImportTarget } from './exchange-store.ts';
import { FileDrop } from './file-drop.tsx';
import { ImportReportView } from './import-report-view.tsx';
import { useMayEdit } from '../use-project.ts';

export type ImportDialogProps = {
  readonly target: ImportTarget;
  /** Where it goes; undefined for a new project. */
  readonly project: ProjectRecord | undefined;
  readonly onClose: () => void;
};

type Step =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'reading'; readonly fileName: string; readonly percent: number }
  | { readonly kind: 'shown'; readonly loaded: LoadedImport; readonly isBusy: boolean };

const endings = '.json,.csv,.tsv,.txt,.xlsx';

/** Brings a file in: choose it, look at what it would do, then do it. */
export function ImportDialog({ target, project, onClose }: ImportDialogProps) {
  const [step, setStep] = useState<Step>({ kind: 'choosing' });
  const [problem, setProblem] = useState<FailureText | null>(null);
  const reading = useRef<AbortController | null>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const { file: dropped } = target;

  async function read(file: File): Promise<void> {
    reading.current?.abort();
    const abort = new AbortController();
    reading.current = abort;
    setProblem(null);
    setStep({ kind: 'reading', fileName: file.name, percent: 0 });
    try {
      const onPercent = (percent: number): void => setStep({ kind: 'reading', fileName: file.name, percent });
      const loaded = await loadImport(target, file, { onPercent, signal: abort.signal });
      if (abort.signal.aborted) dropImport(loaded.importId);
      else setStep({ kind: 'shown', loaded, isBusy: false });
    } catch (error) {
      if (abort.signal.aborted) return;
      setStep({ kind: 'choosing' });
      setProblem(describeProblem(error));
    }
  }

  // What was dropped is read once, as if it had been chosen here.
  useEffect(() => {
    if (dropped !== undefined) void read(dropped);
    return () => reading.current?.abort();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- It would read the file again at every step.
  }, [dropped]);

  async function apply(loaded: LoadedImport): Promise<void> {
    setStep({ kind: 'shown', loaded, isBusy: true });
    setProblem(null);
    try {
      await applyImport(target.workspaceId, loaded);
      onClose();
    } catch (error) {
      setProblem(describeProblem(error));
      const isOutdated = failureOf(error)?.kind === 'import-outdated';
      const next = isOutdated ? await planAgain(loaded.importId).catch(() => loaded) : loaded;
      setStep({ kind: 'shown', loaded: next, isBusy: false });
    }
  }

  function close(): void {
    reading.current?.abort();
    if (step.kind === 'shown') dropImport(step.loaded.importId);
    onClose();
  }

  const title = project === undefined ? 'Import a project' : `Import into ${project.name}`;
  return (
    <Dialog
      title={title}
      isOpen
      onClose={close}
      width={680}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          {step.kind === 'shown' ? <Button onClick={() => chooser.current?.click()}>Choose another file</Button> : null}
          {step.kind === 'shown' ? (
            <ApplyButton step={step} project={project} onApply={() => void apply(step.loaded)} />
          ) : null}
        </>
      }
    >
      <input
        ref={chooser}
        type="file"
        className="import-input"
        accept={endings}
        aria-label="File to import"
        tabIndex={-1}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = ''; // So that the same file can be chosen again after it was mended.
          if (file !== undefined) void read(file);
        }}
      />
      {problem === null ? null : (
        <div className="import-problem" role="alert">
          <strong>{problem.title}</strong>
          <span>{[problem.detail, problem.remedy].filter((part) => part !== '').join(' ')}</span>
        </div>
      )}
      {step.kind === 'choosing' ? (
        <ChooseFile onChoose={() => chooser.current?.click()} onFile={(file) => void read(file)} />
      ) : null}
      {step.kind === 'reading' ? (
        <div className="import-reading" role="status">
          <span>{step.percent < 100 ? `Sending ${step.fileName}…` : `Looking at ${step.fileName}…`}</span>
          <Progress
            value={step.percent}
            animated={step.percent === 100}
            aria-label="How much of the file has been sent"
          />
        </div>
      ) : null}
      {step.kind === 'shown' && step.isBusy ? <Writing loaded={step.loaded} /> : null}
      {step.kind === 'shown' ? <ImportReportView report={step.loaded.report} /> : null}
    </Dialog>
  );
}

/** Tens of thousands take seconds, all in one transaction: how far it is cannot be told. */
function Writing({ loaded: { report } }: { readonly loaded: LoadedImport }) {
  const count = report.created.count + report.changed.count;
  return (
    <div className="import-reading" role="status">
      <span>
        Writing {count.toLocaleString('en')} {count === 1 ? 'record' : 'records'}, all of them or none…
      </span>
      <Progress value={100} animated aria-label="The file is being imported" />
    </div>
  );
}

type ChooseFileProps = { readonly onChoose: () => void; readonly onFile: (file: File) => void };

function ChooseFile({ onChoose, onFile }: ChooseFileProps) {
  return (
    <FileDrop label="Drop the file" className="import-choose" onFile={onFile}>
      <Button look="primary" icon={FileUp} onClick={onChoose}>
        Choose a file
      </Button>
      <p>or drop one here. Nothing is changed before you have seen what would be.</p>
      <ul>
        <li>
          <strong>Triptych JSON</strong>: a project that was exported from here, with everything in it.
        </li>
        <li>
          <strong>Excel or CSV as a list</strong>: one object, relationship, call to action or attribute on each row.
          The first row names the columns; a list of objects needs Name, one of relationships Source and Target, the
          others Object and Name.
        </li>
        <li>
          <strong>Excel or CSV as a matrix</strong>: the first column repeats the first row. Cells say <code>1:N</code>,{' '}
          <code>0..*</code>, <code>has many</code>, <code>✓</code> or <code>no</code>.
        </li>
      </ul>
      <p>What the project has already is found by its name or a synonym, and changed rather than added again.</p>
    </FileDrop>
  );
}

type ApplyButtonProps = {
  readonly step: Extract<Step, { readonly kind: 'shown' }>;
  readonly project: ProjectRecord | undefined;
  readonly onApply: () => void;
};

function ApplyButton({ step, project, onApply }: ApplyButtonProps) {
  const { report } = step.loaded;
  const isNothing = report.created.count + report.changed.count === 0 && report.newProjectName === null;
  const reason = report.isRefused
    ? 'Correct the file first: what keeps it out is listed above'
    : isNothing
      ? 'Everything in the file is in the project already'
      : undefined;
  return project === undefined ? (
    <Button look="primary" isBusy={step.isBusy} disabledReason={reason} onClick={onApply}>
      Make the project
    </Button>
  ) : (
    <ApplyToProject {...{ project, reason, onApply }} isBusy={step.isBusy} />
  );
}

type ApplyToProjectProps = {
  readonly project: ProjectRecord;
  readonly reason: string | undefined;
  readonly isBusy: boolean;
  readonly onApply: () => void;
};

function ApplyToProject({ project, reason, isBusy, onApply }: ApplyToProjectProps) {
  const mayEdit = useMayEdit(project);
  const given = mayEdit('objects') ? reason : 'You may only read this project';
  return (
    <Button look="primary" isBusy={isBusy} disabledReason={given} onClick={onApply}>
      Import
    </Button>
  );
}
