import { expect, test } from 'vitest';

import { setupKeyring } from './keyring.harness.ts';

test('an unlocked keyring keeps a secret from one program to the next', () => {
  const { run } = setupKeyring();
  expect(
    run('unlocked', `return [await secrets.state(), await secrets.get('a'), await secrets.set('a', 'the secret')];`),
  ).toEqual([{ kind: 'keychain' }, { ok: true }, { ok: true }]);
  expect(run('unlocked', `return [await secrets.get('a'), await secrets.get('b')];`)).toEqual([
    { ok: true, value: 'the secret' },
    { ok: true },
  ]);
  expect(
    run('unlocked', `return [await secrets.remove('a'), await secrets.remove('a'), await secrets.get('a')];`),
  ).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
});

test('a locked keyring is not taken for an empty one', () => {
  const { run } = setupKeyring();
  run('unlocked', `return await secrets.set('a', 'the secret');`);
  expect(run('locked', `return [await secrets.state(), await secrets.get('a')];`)).toEqual([
    { kind: 'memory', keychain: 'locked', damagedVault: null },
    { ok: false, failure: { kind: 'secrets-locked', place: 'keychain' } },
  ]);
  expect(run('unlocked', `return await secrets.get('a');`)).toEqual({ ok: true, value: 'the secret' });
});

test('a keyring that was never set up is not taken for one that keeps secrets', () => {
  const { run } = setupKeyring();
  expect(run('bare', `return [await secrets.set('a', 'the secret'), await secrets.state()];`)).toEqual([
    { ok: true },
    { kind: 'memory', keychain: 'locked', damagedVault: null },
  ]);
});

test.each(['absent', 'no bus'] as const)(
  'with the keyring %s secrets are kept in memory, until there is a vault',
  (state) => {
    const { run } = setupKeyring();
    const memory = { kind: 'memory', keychain: 'absent', damagedVault: null };
    const steps = `
    const before = await secrets.state();
    await secrets.set('a', 'the secret');
    return [before, await secrets.createVault('four words by chance')];`;
    expect(run(state, steps)).toEqual([memory, { ok: true, value: { kind: 'vault', isLocked: false } }]);
    expect(run(state, `return await secrets.get('a');`)).toMatchObject({
      failure: { kind: 'secrets-locked', place: 'vault' },
    });
    expect(run(state, `await secrets.unlock('four words by chance'); return await secrets.get('a');`)).toEqual({
      ok: true,
      value: 'the secret',
    });
  },
);

test('a vault that somebody has chosen is used where the keyring opens too', () => {
  const { run } = setupKeyring();
  run('absent', `await secrets.createVault('four words by chance'); return await secrets.set('a', 'the secret');`);
  expect(run('unlocked', `return [await secrets.state(), await secrets.createVault('another passphrase')];`)).toEqual([
    { kind: 'vault', isLocked: true },
    { ok: false, failure: { kind: 'vault-present' } },
  ]);
});

test('an open keyring needs no vault', () => {
  const { run } = setupKeyring();
  expect(run('unlocked', `return await secrets.createVault('four words by chance');`)).toEqual({
    ok: false,
    failure: { kind: 'keychain-usable' },
  });
});
