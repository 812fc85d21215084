import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

import { useIsOnTop } from './use-is-on-top.ts';

export type DialogProps = {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** The row of buttons at the bottom, the one to press last. */
  readonly actions?: ReactNode;
  readonly width?: number;
  /** What it shows is not shown again: only a button of its own closes it, and nothing that is pressed or clicked by mistake. */
  readonly isClosedByButton?: boolean;
  /** Makes the dialog a form: Enter sends it. */
  readonly onSubmit?: (() => void) | undefined;
};

export function Dialog({
  title,
  isOpen,
  onClose,
  children,
  actions,
  width = 440,
  isClosedByButton = false,
  onSubmit,
}: DialogProps) {
  const isOnTop = useIsOnTop(isOpen);
  const body = (
    <>
      <div className="dialog-body">{children}</div>
      {actions === undefined ? null : <div className="dialog-actions">{actions}</div>}
    </>
  );
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      size={width}
      centered
      closeOnEscape={isOnTop && !isClosedByButton}
      closeOnClickOutside={!isClosedByButton}
      withCloseButton={!isClosedByButton}
      classNames={{ header: 'dialog-header', title: 'dialog-title', body: 'dialog-frame', content: 'dialog' }}
      closeButtonProps={{ 'aria-label': 'Close', size: 24 }}
    >
      {onSubmit === undefined ? (
        body
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {body}
        </form>
      )}
    </Modal>
  );
}
