import type { Command } from './command.ts';

/** Every command of the server, in the order of the help. A newcomer is one line. */
export const commands: readonly Command[] = [];
