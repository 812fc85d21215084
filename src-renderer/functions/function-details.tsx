import { TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';

import { functionEntity } from '#shared/functions/function-entities.ts';
import type { FunctionMetadata, FunctionRecord } from '#shared/functions/function-entities.ts';

import { client } from '../rpc/client.ts';
import { FieldRow } from '../ui/field-row.tsx';
import { attempt } from '../workspaces/tell-failure.ts';

export type FunctionDetailsProps = { readonly record: FunctionRecord };

/** What a person says about a function beside its source: tags to find it by, and how long it may run. */
export function FunctionDetails({ record }: FunctionDetailsProps) {
  const { tags, timeLimitSeconds } = record.metadata;
  return (
    <details className="details">
      <summary>Tags and time limit</summary>
      <FieldRow label="Tags" controlId="function-tags">
        <TagsInput
          id="function-tags"
          {...(tags.length === 0 ? { placeholder: 'words to find it by' } : {})}
          value={tags}
          maxLength={100}
          onChange={(value) => void keep(record, { tags: value }, 'Tag')}
        />
      </FieldRow>
      <TimeLimit key={timeLimitSeconds} record={record} />
    </details>
  );
}

/** Typed as a whole and kept when the field is left, so that no half-typed limit ends a run. */
function TimeLimit({ record }: FunctionDetailsProps) {
  const kept = record.metadata.timeLimitSeconds;
  const [text, setText] = useState(kept === null ? '' : String(kept));
  const seconds = text.trim() === '' ? null : Number(text.replace(',', '.'));
  const problem =
    seconds === null || seconds > 0 ? undefined : 'Type a number of seconds above 0, or nothing for no limit.';
  return (
    <FieldRow label="Time limit, in seconds" controlId="function-time-limit" error={problem}>
      <TextInput
        id="function-time-limit"
        inputMode="decimal"
        placeholder="none"
        error={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : 'function-time-limit-error'}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => {
          if (problem === undefined && seconds !== kept)
            void keep(record, { timeLimitSeconds: seconds }, 'Set the time limit of');
        }}
      />
    </FieldRow>
  );
}

async function keep(record: FunctionRecord, change: Partial<FunctionMetadata>, verb: string): Promise<void> {
  const metadata = { ...record.metadata, ...change };
  const edit = { entity: functionEntity.name, id: record.id, patch: { metadata }, label: `${verb} ${record.name}` };
  await attempt(client.records.patch(edit));
}
