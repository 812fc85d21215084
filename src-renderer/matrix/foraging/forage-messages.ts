import type { TextMentions } from '#shared/matrix/foraging/read-nouns.ts';

/** What the window tells the thread that reads texts. */
export type ForageRequest =
  /** All texts of the project as they are now; those that are left out are forgotten. */
  | { readonly kind: 'texts'; readonly texts: readonly { readonly id: string; readonly body: string }[] }
  /** Keys of every noun that the model knows. */
  | { readonly kind: 'known'; readonly keys: readonly string[] };

export type ForageAnswer =
  | { readonly kind: 'progress'; readonly readChars: number; readonly allChars: number }
  /** All texts are read. */
  | { readonly kind: 'rest' }
  | {
      readonly kind: 'mentions';
      readonly textId: string;
      readonly bodyLength: number;
      readonly mentions: TextMentions;
    };
