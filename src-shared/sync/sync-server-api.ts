/*
 * Synchronisation, as a device asks it of its server. What is said in it is in sync-protocol.ts.
 */
import { noFailures } from '../rpc/contract.ts';
import { largeBody, serverCall } from '../rpc/server-contract.ts';
import {
  greetInputSchema,
  greetOutputSchema,
  pullInputSchema,
  pullOutputSchema,
  pushInputSchema,
  pushOutputSchema,
  snapshotInputSchema,
  snapshotOutputSchema,
  snapshotRowsSchema,
} from './sync-protocol.ts';

export const syncServerApi = {
  greet: serverCall(
    {
      method: 'POST',
      path: '/sync/greet',
      demand: 'signed-in',
      isForPeople: true,
      isOpenWhenSuspended: true,
      summary: 'Where the log of changes stands, and how far the server has heard of these devices.',
    },
    noFailures,
  )
    .input(greetInputSchema)
    .output(greetOutputSchema),
  push: serverCall(
    {
      method: 'POST',
      path: largeBody.path,
      isHeavy: true,
      isStepwise: true,
      demand: 'signed-in',
      isForPeople: true,
      answersTexts: true,
      summary: "Takes a device's changes, and answers each: applied, superseded or rejected.",
    },
    noFailures,
  )
    .input(pushInputSchema)
    .output(pushOutputSchema),
  pull: serverCall(
    {
      method: 'POST',
      path: '/sync/pull',
      isHeavy: true,
      demand: 'signed-in',
      isForPeople: true,
      isOpenWhenSuspended: true,
      summary: 'The changes after a cursor that the person may see, and what they reach now.',
    },
    noFailures,
  )
    .input(pullInputSchema)
    .output(pullOutputSchema),
  snapshot: serverCall(
    {
      method: 'POST',
      path: '/sync/snapshot',
      isHeavy: true,
      demand: 'signed-in',
      isForPeople: true,
      isOpenWhenSuspended: true,
      summary: 'The records of one scope and entity, a page at a time.',
    },
    noFailures,
  )
    .input(snapshotInputSchema)
    .output(snapshotOutputSchema),
  rows: serverCall(
    {
      method: 'POST',
      path: '/sync/rows',
      demand: 'signed-in',
      isForPeople: true,
      isOpenWhenSuspended: true,
      summary: 'The records of one scope and entity, a page at a time, each as a text.',
    },
    noFailures,
  )
    .input(snapshotInputSchema)
    .output(snapshotRowsSchema),
};
