import { client } from '../rpc/client.ts';
import { showDone } from '../ui/toasts.tsx';
import { goTo, workspacePath } from '../workspaces/paths.ts';
import { savePreference } from '../workspaces/preferences.ts';
import { attempt } from '../workspaces/tell-failure.ts';

export const answeredKey = 'bringOver.answered';

/** Answers whether it was done to its end. */
export async function bringOver(
  wanted: { readonly workspaceIds: string[]; readonly removes: boolean },
  place: string,
): Promise<boolean> {
  const done = await attempt(client.bringOver.start(wanted));
  if (done === undefined) return false;
  const { brought, isCancelled } = done;
  const [first] = brought;
  const names = brought.map(({ name }) => name).join(', ');
  if (first === undefined) showDone('Nothing was brought over');
  else {
    const text = `${names} ${brought.length === 1 ? 'is' : 'are'} in ${place} now`;
    const open = { label: 'Open', run: () => goTo(workspacePath(first.workspaceId)) };
    showDone(isCancelled ? `${text}; the rest was cancelled` : text, open);
  }
  return !isCancelled;
}

export async function cancelBringOver(): Promise<void> {
  await attempt(client.bringOver.cancel());
}

/** It was offered, and the person has answered: it is not offered by itself again. */
export function noteAnswer(): void {
  savePreference(answeredKey, true);
}
