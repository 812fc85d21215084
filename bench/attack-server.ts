/*
 * What a hostile machine does to a server, until it is ended: a process of its own, at the lowest priority, since a real one
 * has a processor of its own. It comes from one address, 127.0.0.2, as honest clients come from others. `TOKEN` is of somebody
 * who is signed in and means it ill; strangers do not use it.
 *
 *     node bench/attack-server.ts ADDRESS ATTACK TOKEN
 */
import { constants, setPriority } from 'node:os';

import { guesses, oversized, rubbish, unread } from './attack-strangers.ts';
import type { Attack, Target } from './attack-strangers.ts';
import { largestPushes, socketPushes, socketRubbish, socketUnread } from './attack-sync.ts';

const attacks: { readonly [name: string]: readonly Attack[] } = {
  guesses: [guesses],
  rubbish: [rubbish],
  oversized: [oversized],
  unread: [unread],
  strangers: [guesses, rubbish, oversized, unread],
  'socket-rubbish': [socketRubbish],
  'socket-pushes': [socketPushes],
  'largest-pushes': [largestPushes],
  'socket-unread': [socketUnread],
};

const [address = '', name = '', token = ''] = process.argv.slice(2);
const chosen = attacks[name];
if (chosen === undefined) throw new Error(`There is no attack "${name}", but ${Object.keys(attacks).join(', ')}.`);

setPriority(constants.priority.PRIORITY_LOW);
process.once('SIGTERM', () => process.exit(0));
const target: Target = { address, token };
const begin = await Promise.all(chosen.map(async (attack) => await attack(target)));
process.stdout.write('attacks\n');
await Promise.all(begin.map(async (each) => await each()));
