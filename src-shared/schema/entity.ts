/*
 * An entity is defined once, here in the shared code; its types, schemas, tables, codecs, merge rules, reach and row-level
 * security all come from that one definition (house rule: no second list of the same columns anywhere).
 */
import { z } from 'zod';

import { instant, optional, reference } from './field.ts';
import type { Field } from './field.ts';

/** How far a record travels, and so who synchronises it and which ids it must carry. */
export type Scope = 'device' | 'user' | 'workspace' | 'project' | 'tenant' | 'server';

export type Fields = { readonly [name: string]: Field<unknown> };

const systemFields = {
  createdAt: instant({ merge: 'fixed' }),
  updatedAt: instant(),
  deletedAt: optional(instant()),
} satisfies Fields;

const scopeFields = {
  device: {},
  user: { tenantId: reference('tenant', { merge: 'fixed' }), userId: reference('user', { merge: 'fixed' }) },
  workspace: {
    tenantId: reference('tenant', { merge: 'fixed' }),
    workspaceId: reference('workspace', { merge: 'fixed' }),
  },
  project: {
    tenantId: reference('tenant', { merge: 'fixed' }),
    workspaceId: reference('workspace', { merge: 'fixed' }),
    projectId: reference('project', { merge: 'fixed' }),
  },
  tenant: { tenantId: reference('tenant', { merge: 'fixed' }) },
  server: { tenantId: reference('tenant', { merge: 'fixed' }) },
} satisfies { readonly [scope in Scope]: Fields };

type ScopeFields<S extends Scope> = (typeof scopeFields)[S];
type ValueOf<F> = F extends Field<infer T> ? T : never;
type Flatten<T> = { readonly [key in keyof T]: T[key] };

/** Every field but `id`, in the order of the table: the reach first, the entity's own, the system's last. */
export type AllFields<S extends Scope, F extends Fields> = ScopeFields<S> & F & typeof systemFields;

export type Entity<N extends string = string, S extends Scope = Scope, F extends Fields = Fields> = {
  readonly name: N;
  /** snake_case plural: `functionVersion` → `function_versions`. */
  readonly table: string;
  readonly scope: S;
  readonly fields: AllFields<S, F>;
  /** Field names of each index; the first index that serves a query is used, so order matters. */
  readonly indexes: readonly (readonly string[])[];
  /** Field names whose values together the server keeps unique among the records that are not deleted. */
  readonly uniques: readonly (readonly string[])[];
  readonly permissions: EntityPermissions;
  /** The whole record, system fields included. */
  readonly schema: z.ZodType<
    Flatten<{ id: string } & { [name in keyof AllFields<S, F>]: ValueOf<AllFields<S, F>[name]> }>
  >;
};

/** A stored record of an entity: what `list`, `find` and `watch` give. */
export type RecordOf<E> = E extends { readonly schema: z.ZodType<infer R> } ? R : never;

type SystemName = 'id' | 'createdAt' | 'updatedAt' | 'deletedAt';

/** What a caller gives to create one: the system fields come from the store, optional fields may be left out. */
export type DraftOf<E> = Flatten<
  { [K in Exclude<keyof RecordOf<E>, SystemName> as null extends RecordOf<E>[K] ? never : K]: RecordOf<E>[K] } & {
    [K in Exclude<keyof RecordOf<E>, SystemName> as null extends RecordOf<E>[K] ? K : never]?: RecordOf<E>[K];
  } & { id?: string }
>;

export type PatchOf<E> = { readonly [K in Exclude<keyof RecordOf<E>, SystemName>]?: RecordOf<E>[K] };

export type EntityPermissions = {
  readonly read: string;
  /** `null` where only the program itself writes. */
  readonly write: string | null;
  /** The field that names whose the record is: they need no permission to read it, or to read and write it. */
  readonly own?: { readonly field: string; readonly may: 'read' | 'write' };
  /** What has been written is neither changed nor deleted, by nobody. */
  readonly isAppendOnly?: boolean;
};

/** Any entity, where the code does not care which. */
export type AnyEntity = {
  readonly name: string;
  readonly table: string;
  readonly scope: Scope;
  readonly fields: Fields;
  readonly indexes: readonly (readonly string[])[];
  readonly uniques: readonly (readonly string[])[];
  readonly permissions: EntityPermissions;
  readonly schema: z.ZodType;
};

export type AnyRecord = { readonly id: string; readonly [field: string]: unknown };

export function defineEntity<const N extends string, S extends Scope, F extends Fields>(
  name: N,
  definition: {
    /** Where the plural of the name is none. */
    readonly table?: string;
    readonly scope: S;
    readonly fields: F;
    readonly indexes?: readonly (readonly ('id' | (keyof AllFields<S, F> & string))[])[];
    readonly uniques?: readonly (readonly (keyof AllFields<S, F> & string)[])[];
    readonly permissions: EntityPermissions;
  },
): Entity<N, S, F> {
  // TypeScript cannot follow the spread of a looked-up type; the three parts are exactly AllFields<S, F>.
  const fields = { ...scopeFields[definition.scope], ...definition.fields, ...systemFields } as unknown as AllFields<
    S,
    F
  >;
  const shape = Object.fromEntries(Object.entries(fields as Fields).map(([field, { schema }]) => [field, schema]));
  return {
    name,
    table: definition.table ?? tableName(name),
    scope: definition.scope,
    fields,
    indexes: definition.indexes ?? [],
    uniques: definition.uniques ?? [],
    permissions: definition.permissions,
    // The shape was built from the same fields that the type is computed from.
    schema: z.strictObject({ id: z.string(), ...shape }) as unknown as Entity<N, S, F>['schema'],
  };
}

export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function tableName(entity: string): string {
  const snake = snakeCase(entity);
  return /[^aeiou]y$/.test(snake) ? `${snake.slice(0, -1)}ies` : `${snake}s`;
}
