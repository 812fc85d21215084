/*
 * The calls of the contract, and an input for each, made from its schema: so that a new call, or a new field of one, is tried by
 * being in the contract.
 */
import { isContractProcedure } from '@orpc/contract';
import { z } from 'zod';

import { carefulByQuick } from '#shared/rpc/quick-schema.ts';
import type { ServerCallMeta } from '#shared/rpc/server-contract.ts';
import { serverApi } from '#shared/server-api.ts';

export type ContractCall = {
  /** As in `users.list`. */
  readonly name: string;
  readonly meta: ServerCallMeta;
  readonly isRead: boolean;
  readonly method: string;
  /** Below the API's; `{id}` takes the input's field of that name. */
  readonly path: string;
  readonly schema: z.ZodType;
};

export const contractCalls: readonly ContractCall[] = callsIn(serverApi, '');

function callsIn(part: unknown, path: string): readonly ContractCall[] {
  if (isContractProcedure(part)) {
    const { meta, route, inputSchema } = part['~orpc'] as unknown as {
      readonly meta: ServerCallMeta; // Only serverCall makes calls of this contract.
      readonly route: { readonly method?: string; readonly path?: string };
      readonly inputSchema: z.ZodType;
    };
    const { method = 'POST', path: place = '' } = route;
    return [{ name: path, meta, isRead: method === 'GET', method, path: place, schema: inputSchema }];
  }
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, inner]) => callsIn(inner, path === '' ? name : `${path}.${name}`));
}

export type Input = { readonly [field: string]: unknown };

/** Where the schema's JSON does not say what a text may be. */
const unsaid: Input = {
  isOpen: 'true',
  sha256: 'a'.repeat(64),
  digest: 'a'.repeat(64),
  deviceId: '00000000000000aa',
  deviceIds: ['00000000000000aa'],
  stamp: '000000000001000000000000000000aa',
};

type JsonSchema = {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly items?: JsonSchema;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
};

const carefulSchemas: ReadonlyMap<unknown, z.ZodType> = new Map(carefulByQuick);
const asInput = { io: 'input', unrepresentable: 'any' } as const;

/** An input that the call's schema takes, with all that is optional in it. `given` by the name of the field. */
export function sampleInput({ schema }: ContractCall, given: Input): Input {
  const json = z.toJSONSchema(schema, {
    ...asInput,
    // What is looked at by hand is described by the schema that says the same.
    override: ({ zodSchema, jsonSchema }) => {
      const careful = carefulSchemas.get(zodSchema);
      if (careful !== undefined) Object.assign(jsonSchema, z.toJSONSchema(careful, asInput));
    },
  });
  return sampleOf(json as JsonSchema, '', { ...unsaid, ...given }) as Input; // Every call takes an object.
}

function sampleOf(schema: JsonSchema, name: string, given: Input): unknown {
  if (name in given) return given[name];
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice !== undefined) return sampleOf(choice, '', given);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.format === 'binary') return new File(['sample'], 'sample', { type: 'application/octet-stream' });
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([field, inner]) => [field, sampleOf(inner, field, given)]),
      );
    case 'array':
      return [sampleOf(schema.items ?? {}, name, given)];
    case 'string':
      return sampleText(schema);
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return 'sample';
  }
}

function sampleText({ format, pattern, minLength = 0 }: JsonSchema): string {
  if (format === 'email') return 'sample@example.org';
  if (format === 'uri') return 'https://example.org/picture.png';
  return pattern === undefined ? 'sample'.padEnd(minLength, 's') : 'sample';
}

/** Each text within an input: its place, and the input with another text there. */
export function textsIn(input: unknown): readonly { readonly place: string; readonly put: (text: string) => Input }[] {
  return placesIn(input, '').map(({ place, put }) => ({ place, put: (text) => put(text) as Input }));
}

function placesIn(
  value: unknown,
  place: string,
): readonly { readonly place: string; readonly put: (text: string) => unknown }[] {
  if (typeof value === 'string') return [{ place, put: (text) => text }];
  if (typeof value !== 'object' || value === null) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([name, inner]) =>
    placesIn(inner, place === '' ? name : `${place}.${name}`).map(({ place: within, put }) => ({
      place: within,
      put: (text: string) =>
        isList
          ? value.map((item: unknown, index) => (String(index) === name ? put(text) : item))
          : { ...value, [name]: put(text) },
    })),
  );
}
