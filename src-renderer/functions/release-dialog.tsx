import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';

import { failureText } from '#shared/failure-texts.ts';
import type { NextVersions } from '#shared/functions/function-rules.ts';
import { acceptVersion, latestVersion, nextVersions } from '#shared/functions/function-rules.ts';
import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { FormDialog } from '../ui/form-dialog.tsx';
import { FieldRow } from '../ui/field-row.tsx';
import { fieldTexts } from '../ui/field-texts.ts';
import { useAppInfo } from '../workspaces/use-app-info.ts';
import { releaseFunction } from './function-actions.ts';
import { closeFunctionDialog } from './function-store.ts';
import { useVersions } from './use-functions.ts';

export type ReleaseDialogProps = { readonly record: FunctionRecord };

const kinds = [
  { kind: 'patch', label: 'Patch', hint: 'Same results, mended' },
  { kind: 'minor', label: 'Minor', hint: 'Something new, nothing broken' },
  { kind: 'major', label: 'Major', hint: 'Callers must look again' },
] as const;

/** Names the draft for good. */
export function ReleaseDialog({ record }: ReleaseDialogProps) {
  const released = useVersions(record.id).map(({ version }) => version);
  const proposals = nextVersions(released);
  const latest = latestVersion(released);
  const [typed, setTyped] = useState<string | null>(null);
  const [notes, setNotes] = useState('');
  const { platform } = useAppInfo();
  const version = typed ?? (latest === undefined ? proposals.minor : proposals.patch);
  const accepted = acceptVersion(version, released);
  const problem = accepted.ok ? undefined : failureText(accepted.failure, platform).detail;
  return (
    <FormDialog
      title={`Release ${record.name}`}
      onClose={closeFunctionDialog}
      width={480}
      onSubmit={() => {
        if (accepted.ok) void releaseFunction(record, accepted.value, notes);
      }}
      verb={`Release ${accepted.ok ? accepted.value : version}`}
      missing={problem}
    >
      <p className="dialog-note">
        {latest === undefined ? 'This is the first release.' : `The latest release is ${latest}.`} A released source
        never changes; the draft stays yours to edit.
      </p>
      <VersionKinds proposals={proposals} version={version} onChoose={setTyped} />
      <FieldRow label="Version" controlId="release-version">
        <TextInput
          id="release-version"
          {...fieldTexts({ error: problem })}
          data-autofocus
          spellCheck={false}
          value={version}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </FieldRow>
      <FieldRow label="Notes" controlId="release-notes">
        <Textarea
          id="release-notes"
          {...fieldTexts({ hint: 'What has changed, for whoever uses it.' })}
          rows={4}
          maxLength={20_000}
          value={notes}
          onChange={(event) => setNotes(event.currentTarget.value)}
        />
      </FieldRow>
    </FormDialog>
  );
}

type VersionKindsProps = {
  readonly proposals: NextVersions;
  readonly version: string;
  readonly onChoose: (version: string) => void;
};

function VersionKinds({ proposals, version, onChoose }: VersionKindsProps) {
  return (
    <div className="version-kinds">
      {kinds.map(({ kind, label, hint }) => (
        <button
          key={kind}
          type="button"
          className="version-kind"
          aria-pressed={version === proposals[kind]}
          onClick={() => onChoose(proposals[kind])}
        >
          <span className="version-kind-name">
            {label} <span className="num">{proposals[kind]}</span>
          </span>
          <span className="version-kind-hint">{hint}</span>
        </button>
      ))}
    </div>
  );
}
