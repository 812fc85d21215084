import { TextInput } from '@mantine/core';
import { useState } from 'react';

import { languageNames } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';

import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { attempt } from '../workspaces/tell-failure.ts';

export type PathChooserProps = { readonly language: Language };

/** An interpreter that was not found by itself, by its path. */
export function PathChooser({ language }: PathChooserProps) {
  const [path, setPath] = useState('');
  const missing = path.trim() === '' ? 'Type the path of the interpreter first' : undefined;
  return (
    <form
      className="path-chooser"
      onSubmit={(event) => {
        event.preventDefault();
        if (missing !== undefined) return;
        void attempt(client.runtimes.choose({ language, path: path.trim() })).then((done) => {
          // A path that was refused has a slip in it, which is mended rather than typed anew.
          if (done !== undefined) setPath('');
        });
      }}
    >
      <TextInput
        aria-label={`Path of another ${languageNames[language]}`}
        placeholder={`Path of another ${languageNames[language]}`}
        spellCheck={false}
        classNames={{ input: 'mono-input' }}
        value={path}
        onChange={(event) => setPath(event.currentTarget.value)}
      />
      <Button type="submit" disabledReason={missing}>
        Use this one
      </Button>
    </form>
  );
}
