import { notifications } from '@mantine/notifications';
import { CircleAlert, CircleCheck } from 'lucide-react';

export type ToastAction = { readonly label: string; readonly run: () => void };

const readMs = 6000; // Long enough to read two lines and reach the button.

/** Tells that something was done, with the way back where there is one. */
export function showDone(text: string, action?: ToastAction): void {
  const id = `done-${text}`;
  notifications.hide(id);
  notifications.show({
    id,
    autoClose: readMs,
    withBorder: true,
    icon: <CircleCheck size={16} aria-hidden />,
    closeButtonProps: { 'aria-label': 'Close the message' },
    className: 'toast toast-done',
    message: (
      <span className="toast-line">
        <span>{text}</span>
        {action === undefined ? null : (
          <button
            type="button"
            className="button button-soft"
            onClick={() => {
              notifications.hide(id);
              action.run();
            }}
          >
            {action.label}
          </button>
        )}
      </span>
    ),
  });
}

export type Problem = { readonly title: string; readonly detail: string; readonly remedy: string };

/** Tells what went wrong; stays until it is closed, because it asks for something to be done. */
export function showProblem({ title, detail, remedy }: Problem): void {
  const id = `problem-${title}`;
  notifications.hide(id);
  notifications.show({
    id,
    autoClose: false,
    withBorder: true,
    icon: <CircleAlert size={16} aria-hidden />,
    closeButtonProps: { 'aria-label': 'Close the message' },
    className: 'toast toast-problem',
    role: 'alert',
    title,
    message: [detail, remedy].filter((part) => part !== '').join(' '),
  });
}
