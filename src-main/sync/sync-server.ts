/* What synchronisation asks of a server, each answer parsed by the contract and each failure told, never thrown. */
import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';

import type { Result } from '#shared/base/result.ts';
import type { ServerFailure } from '#shared/rpc/server-contract.ts';
import type { syncServerApi } from '#shared/sync/sync-server-api.ts';

import type { RecordPage } from './record-page.ts';

type Inputs = InferContractRouterInputs<typeof syncServerApi>;
type Outputs = InferContractRouterOutputs<typeof syncServerApi>;
export type GreetOutput = Outputs['greet'];
export type PushInput = Inputs['push'];
export type PushOutput = Outputs['push'];
export type PullOutput = Outputs['pull'];
export type SnapshotInput = Inputs['snapshot'];
export type SnapshotOutput = Outputs['snapshot'];

/** What was answered makes no sense, or the disk takes nothing more. `problem` is a sentence. */
export type StuckFailure = { readonly kind: 'sync-stuck'; readonly problem: string };
export type SyncFailure = ServerFailure | StuckFailure;

type Answer<T> = Promise<Result<T, ServerFailure>>;

/** One question at a time. Each ends after a time of its own. */
export type SyncServer = {
  readonly greet: (input: Inputs['greet']) => Answer<GreetOutput>;
  readonly push: (input: PushInput) => Answer<PushOutput>;
  readonly pull: (input: Inputs['pull']) => Answer<PullOutput>;
  readonly snapshot: (input: SnapshotInput) => Answer<RecordPage>;
};
