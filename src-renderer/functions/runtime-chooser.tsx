import { Select } from '@mantine/core';

import { languageNames } from '#shared/calls/language.ts';
import type { RuntimeState } from '#shared/calls/runtime-state.ts';

import { client } from '../rpc/client.ts';
import { attempt } from '../workspaces/tell-failure.ts';
import { sourceText } from './runtime-texts.ts';

export type RuntimeChooserProps = { readonly runtime: RuntimeState };

/** Which of the interpreters found runs this language's functions. */
export function RuntimeChooser({ runtime }: RuntimeChooserProps) {
  const { language, chosen, candidates } = runtime;
  return (
    <Select
      aria-label={`${languageNames[language]} interpreter`}
      data={candidates.map((candidate) => ({
        value: candidate.path,
        label: `${candidate.version}, ${candidate.path}, ${sourceText(candidate)}`,
      }))}
      value={chosen?.path ?? null}
      allowDeselect={false}
      comboboxProps={{ withinPortal: false }}
      onChange={(path) => {
        if (path !== null) void attempt(client.runtimes.choose({ language, path }));
      }}
    />
  );
}
