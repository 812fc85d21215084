import { TextInput } from '@mantine/core';
import { useState } from 'react';

import { FieldRow } from '../ui/field-row.tsx';
import { fieldTexts } from '../ui/field-texts.ts';
import { useAppInfo } from '../workspaces/use-app-info.ts';
import { limitHint, limitLabels, limitProblem, parseLimit, settingId, usualLimit } from './setting-texts.ts';
import type { LimitSetting } from './setting-texts.ts';

type LimitFieldProps = {
  readonly setting: LimitSetting;
  readonly kept: number | null;
  /** Null takes the usual limit again. */
  readonly onChange: (value: number | null) => void;
};

/** Typed as a whole and kept with Enter or when the field is left, so that no half-typed limit ends a run. */
export function LimitField({ setting, kept, onChange }: LimitFieldProps) {
  const { usualLimits } = useAppInfo();
  const [text, setText] = useState(kept === null ? '' : String(kept));
  const value = parseLimit(setting, text);
  const problem = value === undefined ? limitProblem(setting) : undefined;
  const id = settingId(setting);
  const usual = usualLimit(setting, usualLimits);

  function keep(): void {
    if (value !== undefined && value !== kept) onChange(value);
  }

  return (
    <FieldRow label={limitLabels[setting]} controlId={id}>
      <TextInput
        id={id}
        {...fieldTexts({ hint: limitHint(setting, usual), error: problem })}
        inputMode="decimal"
        placeholder={`default: ${String(usual)}`}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-keeps="when-left"
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter') keep();
        }}
      />
    </FieldRow>
  );
}
