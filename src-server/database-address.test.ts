import { expect, test } from 'vitest';

import { findDatabaseProblem } from './database-address.ts';

const none = {};

test.each([
  ['postgres://triptych@127.0.0.1:5432/triptych', none],
  ['postgres://triptych@[::1]/triptych', none],
  ['postgresql://localhost/triptych?sslmode=disable', none],
  ['postgres:///triptych', none],
  ['postgres://triptych@db.example.org/triptych?host=/var/run/postgresql', none],
  ['postgres://%2Fvar%2Frun%2Fpostgresql/triptych', none],
  ['postgres://db.example.org/triptych?sslmode=verify-full', none],
  ['postgres://db.example.org/triptych?sslmode=verify-ca&sslrootcert=/etc/ca.pem', none],
  ['postgres://db.example.org/triptych?sslmode=require', none],
  ['postgres://db.example.org/triptych?uselibpqcompat=true&sslmode=verify-full', none],
  ['postgres://db.example.org/triptych', { PGSSLMODE: 'verify-full' }],
])('%s is safe', (url, environment) => {
  expect(findDatabaseProblem(url, environment)).toBeUndefined();
});

test.each([
  ['postgres://ada:secret@db.example.org/triptych', none],
  ['postgres://10.0.0.7/triptych?sslmode=disable', none],
  // Both would go on in the clear, or with anybody who is in the way.
  ['postgres://db.example.org/triptych?sslmode=prefer', none],
  ['postgres://db.example.org/triptych?sslmode=no-verify', none],
  ['postgres://db.example.org/triptych?sslmode=REQUIRE', none],
  ['postgres://db.example.org/triptych?ssl=true', none],
  ['postgres://db.example.org/triptych?ssl=0', { PGSSLMODE: 'verify-full' }],
  ['postgres://db.example.org/triptych?sslmode=verify-full&sslmode=disable', none],
  ['postgres://db.example.org/triptych?uselibpqcompat=true&sslmode=require', none],
  ['postgres://localhost/triptych?host=db.example.org', none],
  ['postgres://localhost/triptych?host=/run/postgresql&host=db.example.org', none],
  ['postgres:///triptych', { PGHOST: 'db.example.org' }],
])('%s is refused, with what to do about it', (url, environment) => {
  const problem = findDatabaseProblem(url, environment);
  expect(problem).toContain('sslmode=verify-full');
  expect(problem).toContain('--unprotected-database yes');
  expect(problem).not.toContain('secret');
});
