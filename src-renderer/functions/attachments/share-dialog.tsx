import './attachments.css';

import { Checkbox, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';

import type { ApiOutputs } from '#shared/features.ts';
import type { FailureText } from '#shared/failure-text.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';

import { client } from '../../rpc/client.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Loading } from '../../ui/loading.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { describeProblem } from '../../workspaces/tell-failure.ts';
import { undoLast } from '../../workspaces/undo-actions.ts';
import { formatBytes } from '../format-cell.ts';
import { chooseResultTab, openShared } from '../result-store.ts';
import { shownKindNames } from '../shown-items.tsx';

export type ShareDialogProps = { readonly run: RunRecord; readonly onClose: () => void };

type Part = ApiOutputs['runs']['listParts']['parts'][number];

/** What of a run's result goes to everybody who reads the function: each part with its size, and each can be left out. */
export function ShareDialog({ run, onClose }: ShareDialogProps) {
  const { parts, problem: unread } = useParts(run.id);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [note, setNote] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<FailureText | null>(null);
  const chosen = (parts ?? []).filter(({ key, problem }) => problem === null && !left.has(key));
  const sizeBytes = chosen.reduce((sum, part) => sum + part.sizeBytes, 0);
  const problem = refused ?? unread;

  async function share(): Promise<void> {
    setBusy(true);
    setRefused(null);
    try {
      await client.runs.share({ runId: run.id, keys: chosen.map(({ key }) => key), note });
      onClose();
      openShared(null);
      chooseResultTab('files');
      showDone('The result was shared', { label: 'Undo', run: () => void undoLast() });
    } catch (error) {
      setRefused(describeProblem(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <FormDialog
      title={`Share the result of run ${String(run.runNumber)}`}
      verb="Share"
      width={560}
      isBusy={isBusy}
      missing={
        parts === null ? 'The parts are being read' : chosen.length === 0 ? 'Choose something to share' : undefined
      }
      onSubmit={() => void share()}
      onClose={onClose}
    >
      <p className="dialog-note">
        Everybody who may read {run.functionName} will see what is ticked, with the version, when it ran and how long it
        took. Nothing else of your runs leaves this device.
      </p>
      {problem === null ? null : (
        <p className="field-error" role="alert">
          {[`${problem.title}.`, problem.detail, problem.remedy].filter((part) => part !== '').join(' ')}
        </p>
      )}
      {parts === null && problem === null ? <Loading label="Reading the parts" lines={3} /> : null}
      {parts === null ? null : (
        <fieldset className="share-parts">
          <legend>
            What is shared <span className="num">{formatBytes(sizeBytes)}</span>
          </legend>
          {parts.length === 0 ? <p className="field-hint">This run has given nothing that could be shared.</p> : null}
          {parts.map((part) => (
            <PartRow
              key={part.key}
              part={part}
              isChosen={part.problem === null && !left.has(part.key)}
              onToggle={() => setLeft((before) => toggled(before, part.key))}
            />
          ))}
        </fieldset>
      )}
      <Textarea
        label="Note"
        description="What your colleagues should know about it."
        dir="auto"
        rows={3}
        maxLength={10_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

const kindNames: { readonly [kind in Part['kind']]: string } = {
  ...shownKindNames,
  log: 'Log',
  arguments: 'Arguments',
  failure: 'Why it failed',
  warnings: 'Warnings',
};

const problemTexts: { readonly [problem in NonNullable<Part['problem']>]: string } = {
  gone: 'not kept any more',
  'too-large': 'larger than 256 MB, which cannot be shared',
};

type PartRowProps = { readonly part: Part; readonly isChosen: boolean; readonly onToggle: () => void };

function PartRow({ part: { kind, title, sizeBytes, problem }, isChosen, onToggle }: PartRowProps) {
  const name = kindNames[kind];
  const label = title === '' || title === name ? name : `${name}: ${title}`;
  return (
    <Checkbox
      size="xs"
      className="share-part"
      checked={isChosen}
      disabled={problem !== null}
      onChange={onToggle}
      label={
        <span className="share-part-label">
          <bdi>{label}</bdi>
          <span className="num">{problem === null ? formatBytes(sizeBytes) : problemTexts[problem]}</span>
        </span>
      }
    />
  );
}

function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}

type Read = { readonly parts: readonly Part[] | null; readonly problem: FailureText | null };

function useParts(runId: string): Read {
  const [read, setRead] = useState<Read>({ parts: null, problem: null });
  useEffect(() => {
    const stop = new AbortController();
    client.runs.listParts({ runId }, { signal: stop.signal }).then(
      ({ parts }) => setRead({ parts, problem: null }),
      (error: unknown) => {
        if (!stop.signal.aborted) setRead({ parts: null, problem: describeProblem(error) });
      },
    );
    return () => stop.abort();
  }, [runId]);
  return read;
}
