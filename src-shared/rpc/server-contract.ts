/*
 * The builder of the server's contract. Every call says where it is found over HTTP and what it asks of the caller; the
 * server's one dispatcher enforces that, the OpenAPI document tells it, and the tests go through all calls by it.
 */
import { oc } from '@orpc/contract';
import { z } from 'zod';

import { commonFailureSchema } from './contract.ts';
import type { Permission } from './permission-rules.ts';

/** `nobody`: anyone may call. `signed-in`: whoever is signed in, for what is their own. Else a permission of the closed list. */
export type Demand = Permission | 'signed-in' | 'nobody';

export type ServerCallMeta = {
  readonly demand: Demand;
  /** May also be called while the tenant is suspended, though it writes: signing out, looking after oneself. */
  readonly isOpenWhenSuspended: boolean;
  /** Machines (API tokens) may not: it would give them more than their scopes. */
  readonly isForPeople: boolean;
  /**
   * A person has to have shown who they are within `recentSignInMinutes`: for ending sessions, what one signs in with, giving rights,
   * and what leaves with a person's data or is gone for ever.
   */
  readonly needsRecentSignIn: boolean;
  /** Works on the database as a whole, and so outside of any transaction, when the caller has been let in. */
  readonly isUpkeep: boolean;
  /** Takes its transactions one after the other, and holds none in between. What it did stays done when a later one fails. */
  readonly isStepwise: boolean;
  /** Moves hundreds of records at a time: of one person, only a few at once. */
  readonly isHeavy: boolean;
  /** Answers by itself for texts that the database cannot store, each where it stands; else the whole call is refused for one. */
  readonly answersTexts: boolean;
  /** Which answers wait for an even moment, since their time could tell whether there is somebody. */
  readonly answersEvenly: 'never' | 'refusals' | 'always';
};

const anyFailure = z.discriminatedUnion('kind', [
  ...commonFailureSchema.options,
  /** There is no session, or it has ended; `reason` says how, where the server may tell. */
  z.object({ kind: z.literal('signed-out'), reason: z.string().nullable() }),
  z.object({ kind: z.literal('tenant-closed'), status: z.enum(['suspended', 'cancelled', 'missing']) }),
  z.object({ kind: z.literal('too-many-requests'), retryAfterSeconds: z.number() }),
  /** Another record has it already. */
  z.object({ kind: z.literal('value-taken'), entity: z.string(), fields: z.array(z.string()) }),
  /** The idempotency key was used before, for another request. */
  z.object({ kind: z.literal('request-differs') }),
  z.object({ kind: z.literal('only-for-people') }),
  /** Sign in again, within the session: whoever finds an unlocked machine is not to take the account over. */
  z.object({ kind: z.literal('sign-in-outdated'), minutes: z.number() }),
  /** It is being updated, and this one of its processes does not know all that the database has: ask again in a while. */
  z.object({ kind: z.literal('server-behind') }),
  // Told by the core about its server, never by the server itself:
  z.object({ kind: z.literal('server-unreachable'), address: z.string(), problem: z.string() }),
  z.object({ kind: z.literal('server-not-triptych'), address: z.string() }),
  /** Of another contract than this program's: one of the two has to be brought up to date. `version` is the server's. */
  z.object({ kind: z.literal('server-too-new'), version: z.string() }),
  z.object({ kind: z.literal('server-too-old'), version: z.string() }),
  z.object({ kind: z.literal('server-failed'), reference: z.string() }),
  z.object({ kind: z.literal('not-connected') }),
]);
export type ServerFailure = z.infer<typeof anyFailure>;
/** An interface, so that the type of each call names it: written out in all of them, it would be longer than TypeScript writes a type. */
// oxlint-disable-next-line consistent-type-definitions -- A `type` would be written out.
export interface ServerFailureSchema extends z.ZodType<ServerFailure> {}
/** Failures that any call to a server can meet. */
export const serverFailureSchema: ServerFailureSchema = anyFailure;
/** The same one by one, for a union of more. */
export const serverFailures = anyFailure.options;

type Place = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`; `{id}` takes the input's field of that name. */
  readonly path: `/${string}`;
  readonly demand: Demand;
  /** A sentence for the OpenAPI document. */
  readonly summary: string;
  readonly isOpenWhenSuspended?: boolean;
  readonly isForPeople?: boolean;
  readonly needsRecentSignIn?: boolean;
  readonly isUpkeep?: boolean;
  readonly isStepwise?: boolean;
  readonly isHeavy?: boolean;
  readonly answersTexts?: boolean;
  readonly answersEvenly?: 'refusals' | 'always';
  /** `detailed`: the input says what goes where in a request (`params`, `query`, `headers`, `body`). For bodies that are no JSON. */
  readonly inputStructure?: 'detailed';
  readonly outputStructure?: 'detailed';
};

/** One error of the contract: the status over HTTP, and which failures it may tell. */
export type Told<F extends z.ZodType> = {
  readonly status: number;
  readonly message: string;
  readonly data: z.ZodUnion<readonly [ServerFailureSchema, F]>;
};
export type CallErrors<F extends z.ZodType> = {
  readonly FAILURE: Told<F>;
  readonly UNAUTHORIZED: Told<F>;
  readonly FORBIDDEN: Told<F>;
  readonly NOT_FOUND: Told<F>;
  readonly CONFLICT: Told<F>;
  readonly TOO_MANY_REQUESTS: Told<F>;
};

/** HTTP's status of a failure that has none of its own. */
export const refusedStatus = 422;

/** What is so of a call that says nothing else. */
export const usualCallMeta: ServerCallMeta = {
  demand: 'signed-in',
  isOpenWhenSuspended: false,
  isForPeople: false,
  needsRecentSignIn: false,
  isUpkeep: false,
  isStepwise: false,
  isHeavy: false,
  answersTexts: false,
  answersEvenly: 'never',
};

/**
 * Begins a call of the server's contract. Its failures are plain data with a kind, as everywhere; over HTTP the kind decides
 * the status (`errorCodeOf`), so each of the codes can carry each of the failures.
 */
export function serverCall<F extends z.ZodType>(place: Place, failures: F) {
  const { method, path, demand, summary, ...rest } = place;
  const { isOpenWhenSuspended = false, isForPeople = false, isUpkeep = false } = rest;
  const { needsRecentSignIn = false } = rest;
  const { isStepwise = false, isHeavy = false, answersTexts = false, answersEvenly = 'never' } = rest;
  const { inputStructure = 'compact', outputStructure = 'compact' } = rest;
  const data = z.union([serverFailureSchema, failures] as const);
  const told = (status: number, message: string): Told<F> => ({ status, message, data });
  const errors: CallErrors<F> = {
    FAILURE: told(refusedStatus, 'The call failed for a reason that its data tells.'),
    UNAUTHORIZED: told(401, 'Sign in first.'),
    FORBIDDEN: told(403, 'This is not permitted.'),
    NOT_FOUND: told(404, 'There is no such record.'),
    CONFLICT: told(409, 'It contradicts what is there.'),
    TOO_MANY_REQUESTS: told(429, 'There were too many requests.'),
  };
  return oc
    .$meta<ServerCallMeta>(usualCallMeta)
    .meta({
      demand,
      isOpenWhenSuspended,
      isForPeople,
      needsRecentSignIn,
      isUpkeep,
      isStepwise,
      isHeavy,
      answersTexts,
      answersEvenly,
    })
    .route({
      method,
      path,
      summary,
      inputStructure,
      outputStructure,
      tags: [path.split('/')[1] ?? ''],
      // The document demands a token of every call that does not say otherwise.
      ...(demand === 'nobody' ? { spec: (operation) => ({ ...operation, security: [] }) } : {}),
    })
    .errors(errors);
}

export type ErrorCode = 'FAILURE' | 'UNAUTHORIZED' | 'FORBIDDEN' | 'NOT_FOUND' | 'CONFLICT' | 'TOO_MANY_REQUESTS';

const errorCodes: { readonly [kind: string]: ErrorCode } = {
  'signed-out': 'UNAUTHORIZED',
  'sign-in-refused': 'UNAUTHORIZED',
  'code-refused': 'UNAUTHORIZED',
  'not-permitted': 'FORBIDDEN',
  'only-for-people': 'FORBIDDEN',
  'sign-in-outdated': 'FORBIDDEN',
  'tenant-closed': 'FORBIDDEN',
  'record-missing': 'NOT_FOUND',
  'link-unusable': 'NOT_FOUND',
  'sign-in-over': 'NOT_FOUND',
  'value-taken': 'CONFLICT',
  'request-differs': 'CONFLICT',
  'too-many-requests': 'TOO_MANY_REQUESTS',
};

/** With which of the contract's errors, and so with which HTTP status, a failure is told. */
export function errorCodeOf(kind: string): ErrorCode {
  return errorCodes[kind] ?? 'FAILURE';
}

/**
 * Changes when a client of the one before would no longer be understood. Whatever else changes, `GET /api/v1/server` goes on
 * telling `product`, `version` and `apiVersion`, so that either side can say which of the two is to be brought up to date.
 */
export const apiVersion = 1;
/** What every version of the server answers there, whatever else it answers. */
export const serverGreetingSchema = z.object({
  product: z.literal('triptych'),
  version: z.string().max(100),
  apiVersion: z.number().int(),
});
/** Where the API begins. */
export const apiPath = '/api/v1';
/** Of a WebSocket to the server: the token travels in the protocols, as that is in nobody's log (`wire.ts`). */
export const socketPath = `${apiPath}/socket`;
/** The one call whose body may be larger than a call's usual one: a device that was away for long has much to tell. */
export const largeBody = { path: '/sync/push', bytesMax: 8 * 1024 * 1024 } as const;
/** The one call whose body is no JSON but bytes: a chunk of a blob. `src-shared/blobs/blob-chunks.ts` says why it has that size. */
export const chunkBody = {
  path: '/blobs/{entity}/{recordId}/{sha256}/chunks/{number}',
  bytesMax: 512 * 1024,
} as const;
export const idempotencyHeader = 'idempotency-key';

/** After so long one signs in again, within the session, for what `needsRecentSignIn`. */
export const recentSignInMinutes = 10;

/** The id of a record, as it comes in. */
export const idSchema = z.string().min(1).max(64);
/** Of a call that is asked nothing, or has nothing to answer. */
export const nothing = z.object({});

/** One page of a list in the order of ids, the next beginning after `after`. */
export const pageInput = {
  after: z.string().max(100).optional(),
  // Over HTTP a number arrives as text.
  limit: z.coerce.number().int().min(1).max(500).default(100),
};

/** `next` is what to give as `after` for more; null at the end. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}
