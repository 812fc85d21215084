import './exchange.css';

import { Progress } from '@mantine/core';
import { FileUp } from 'lucide-react';
import { useRef } from 'react';

import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FileDrop } from '../../ui/file-drop.tsx';
import type { LoadedImport } from './exchange-actions.ts';
import type { ImportTarget } from './exchange-store.ts';
import { ImportReportView } from './import-report-view.tsx';
import { ImportWriting } from './import-writing.tsx';
import { useImport } from './use-import.ts';
import type { ImportStep } from './use-import.ts';
import { useMayEdit } from '../use-project.ts';

export type ImportDialogProps = {
  readonly target: ImportTarget;
  /** Where it goes; undefined for a new project. */
  readonly project: ProjectRecord | undefined;
  readonly onClose: () => void;
};

const endings = '.json,.csv,.tsv,.txt,.xlsx';

/** Brings a file in: choose it, look at what it would do, then do it. */
export function ImportDialog({ target, project, onClose }: ImportDialogProps) {
  const { step, problem, read, apply, cancelWriting, close } = useImport(target, onClose);
  const chooser = useRef<HTMLInputElement>(null);
  const title = project === undefined ? 'Import a project' : `Import into ${project.name}`;
  return (
    <Dialog
      title={title}
      isOpen
      onClose={close}
      width={680}
      actions={
        <>
          <CancelButton step={step} onCancelWriting={cancelWriting} onClose={close} />
          {step.kind === 'shown' ? <Button onClick={() => chooser.current?.click()}>Choose another file</Button> : null}
          {step.kind === 'shown' || step.kind === 'writing' ? (
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
      {step.kind === 'writing' ? <ImportWriting progress={step.progress} isCancelling={step.isCancelling} /> : null}
      {step.kind === 'shown' || step.kind === 'writing' ? <ImportReportView report={step.loaded.report} /> : null}
    </Dialog>
  );
}

type CancelButtonProps = {
  readonly step: ImportStep;
  readonly onCancelWriting: (loaded: LoadedImport) => void;
  readonly onClose: () => void;
};

/** While it is written it ends that, and the report is there again; otherwise it closes the dialog. */
function CancelButton({ step, onCancelWriting, onClose }: CancelButtonProps) {
  if (step.kind !== 'writing') return <Button onClick={onClose}>Cancel</Button>;
  return (
    <Button
      disabledReason={step.isCancelling ? 'What was written is being taken back' : undefined}
      onClick={() => onCancelWriting(step.loaded)}
    >
      Cancel the import
    </Button>
  );
}

type ChooseFileProps = { readonly onChoose: () => void; readonly onFile: (file: File) => void };

function ChooseFile({ onChoose, onFile }: ChooseFileProps) {
  return (
    <FileDrop label="Drop the file" className="import-choose" onFiles={([file]) => onFile(file)}>
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
  readonly step: Extract<ImportStep, { readonly loaded: LoadedImport }>;
  readonly project: ProjectRecord | undefined;
  readonly onApply: () => void;
};

function ApplyButton({ step, project, onApply }: ApplyButtonProps) {
  const { report } = step.loaded;
  const isBusy = step.kind === 'writing';
  const isNothing = report.created.count + report.changed.count === 0 && report.newProjectName === null;
  const reason = report.isRefused
    ? 'Correct the file first: what keeps it out is listed above'
    : isNothing
      ? 'Everything in the file is in the project already'
      : undefined;
  return project === undefined ? (
    <Button look="primary" isBusy={isBusy} disabledReason={reason} onClick={onApply}>
      Make the project
    </Button>
  ) : (
    <ApplyToProject {...{ project, reason, onApply, isBusy }} />
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
