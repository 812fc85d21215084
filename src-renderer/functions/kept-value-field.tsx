import { Menu } from '@mantine/core';
import { Box, X } from 'lucide-react';
import { useState } from 'react';

import { languageNames } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';
import type { ApiOutputs } from '#shared/features.ts';
import type { Json } from '#shared/values/json.ts';

import { client } from '../rpc/client.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { attempt } from '../workspaces/tell-failure.ts';
import { HandleChip } from './handle-chip.tsx';

type Kept = ApiOutputs['runs']['listKept']['kept'];

type KeptValueMenuProps = {
  readonly language: Language;
  readonly parameter: string;
  readonly onChoose: (json: Json) => void;
};

/** Offers the values that functions of this language have kept, and that are still there. */
export function KeptValueMenu({ language, parameter, onChoose }: KeptValueMenuProps) {
  const [kept, setKept] = useState<Kept | null>(null);
  return (
    <Menu
      position="bottom-end"
      onOpen={() => {
        setKept(null);
        void attempt(client.runs.listKept({ language })).then((answer) => setKept(answer?.kept ?? []));
      }}
    >
      <Menu.Target>
        <IconButton isSmall label={`Use a kept value for ${parameter}`} icon={Box} />
      </Menu.Target>
      <Menu.Dropdown>
        {kept === null ? <Menu.Label>Looking for kept values…</Menu.Label> : null}
        {kept?.length === 0 ? (
          <Menu.Label className="kept-none">
            No {languageNames[language]} value is kept now. A function keeps one by returning{' '}
            {language === 'r' ? 'triptych$keep(value)' : 'triptych.keep(value)'}; it is there until its session ends or
            its run is deleted.
          </Menu.Label>
        ) : null}
        {kept?.map(({ handle, runNumber, functionName }) => (
          <Menu.Item
            key={handle.id}
            rightSection={
              <span className="kept-origin">
                {functionName}, run {runNumber}
              </span>
            }
            onClick={() => onChoose({ $handle: handle })}
          >
            {handle.description}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

type ChosenKeptValueProps = {
  readonly parameter: string;
  readonly description: string;
  readonly onClear: () => void;
};

/** In place of the input: the kept value that was chosen, and a way back. */
export function ChosenKeptValue({ parameter, description, onClear }: ChosenKeptValueProps) {
  return (
    <div className="kept-chosen">
      <HandleChip description={description} />
      <IconButton isSmall label={`Give ${parameter} another value`} icon={X} onClick={onClear} />
    </div>
  );
}
