import { TextInput } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

export type LinkDialogProps = {
  readonly title: string;
  /** Whom the link is for, and what has become of it. */
  readonly children: ReactNode;
  readonly link: string;
  readonly onClose: () => void;
};

/** A link that opens something once, and is shown once. */
export function LinkDialog({ title, children, link, onClose }: LinkDialogProps) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no');
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(link);
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
      <div className="admin-link">
        <TextInput
          label="Link"
          value={link}
          readOnly
          classNames={{ input: 'mono' }}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button icon={copied === 'yes' ? Check : Copy} onClick={() => void copy()}>
          {copied === 'yes' ? 'Copied' : 'Copy link'}
        </Button>
      </div>
      <p className="field-hint" role="status">
        {copied === 'refused'
          ? 'This window may not copy by itself. Choose the link and press Ctrl+C.'
          : 'It is shown only now, and opens the door for whoever has it: send it to nobody else.'}
      </p>
    </Dialog>
  );
}
