import type { ServerConfig } from '../read-config.ts';

/**
 * A command of `npm run server -- NAME …`. `run` prints what it did and returns the exit code; it throws `CommandRefused` where it
 * does nothing.
 */
export type Command = {
  readonly name: string;
  /** With what it takes, as in `restore FILE`. */
  readonly usage: string;
  readonly help: string;
  /** How many words it takes at most. */
  readonly wordsMax: number;
  readonly run: (config: ServerConfig, words: readonly string[]) => Promise<number>;
};

/** A command that was refused: its message is for whoever typed it. */
export class CommandRefused extends Error {
  override name = 'CommandRefused';
}
