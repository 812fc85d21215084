import type { ReactNode } from 'react';

import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

export type FormDialogProps = {
  readonly title: string;
  readonly children: ReactNode;
  /** On the button that sends. */
  readonly verb: string;
  readonly look?: 'primary' | 'danger';
  /** Why it cannot be sent yet; Enter does not send it then either. */
  readonly missing?: string | undefined;
  readonly isBusy?: boolean;
  readonly width?: number;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
};

/** A dialog that asks for something, with a button that sends it and one that leaves it. */
export function FormDialog({ title, children, verb, onSubmit, onClose, ...rest }: FormDialogProps) {
  const { look = 'primary', missing, isBusy = false, width } = rest;
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      {...(width === undefined ? {} : { width })}
      onSubmit={() => {
        if (missing === undefined) onSubmit();
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look={look} type="submit" isBusy={isBusy} disabledReason={missing}>
            {verb}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
