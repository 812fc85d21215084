import { TextInput } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { besideInput } from './beside-input.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

export type OnceDialogProps = {
  readonly title: string;
  /** Whom it is for, and what has become of it. */
  readonly children: ReactNode;
  /** What the secret is called, as in the middle of a sentence. */
  readonly kind: 'link' | 'token';
  readonly secret: string;
  /** What to know about whoever has it. */
  readonly hint: string;
  readonly onClose: () => void;
};

/** A secret that nobody can tell again, with a button that copies it. */
export function OnceDialog({ title, children, kind, secret, hint, onClose }: OnceDialogProps) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no');
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(secret);
      setCopied('yes');
    } catch {
      setCopied('refused'); // The browser keeps the clipboard to itself: the person can still take it by hand.
    }
  }
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      width={520}
      actions={
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      {children}
      <TextInput
        label={kind === 'link' ? 'Link' : 'Token'}
        value={secret}
        readOnly
        classNames={{ input: 'mono' }}
        onFocus={(event) => event.currentTarget.select()}
        inputContainer={besideInput(
          <Button icon={copied === 'yes' ? Check : Copy} data-autofocus onClick={() => void copy()}>
            {copied === 'yes' ? 'Copied' : `Copy ${kind}`}
          </Button>,
        )}
      />
      <p className="field-hint" role="status">
        {copied === 'refused' ? `This window may not copy by itself. Choose the ${kind} and press Ctrl+C.` : hint}
      </p>
    </Dialog>
  );
}
