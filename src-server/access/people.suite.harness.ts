/*
 * What an administrator does with people, roles, invitations and tokens, over HTTP.
 */
import { expect, test } from 'vitest';

import { failureOf, testDevice, testPassword } from '../server-client.harness.ts';
import { acceptInvitation, actionsOn, addPerson, partsOf } from './people-world.harness.ts';
import type { PeopleWorld } from './people-world.harness.ts';

const dayMs = 86_400_000;

export function invitationSuite(world: () => PeopleWorld): void {
  test('an invitation goes by mail and as a link, and is shown as what has become of it', async () => {
    const { server, client, mails } = world();
    const before = mails.received.length;
    const { invitation, link } = await client.invitations.create({
      email: 'New.Person@example.org',
      name: 'New',
      roleIds: ['analyst', 'viewer'],
    });
    expect(invitation).toMatchObject({
      email: 'new.person@example.org',
      roleIds: ['analyst', 'viewer'],
      invitedBy: 'Ada Lovelace',
      acceptedAt: null,
    });
    await mails.waitFor(before + 1);
    expect(mails.received.at(-1)?.recipients).toEqual(['new.person@example.org']);
    expect(mails.received.at(-1)?.text.replaceAll('=\n', '')).toContain(link.split('#')[1]?.slice(0, 40));
    expect(await server.client().access.readInvitation(partsOf(link))).toMatchObject({
      invitedBy: 'Ada Lovelace',
      roleNames: ['analyst', 'viewer'],
    });
    const { me } = await acceptInvitation(server, link);
    expect(me.roleIds).toEqual(['analyst', 'viewer']);
    const shown = (await client.invitations.list({})).items.find(({ id }) => id === invitation.id);
    expect(shown?.acceptedAt).not.toBeNull();
    expect(await client.users.get({ id: me.user.id })).toMatchObject({
      role: 'analyst',
      roleIds: ['analyst', 'viewer'],
    });
    expect(await actionsOn(client, invitation.id)).toEqual(['user.invited']);
    // What was accepted is neither sent again nor taken back.
    expect(await failureOf(client.invitations.resend({ id: invitation.id }))).toMatchObject({ kind: 'record-missing' });
    expect(await failureOf(client.invitations.revoke({ id: invitation.id }))).toMatchObject({ kind: 'record-missing' });
  });

  test('who is there, or is invited already, is not invited', async () => {
    const { client } = world();
    const taken = (entity: string) => ({ kind: 'value-taken', entity, fields: ['email'] });
    const ask = async (email: string) => await failureOf(client.invitations.create({ email, roleIds: ['viewer'] }));
    expect(await ask('ada@example.org')).toEqual(taken('user'));
    await client.invitations.create({ email: 'twice@example.org', roleIds: ['viewer'] });
    expect(await ask('twice@example.org')).toEqual(taken('invitation'));
    expect(await failureOf(client.invitations.create({ email: 'x@example.org', roleIds: ['no-such'] }))).toEqual({
      kind: 'role-unknown',
      roleId: 'no-such',
    });
  });

  test('a link is used up by a newer one, by its time and by being taken back', async () => {
    const { server, client } = world();
    const read = async (link: string) => await server.client().access.readInvitation(partsOf(link));
    const first = await client.invitations.create({ email: 'late@example.org', roleIds: ['viewer'], days: 1 });
    const second = await client.invitations.resend({ id: first.invitation.id });
    expect(await failureOf(read(first.link))).toEqual({ kind: 'link-unusable' });
    expect(await read(second.link)).toMatchObject({ email: 'late@example.org' });
    server.passMs(8 * dayMs);
    try {
      expect(await failureOf(read(second.link))).toEqual({ kind: 'link-unusable' });
      const shown = (await client.invitations.list({})).items.find(({ id }) => id === first.invitation.id);
      expect(shown).toMatchObject({ acceptedAt: null, expiresAt: second.invitation.expiresAt });
      expect(await failureOf(client.invitations.resend({ id: first.invitation.id }))).toMatchObject({
        kind: 'sign-in-outdated',
      });
      await client.secondFactor.signInAgain({ password: testPassword });
      const third = await client.invitations.resend({ id: first.invitation.id });
      expect(await read(third.link)).toMatchObject({ email: 'late@example.org' });
      await client.invitations.revoke({ id: first.invitation.id });
      expect(await failureOf(read(third.link))).toEqual({ kind: 'link-unusable' });
    } finally {
      server.passMs(-8 * dayMs);
    }
    expect((await client.invitations.list({})).items.map(({ id }) => id)).not.toContain(first.invitation.id);
  });
}

export function userSuite(world: () => PeopleWorld): void {
  test('people are listed, looked for and changed', async () => {
    const { client } = world();
    const bob = await addPerson(world(), 'bob@example.org', ['user']);
    expect((await client.users.list({ search: 'BOB@' })).items).toMatchObject([
      { id: bob.id, role: 'user', openSessions: 1 },
    ]);
    const [first] = (await client.users.list({ limit: 1 })).items;
    const rest = await client.users.list({ after: first?.id });
    expect(rest.items.map(({ id }) => id)).toContain(bob.id);
    const edited = await client.users.edit({ id: bob.id, name: 'Bob B', firstName: 'Bob', lastName: null });
    expect(edited).toMatchObject({ name: 'Bob B', firstName: 'Bob', lastName: null, email: 'bob@example.org' });
    expect(await failureOf(client.users.edit({ id: bob.id, email: 'ada@example.org' }))).toEqual({
      kind: 'value-taken',
      entity: 'user',
      fields: ['tenantId', 'email'],
    });
    expect(await failureOf(client.users.get({ id: 'nobody' }))).toEqual({
      kind: 'record-missing',
      entity: 'user',
      id: 'nobody',
    });
    const [event] = (await client.audit.search({ resourceId: bob.id, action: 'user.edited' })).items;
    expect(event?.details).toEqual({ fields: ['name', 'firstName'] });
  });

  test('who is suspended or removed is out at once, and in again when restored', async () => {
    const { server, client } = world();
    const cleo = await addPerson(world(), 'cleo@example.org', ['developer']);
    const { token } = await cleo.client.tokens.create({ name: 'Nightly', scopes: ['function:read', 'user:read'] });
    const machine = server.client(token);
    expect((await machine.users.get({ id: cleo.id })).email).toBe('cleo@example.org');
    const signIn = async () =>
      await server.client().access.signIn({ email: cleo.email, password: testPassword, device: testDevice });
    for (const way of ['suspend', 'remove'] as const) {
      await client.users[way]({ id: cleo.id });
      expect(await failureOf(cleo.client.access.me({}))).toMatchObject({ kind: 'signed-out', reason: 'user-disabled' });
      expect(await failureOf(machine.users.list({}))).toEqual({ kind: 'signed-out', reason: 'user-disabled' });
      expect(await failureOf(signIn())).toEqual({ kind: 'sign-in-refused' });
      const listed = await client.users.list({ status: way === 'suspend' ? 'suspended' : 'deleted' });
      expect(listed.items.map(({ id }) => id)).toContain(cleo.id);
      expect(await client.users.restore({ id: cleo.id })).toMatchObject({ status: 'active', isDeleted: false });
      expect(await failureOf(cleo.client.access.me({}))).toMatchObject({ kind: 'signed-out' });
      expect((await machine.users.get({ id: cleo.id })).openSessions).toBe(0);
    }
    expect(await actionsOn(client, cleo.id)).toEqual([
      'user.restored',
      'user.removed',
      'user.restored',
      'access.sign-in-refused',
      'user.suspended',
      'user.invitation-accepted',
    ]);
  });

  test('the last who can assign roles stays', async () => {
    const { client, ada } = world();
    const { id } = ada.me.user;
    const last = { kind: 'last-administrator' };
    expect(await failureOf(client.users.suspend({ id }))).toEqual(last);
    expect(await failureOf(client.users.remove({ id }))).toEqual(last);
    expect(await failureOf(client.users.assignRoles({ id, roleIds: ['manager'] }))).toEqual(last);
    expect(await failureOf(client.users.erase({ id, confirmEmail: 'ada@example.org' }))).toEqual(last);
    // Nothing of it was done.
    expect(await client.users.get({ id })).toMatchObject({
      status: 'active',
      roleIds: ['super_admin'],
      isDeleted: false,
    });
    expect((await client.access.me({})).user.email).toBe('ada@example.org');
  });

  test('an administrator who demotes themself beside another is none at once, and one who ends their own session is out', async () => {
    const { client } = world();
    const second = await addPerson(world(), 'demotes-self@example.org', ['super_admin']);
    await second.client.users.assignRoles({ id: second.id, roleIds: ['viewer'] });
    expect(await failureOf(second.client.users.assignRoles({ id: second.id, roleIds: ['super_admin'] }))).toEqual({
      kind: 'not-permitted',
      permission: 'role:assign',
    });
    const own = (await second.client.sessions.mine({})).find(({ isThis }) => isThis);
    await second.client.sessions.endMine({ id: own?.id ?? '' });
    expect(await failureOf(second.client.access.me({}))).toMatchObject({ kind: 'signed-out' });
    await client.users.remove({ id: second.id });
  });

  test('of two administrators who demote each other at once, one stays', async () => {
    const { client, ada } = world();
    const second = await addPerson(world(), 'second@example.org', ['super_admin']);
    const outcomes = await Promise.allSettled([
      client.users.assignRoles({ id: second.id, roleIds: ['viewer'] }),
      second.client.users.assignRoles({ id: ada.me.user.id, roleIds: ['viewer'] }),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    // Whoever it was, Ada is the administrator of the tests after this.
    const winner = outcomes[0]?.status === 'fulfilled' ? client : second.client;
    await winner.users.assignRoles({ id: ada.me.user.id, roleIds: ['super_admin'] });
    await client.users.remove({ id: second.id });
  });

  test('nobody gives what they lack, nor touches who has more', async () => {
    const { client, ada } = world();
    const admin = await addPerson(world(), 'admin@example.org', ['admin']);
    const manager = await addPerson(world(), 'manager@example.org', ['manager']);
    const tooStrong = {
      kind: 'role-too-strong',
      roleId: 'super_admin',
      permissions: ['tenant:manage', 'server:read', 'server:manage'],
    };
    const { id } = ada.me.user;
    const tries = [
      async () => await admin.client.users.assignRoles({ id: manager.id, roleIds: ['super_admin'] }),
      async () => await admin.client.users.edit({ id, email: 'taken-over@example.org' }),
      async () => await admin.client.users.suspend({ id }),
      async () => await admin.client.users.remove({ id }),
      async () => await admin.client.users.erase({ id, confirmEmail: 'ada@example.org' }),
      async () => await admin.client.invitations.create({ email: 'strong@example.org', roleIds: ['super_admin'] }),
    ];
    for (const attempt of tries) expect(await failureOf(attempt())).toEqual(tooStrong);
    // A link that one may not have is not made anew either.
    const { invitation } = await client.invitations.create({ email: 'strong@example.org', roleIds: ['admin'] });
    expect(await failureOf(manager.client.invitations.resend({ id: invitation.id }))).toMatchObject({
      kind: 'role-too-strong',
    });
    await admin.client.users.assignRoles({ id: manager.id, roleIds: ['analyst', 'manager'] });
    expect(await client.users.get({ id: manager.id })).toMatchObject({
      role: 'analyst',
      roleIds: ['analyst', 'manager'],
    });
    await admin.client.users.assignRoles({ id: manager.id, roleIds: ['manager', 'analyst'] });
    expect((await manager.client.access.me({})).roleIds).toEqual(['manager', 'analyst']);
    await client.users.remove({ id: admin.id });
  });
}

export function roleSuite(world: () => PeopleWorld): void {
  test("a tenant's own role gives what it says, at once, and is named on who has it", async () => {
    const { client } = world();
    const role = await client.roles.create({ name: 'Reviewers', permissions: ['user:read', 'role:read'] });
    const rita = await addPerson(world(), 'rita@example.org', [role.id, 'viewer']);
    expect(await client.users.get({ id: rita.id })).toMatchObject({ role: 'Reviewers', roleIds: [role.id, 'viewer'] });
    await rita.client.roles.list({});
    expect(await failureOf(rita.client.tokens.list({}))).toEqual({ kind: 'not-permitted', permission: 'token:manage' });
    const draft = { id: role.id, name: 'Lookers', permissions: ['user:read', 'token:manage'] };
    expect(await client.roles.edit(draft)).toMatchObject({ name: 'Lookers', users: 1 });
    expect((await rita.client.tokens.list({})).items).toEqual(expect.any(Array));
    expect(await client.users.get({ id: rita.id })).toMatchObject({ role: 'Lookers', roleIds: [role.id, 'viewer'] });
    expect((await client.roles.list({})).find(({ id }) => id === role.id)).toMatchObject({
      users: 1,
      isBuiltIn: false,
    });
    expect(await failureOf(client.roles.remove({ id: role.id }))).toEqual({ kind: 'role-in-use', users: 1 });
    await client.users.assignRoles({ id: rita.id, roleIds: ['viewer'] });
    await client.roles.remove({ id: role.id });
    expect((await client.roles.list({})).map(({ id }) => id)).not.toContain(role.id);
    expect(await actionsOn(client, role.id)).toEqual(['role.removed', 'role.edited', 'role.created']);
  });

  test('a role has a name of its own, permissions that there are, and none that its maker lacks', async () => {
    const { client } = world();
    const permissions = ['user:read'];
    for (const name of ['admin', 'Admin', 'Super Admin', ' super-admin ']) {
      expect(await failureOf(client.roles.create({ name, permissions }))).toEqual({ kind: 'role-built-in' });
    }
    expect(await failureOf(client.roles.create({ name: 'Odd', permissions: ['user:fly'] }))).toEqual({
      kind: 'permission-unknown',
      permission: 'user:fly',
    });
    expect(await failureOf(client.roles.edit({ id: 'admin', name: 'Mine', permissions }))).toEqual({
      kind: 'role-built-in',
    });
    expect(await failureOf(client.roles.remove({ id: 'viewer' }))).toEqual({ kind: 'role-built-in' });
    const role = await client.roles.create({ name: 'Unique', permissions: ['role:edit', 'role:read'] });
    expect(await failureOf(client.roles.create({ name: 'Unique', permissions }))).toMatchObject({
      kind: 'value-taken',
    });
    const sam = await addPerson(world(), 'sam@example.org', [role.id]);
    expect(
      await failureOf(sam.client.roles.create({ name: 'More', permissions: ['role:edit', 'audit:read'] })),
    ).toEqual({
      kind: 'role-too-strong',
      roleId: 'More',
      permissions: ['audit:read'],
    });
  });

  test('a role of which the last administrator lives keeps what makes one', async () => {
    const { client, ada } = world();
    const givers = await client.roles.create({
      name: 'Givers',
      permissions: ['role:assign', 'role:edit', 'user:read'],
    });
    const giver = await addPerson(world(), 'giver@example.org', [givers.id]);
    // For a moment nobody else: Ada is demoted by herself, which the giver's right allows.
    await client.users.assignRoles({ id: ada.me.user.id, roleIds: ['super_admin', givers.id] });
    expect(
      (await client.roles.edit({ id: givers.id, name: 'Givers', permissions: ['role:edit'] })).permissions,
    ).toEqual(['role:edit']);
    expect((await giver.client.access.me({})).permissions).toEqual(['role:edit']);
    await client.users.assignRoles({ id: ada.me.user.id, roleIds: ['super_admin'] });
  });
}

export function tokenSuite(world: () => PeopleWorld): void {
  test('a token is shown once, can what its scopes say, and stops when it is revoked or too old', async () => {
    const { server, client } = world();
    const dev = await addPerson(world(), 'dev@example.org', ['developer']);
    expect(await failureOf(dev.client.tokens.create({ name: 'Too much', scopes: ['user:read', 'user:edit'] }))).toEqual(
      {
        kind: 'scope-not-held',
        permissions: ['user:edit'],
      },
    );
    const { token, view } = await dev.client.tokens.create({ name: 'Build', scopes: ['user:read'], days: 1 });
    expect(view).toMatchObject({ name: 'Build', scopes: ['user:read'], userId: dev.id, lastUsedAt: null });
    const machine = server.client(token);
    await machine.users.list({});
    expect(await failureOf(machine.roles.list({}))).toEqual({ kind: 'not-permitted', permission: 'role:read' });
    expect(JSON.stringify(await dev.client.tokens.mine({}))).not.toContain(token.slice(-43));
    expect((await client.tokens.list({})).items.map(({ id }) => id)).toContain(view.id);
    // Nobody else's.
    const other = await addPerson(world(), 'other@example.org', ['developer']);
    expect(await failureOf(other.client.tokens.revokeMine({ id: view.id }))).toMatchObject({ kind: 'record-missing' });
    server.passMs(2 * dayMs);
    expect(await failureOf(machine.users.list({}))).toEqual({ kind: 'signed-out', reason: 'expired' });
    server.passMs(-2 * dayMs);
    await client.tokens.revoke({ id: view.id });
    expect(await failureOf(machine.users.list({}))).toEqual({ kind: 'signed-out', reason: 'revoked' });
    expect(await dev.client.tokens.mine({})).toEqual([]);
    expect(await actionsOn(client, view.id)).toEqual(['token.revoked', 'token.created']);
  });
}
