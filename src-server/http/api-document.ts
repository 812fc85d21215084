import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';

import { apiPath } from '#shared/rpc/server-contract.ts';
import type { ServerApi } from '#shared/server-api.ts';

/** The OpenAPI document, made from the contract and from nothing else. */
export async function apiDocument(contract: ServerApi, version: string): Promise<unknown> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return await generator.generate(contract, {
    info: {
      title: 'Triptych server',
      version,
      description:
        'Every call answers JSON. Writes take an Idempotency-Key: the same key with the same request gets the same answer.',
    },
    servers: [{ url: apiPath }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
  });
}
