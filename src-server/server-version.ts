import packageJson from '../package.json' with { type: 'json' };
import { apiVersion } from '#shared/rpc/server-contract.ts';
import { migrations } from '#shared/schema/migrations/migrations.ts';

export const serverVersion = { version: packageJson.version, apiVersion, schemaVersion: migrations.length } as const;
