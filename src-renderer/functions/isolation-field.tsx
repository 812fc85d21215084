import { Select } from '@mantine/core';

import { isolations } from '#shared/calls/isolation.ts';
import type { Isolation } from '#shared/calls/isolation.ts';
import type { Language } from '#shared/calls/language.ts';

import { FieldRow } from '../ui/field-row.tsx';
import { fieldTexts } from '../ui/field-texts.ts';
import { useAppInfo } from '../workspaces/use-app-info.ts';
import { isolationHint, isolationName, settingId } from './setting-texts.ts';

type IsolationFieldProps = {
  readonly language: Language;
  readonly isolation: Isolation;
  readonly onChange: (isolation: Isolation) => void;
};

/** In what process a function runs, with a sentence that says what that means. */
export function IsolationField({ language, isolation, onChange }: IsolationFieldProps) {
  const { platform } = useAppInfo();
  const id = settingId('isolation');
  return (
    <FieldRow label="Runs in" controlId={id}>
      <Select
        id={id}
        {...fieldTexts({ hint: isolationHint(isolation, { language, platform }) })}
        allowDeselect={false}
        checkIconPosition="right"
        value={isolation}
        data={isolations.map((value) => ({ value, label: isolationName(value, { language, platform }) }))}
        onChange={(value) => {
          const chosen = isolations.find((one) => one === value);
          if (chosen !== undefined && chosen !== isolation) onChange(chosen);
        }}
      />
    </FieldRow>
  );
}
