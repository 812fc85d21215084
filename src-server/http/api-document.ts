import { OpenAPIGenerator } from '@orpc/openapi';
import { JSON_SCHEMA_REGISTRY, ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { z } from 'zod';

import { carefulByQuick } from '#shared/rpc/quick-schema.ts';
import { apiPath } from '#shared/rpc/server-contract.ts';
import type { ServerApi } from '#shared/server-api.ts';

/** The OpenAPI document, made from the contract and from nothing else. */
export async function apiDocument(contract: ServerApi, version: string): Promise<unknown> {
  const converter = new ZodToJsonSchemaConverter();
  for (const [quick, careful] of carefulByQuick) describeAs(converter, quick, careful);
  const generator = new OpenAPIGenerator({ schemaConverters: [converter] });
  const document = await generator.generate(contract, {
    info: {
      title: 'Triptych server',
      version,
      description:
        'Every call answers JSON, but for chunks of files, which are bytes. Writes take an Idempotency-Key: the same key with the same request gets the same answer.',
    },
    servers: [{ url: apiPath }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
  });
  for (const path of Object.values(document.paths ?? {})) {
    for (const part of Object.values(path ?? {})) keepQueryWordsToQueries(part);
  }
  return document;
}

/** What is checked by hand where there is much of it is described by the schema that says the same. */
function describeAs(converter: ZodToJsonSchemaConverter, quick: z.ZodType, careful: z.ZodType): void {
  const [, description] = converter.convert(careful, { strategy: 'output' });
  // JSON Schema by both packages' types, of which each has its own.
  JSON_SCHEMA_REGISTRY.add(quick, description as Parameters<typeof JSON_SCHEMA_REGISTRY.add>[1]);
}

/** oRPC 1.16 gives every parameter these words, which OpenAPI has for those of a query alone. */
function keepQueryWordsToQueries(operation: unknown): void {
  const parsed = z.object({ parameters: z.array(z.record(z.string(), z.unknown())) }).safeParse(operation);
  if (!parsed.success) return;
  const parameters = parsed.data.parameters.map((parameter) => {
    const { allowEmptyValue: _empty, allowReserved: _reserved, ...rest } = parameter;
    return parameter['in'] === 'query' ? parameter : rest;
  });
  Object.assign(operation as object, { parameters }); // It has parsed as an object.
}
