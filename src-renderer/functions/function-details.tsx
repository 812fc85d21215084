import { TagsInput } from '@mantine/core';
import { useEffect } from 'react';

import { functionEntity } from '#shared/functions/function-entities.ts';
import type { FunctionMetadata, FunctionRecord } from '#shared/functions/function-entities.ts';

import { client } from '../rpc/client.ts';
import { FieldRow } from '../ui/field-row.tsx';
import { attempt } from '../workspaces/tell-failure.ts';
import { setSettingsOpen, settingShown, useAreSettingsOpen, useWantedSetting } from './function-store.ts';
import { IsolationField } from './isolation-field.tsx';
import { LimitField } from './limit-field.tsx';
import { limitSettings, settingId } from './setting-texts.ts';

export type FunctionDetailsProps = { readonly record: FunctionRecord };

/** What a person says about a function beside its source: tags to find it by, in what process it runs, what it may use. */
export function FunctionDetails({ record }: FunctionDetailsProps) {
  const { metadata } = record;
  const isOpen = useAreSettingsOpen();
  const wanted = useWantedSetting();

  useEffect(() => {
    if (wanted === null || !isOpen) return;
    const control = document.getElementById(settingId(wanted));
    control?.scrollIntoView({ block: 'center' });
    control?.focus();
    settingShown();
  }, [wanted, isOpen]);

  return (
    <details className="details" open={isOpen} onToggle={(event) => setSettingsOpen(event.currentTarget.open)}>
      <summary>Tags, isolation and limits</summary>
      <FieldRow label="Tags" controlId="function-tags">
        <TagsInput
          id="function-tags"
          {...(metadata.tags.length === 0 ? { placeholder: 'words to find it by' } : {})}
          value={metadata.tags}
          maxLength={100}
          onChange={(value) => void keep(record, { tags: value }, 'Tag')}
        />
      </FieldRow>
      <IsolationField
        language={record.language}
        isolation={metadata.isolation}
        onChange={(isolation) => void keep(record, { isolation }, 'Set the isolation of')}
      />
      {limitSettings.map((setting) => (
        <LimitField
          key={`${setting}-${String(metadata[setting])}`}
          setting={setting}
          kept={metadata[setting]}
          onChange={(value) => void keep(record, { [setting]: value }, 'Set a limit of')}
        />
      ))}
    </details>
  );
}

async function keep(record: FunctionRecord, change: Partial<FunctionMetadata>, verb: string): Promise<void> {
  const metadata = { ...record.metadata, ...change };
  const edit = { entity: functionEntity.name, id: record.id, patch: { metadata }, label: `${verb} ${record.name}` };
  await attempt(client.records.patch(edit));
}
