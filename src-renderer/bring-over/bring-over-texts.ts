import type { BringOverState, Holdings, PersonalWorkspace } from '#shared/bring-over/bring-over-api.ts';

type FormatBytes = (bytes: number) => string;
type Working = Extract<BringOverState, { readonly kind: 'working' }>;

/** What a workspace holds and would be shared, as a list in words. */
export function holdingsText(holds: Holdings, formatBytes: FormatBytes): string {
  const parts = [
    counted(holds.functions, 'function'),
    counted(holds.versions, 'release'),
    counted(holds.sharedResults, 'shared result'),
    counted(holds.projects, 'project'),
    counted(holds.objects, 'object'),
    counted(holds.relationships, 'relationship'),
    holds.files.count === 0 ? '' : `${counted(holds.files.count, 'file')} (${formatBytes(holds.files.bytes)})`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'Nothing is in it yet' : parts.join(', ');
}

/** What of it is on this device alone, and what is not whole. */
export function asideSentences(
  { runs, folder, filesWithoutBytes }: Holdings,
  formatBytes: FormatBytes,
): readonly string[] {
  return [
    runs === 0 ? '' : `${counted(runs, 'run')} ${runs === 1 ? 'stays' : 'stay'} in your personal account.`,
    folder.count === 0
      ? ''
      : `${counted(folder.count, 'data file')} in its folder (${formatBytes(folder.bytes)}) ${folder.count === 1 ? 'comes' : 'come'} along on this device alone.`,
    filesWithoutBytes === 0
      ? ''
      : `${counted(filesWithoutBytes, 'file')} ${filesWithoutBytes === 1 ? 'has' : 'have'} lost ${filesWithoutBytes === 1 ? 'its' : 'their'} content, and ${filesWithoutBytes === 1 ? 'comes' : 'come'} without it.`,
  ].filter((sentence) => sentence !== '');
}

/** That it was brought before, and what choosing it again would do; that its name is another one there. */
export function copySentences(
  { name, newName, copies, removal }: PersonalWorkspace,
  momentText: (at: number) => string,
): readonly string[] {
  const [newest] = copies;
  if (newest === undefined)
    return newName === name ? [] : [`There is a workspace of this name already; it will be called ${newName}.`];
  const others = copies.length === 1 ? '' : `, the latest of ${String(copies.length)} copies`;
  return [
    `Brought over ${momentText(newest.at)} as ${newest.name}${others}. What you change in one does not change the other; chosen again, it becomes a further copy with everything that is in it now, called ${newName}.`,
    ...(removal === 'waiting' ? ['It goes from your personal account when all of it has arrived.'] : []),
    ...(removal === 'incomplete'
      ? [
          'Not all of the copy is in this account: something was refused by the server or deleted here. So it was kept in your personal account.',
        ]
      : []),
    ...(removal === 'changed'
      ? ['It was changed in your personal account after it was brought over, and so it was kept there.']
      : []),
  ];
}

export function progressText({ step, workspaceName, number, of, isCancelling }: Working): string {
  const which = of === 1 ? workspaceName : `${workspaceName} (${String(number)} of ${String(of)})`;
  if (step === 'taking-back' || isCancelling) return `Taking back what was written of ${which}`;
  if (step === 'waiting') return `${which} waits until something else has been written`;
  return step === 'files' ? `Copying the files of ${which}` : `Writing ${which}`;
}

/** None of it is nothing to tell. */
function counted(count: number, what: string): string {
  return count === 0 ? '' : `${count.toLocaleString()} ${what}${count === 1 ? '' : 's'}`;
}
