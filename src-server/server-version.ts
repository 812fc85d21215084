import packageJson from '../package.json' with { type: 'json' };
import { migrations } from '#shared/schema/migrations/migrations.ts';

export const serverVersion = { version: packageJson.version, apiVersion: 1, schemaVersion: migrations.length } as const;
