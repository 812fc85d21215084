/* What synchronisation asks of a server, each answer parsed by the contract and each failure told, never thrown. */
import type { z } from 'zod';

import type { Result } from '#shared/base/result.ts';
import type { ServerFailure } from '#shared/rpc/server-contract.ts';
import type {
  greetInputSchema,
  greetOutputSchema,
  pullInputSchema,
  pullOutputSchema,
  pushInputSchema,
  pushOutputSchema,
  snapshotInputSchema,
  snapshotOutputSchema,
} from '#shared/sync/sync-protocol.ts';

export type GreetOutput = z.output<typeof greetOutputSchema>;
export type PushInput = z.input<typeof pushInputSchema>;
export type PushOutput = z.output<typeof pushOutputSchema>;
export type PullOutput = z.output<typeof pullOutputSchema>;
export type SnapshotInput = z.input<typeof snapshotInputSchema>;
export type SnapshotOutput = z.output<typeof snapshotOutputSchema>;

/** What was answered makes no sense, or the disk takes nothing more. `problem` is a sentence. */
export type StuckFailure = { readonly kind: 'sync-stuck'; readonly problem: string };
export type SyncFailure = ServerFailure | StuckFailure;

type Answer<T> = Promise<Result<T, ServerFailure>>;

/** One question at a time. Each ends after a time of its own. */
export type SyncServer = {
  readonly greet: (input: z.input<typeof greetInputSchema>) => Answer<GreetOutput>;
  readonly push: (input: PushInput) => Answer<PushOutput>;
  readonly pull: (input: z.input<typeof pullInputSchema>) => Answer<PullOutput>;
  readonly snapshot: (input: SnapshotInput) => Answer<SnapshotOutput>;
};
