/*
 * Where a person is named, read from the registry of entities: by a field that refers to a user, or by their e-mail. Exporting
 * and erasing a person both go by it, so that a new entity is covered by being registered.
 */
import type { AnyEntity } from '#shared/schema/entity.ts';
import { isStoredEntity } from '#shared/schema/table-sql.ts';

export type Person = { readonly id: string; readonly email: string };

/** By the entity's name: the field that holds the e-mail of somebody who may have no account. */
const emailFields: { readonly [entity: string]: string } = { invitation: 'email', mail: 'recipient' };

export type PersonPlace = {
  readonly entity: AnyEntity;
  /** A record is of the person, or names them, where one of these fields has this value. */
  readonly fields: readonly { readonly field: string; readonly value: (person: Person) => string }[];
};

export function personPlaces(entities: readonly AnyEntity[]): readonly PersonPlace[] {
  return entities
    .filter((entity) => isStoredEntity(entity, 'postgres'))
    .map((entity) => ({ entity, fields: fieldsOf(entity) }))
    .filter(({ fields }) => fields.length > 0);
}

function fieldsOf(entity: AnyEntity): PersonPlace['fields'] {
  const byId = ({ id }: Person) => id;
  const references = Object.entries(entity.fields).filter(([, { target }]) => target === 'user');
  const emailField = emailFields[entity.name];
  return [
    ...(entity.name === 'user' ? [{ field: 'id', value: byId }] : []),
    ...references.map(([field]) => ({ field, value: byId })),
    ...(emailField === undefined ? [] : [{ field: emailField, value: ({ email }: Person) => email }]),
  ];
}
