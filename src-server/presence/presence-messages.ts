/* What server processes say to one another of who is where. It is shorter than an announcement may be: words are of ASCII. */
import type { Present } from './presence-board.ts';

export type PresenceMessage =
  | { readonly kind: 'told'; readonly present: Present }
  | { readonly kind: 'gone'; readonly presenceId: string };

/** Of an announcement (`Sql.announce`). */
export const messageBytesMax = 7_900;

export function messageToText(message: PresenceMessage): string {
  return JSON.stringify(message);
}

/** Only server processes of this program write to the channel. Undefined for what another version of it says otherwise. */
export function textToMessage(text: string): PresenceMessage | undefined {
  try {
    const message = JSON.parse(text) as Partial<PresenceMessage>; // See above; whatever else is passed over.
    return message.kind === 'told' || message.kind === 'gone' ? (message as PresenceMessage) : undefined;
  } catch {
    return undefined;
  }
}
