import { StreamLanguage } from '@codemirror/language';
import type { Extension } from '@codemirror/state';

import type { Language } from '#shared/calls/language.ts';

/** Loads a language for the editor only when a function of it is opened. */
export async function loadEditorLanguage(language: Language): Promise<Extension> {
  switch (language) {
    case 'r': {
      const { r } = await import('@codemirror/legacy-modes/mode/r');
      return StreamLanguage.define(r);
    }
    case 'julia': {
      const { julia } = await import('@plutojl/lang-julia');
      return julia();
    }
    case 'python': {
      const { python } = await import('@codemirror/lang-python');
      return python();
    }
  }
}
