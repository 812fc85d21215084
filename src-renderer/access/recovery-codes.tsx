import { Check, Copy, Download } from 'lucide-react';
import { useId, useState } from 'react';

import { Button } from '../ui/button.tsx';
import { saveFile } from '../ui/save-file.ts';
import { useFirstFocus } from './use-first-focus.ts';

export type RecoveryCodesProps = {
  readonly codes: readonly string[];
  /** Of which account they are, for the file. */
  readonly owner: string;
  /** Where nothing else takes the focus of what was there before. */
  readonly isFirst?: boolean;
};

/** Ten codes, shown this once, with ways to keep them. */
export function RecoveryCodes({ codes, owner, isFirst = false }: RecoveryCodesProps) {
  const listId = useId();
  useFirstFocus(listId, isFirst);
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no');
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(codes.join('\n'));
      setCopied('yes');
    } catch {
      setCopied('refused'); // The browser keeps the clipboard to itself: the codes can still be chosen by hand.
    }
  }
  return (
    <div className="recovery-codes">
      <ol id={listId} tabIndex={-1} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className="recovery-actions">
        <Button icon={copied === 'yes' ? Check : Copy} onClick={() => void copy()}>
          {copied === 'yes' ? 'Copied' : 'Copy the codes'}
        </Button>
        <Button icon={Download} onClick={() => saveFile(fileOf(codes, owner), 'triptych-recovery-codes.txt')}>
          Save as a file
        </Button>
      </div>
      <p className="field-hint" role="status">
        {copied === 'refused'
          ? 'This window may not copy by itself. Choose the codes and press Ctrl+C.'
          : 'Each signs you in once, when your authenticator is not at hand. Nobody can show them again: keep them where your telephone is not.'}
      </p>
    </div>
  );
}

function fileOf(codes: readonly string[], owner: string): Blob {
  const lines = [`Recovery codes for Triptych, ${owner}`, 'Each is good once.', '', ...codes, ''];
  return new Blob([lines.join('\n')], { type: 'text/plain' });
}
