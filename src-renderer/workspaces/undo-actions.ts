import { client } from '../rpc/client.ts';
import { showDone } from '../ui/toasts.tsx';
import { attempt } from './tell-failure.ts';

export async function undoLast(): Promise<void> {
  tell('Undone', await attempt(client.undo.undo()));
}

export async function redoLast(): Promise<void> {
  tell('Done again', await attempt(client.undo.redo()));
}

type Answer = { readonly label: string | null; readonly skippedFields: number } | undefined;

function tell(what: string, answer: Answer): void {
  if (answer === undefined) return;
  if (answer.label === null) showDone('There is nothing more to go back to.');
  else if (answer.skippedFields > 0) {
    showDone(`${what}: ${answer.label}. What has been changed since by somebody else was left as it is.`);
  } else showDone(`${what}: ${answer.label}`);
}
