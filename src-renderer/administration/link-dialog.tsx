import type { ReactNode } from 'react';

import { OnceDialog } from '../ui/once-dialog.tsx';

export type LinkDialogProps = {
  readonly title: string;
  /** Whom the link is for, and what has become of it. */
  readonly children: ReactNode;
  readonly link: string;
  readonly onClose: () => void;
};

/** A link that opens something once, and is shown once. */
export function LinkDialog({ link, ...rest }: LinkDialogProps) {
  return (
    <OnceDialog
      kind="link"
      secret={link}
      hint="It is shown only now, and opens the door for whoever has it: send it to nobody else."
      {...rest}
    />
  );
}
