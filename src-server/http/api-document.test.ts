import { isContractProcedure } from '@orpc/contract';
import type { AnyContractProcedure } from '@orpc/contract';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';

import type { ServerCallMeta } from '#shared/rpc/server-contract.ts';
import { serverApi } from '#shared/server-api.ts';

import { apiDocument } from './api-document.ts';

type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly security?: readonly object[];
  readonly responses: { readonly [status: string]: unknown };
};
type Document = {
  readonly openapi: string;
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly security: readonly object[];
};

/** The contract's calls by their name. */
function callsOf(part: object, place = ''): readonly (readonly [name: string, call: AnyContractProcedure])[] {
  return Object.entries(part).flatMap(([name, inner]: [string, object]) =>
    isContractProcedure(inner) ? [[`${place}${name}`, inner] as const] : callsOf(inner, `${place}${name}.`),
  );
}

// The document is plain JSON of the shape that the validator checks.
const documentOf = async () => (await apiDocument(serverApi, '1.2.3')) as Document;

test('the API document is valid OpenAPI 3.1', async () => {
  const document = await documentOf();
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
});

test('every call stands in the document once, where it is found, with what it demands and how it can fail', async () => {
  const { paths, security } = await documentOf();
  const calls = callsOf(serverApi);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ place: `${method.toUpperCase()} ${path}`, operation })),
  );
  expect(operations.map(({ place }) => place).toSorted()).toEqual(
    calls
      .map(
        ([
          ,
          {
            '~orpc': { route },
          },
        ]) => `${String(route.method)} ${String(route.path)}`,
      )
      .toSorted(),
  );
  const byPlace = new Map(operations.map(({ place, operation }) => [place, operation]));
  const told = calls.map(
    ([
      name,
      {
        '~orpc': { route },
      },
    ]) => {
      const operation = byPlace.get(`${String(route.method)} ${String(route.path)}`);
      return {
        name,
        summary: operation?.summary,
        security: operation?.security ?? security,
        statuses: Object.keys(operation?.responses ?? {}),
      };
    },
  );
  expect(told).toEqual(
    calls.map(
      ([
        name,
        {
          '~orpc': { route, meta },
        },
      ]) => ({
        name,
        summary: route.summary,
        // Only serverCall makes calls of this contract.
        security: (meta as ServerCallMeta).demand === 'nobody' ? [] : [{ token: [] }],
        statuses: ['200', '401', '403', '404', '409', '422', '429'],
      }),
    ),
  );
});
