import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

export type DialogProps = {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** The row of buttons at the bottom, the one to press last. */
  readonly actions?: ReactNode;
  readonly width?: number;
  /** Makes the dialog a form: Enter sends it. */
  readonly onSubmit?: (() => void) | undefined;
};

export function Dialog({ title, isOpen, onClose, children, actions, width = 440, onSubmit }: DialogProps) {
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
