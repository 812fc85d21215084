/*
 * The suites of people, tenants, synchronisation, bytes and the contract once more on a real PostgreSQL, where calls run beside each other.
 */
import { describe } from 'vitest';

import { findPostgresFolder } from '../build/test-needs.ts';
import { personDataSuite } from './access/person-data.suite.harness.ts';
import { withPeopleWorld } from './access/people-world.harness.ts';
import { invitationSuite, roleSuite, tokenSuite, userSuite } from './access/people.suite.harness.ts';
import { factorDemandSuite } from './access/factor-demand.suite.harness.ts';
import { halfSignInSuite } from './access/half-sign-in.suite.harness.ts';
import { proveAgainSuite } from './access/prove-again.suite.harness.ts';
import { secondFactorSuite } from './access/second-factor.suite.harness.ts';
import { blobBoundsSuite } from './blobs/blob-bounds.suite.harness.ts';
import { blobReadsSuite } from './blobs/blob-reads.suite.harness.ts';
import { hostileBlobSuite } from './blobs/blob-hostile.suite.harness.ts';
import { transferSuite } from './blobs/blob-transfer.suite.harness.ts';
import { demandSuite } from './contract-demands.suite.harness.ts';
import { hostileSuite } from './contract-hostile.suite.harness.ts';
import { sharedPostgres } from './db/postgres.harness.ts';
import { forgettingSuite } from './sync/sync-forgetting.suite.harness.ts';
import { hostileSyncSuite } from './sync/sync-hostile.suite.harness.ts';
import { largeSyncSuite } from './sync/sync-large.suite.harness.ts';
import { exceptionsSuite } from './sync/sync-exceptions.suite.harness.ts';
import { partsSuite } from './sync/sync-parts.suite.harness.ts';
import { rightsSuite } from './sync/sync-rights.suite.harness.ts';
import { presenceSuite } from './presence/presence.suite.harness.ts';
import { newsSuite } from './sync/sync-news.suite.harness.ts';
import { tellingSuite } from './sync/sync.suite.harness.ts';
import { ownTenantSuite, tenantsSuite } from './tenancy/tenancy.suite.harness.ts';

const postgres = sharedPostgres();

describe.skipIf(findPostgresFolder() === undefined)('on PostgreSQL', () => {
  const createDatabase = async () => await (await postgres()).createDatabase();

  describe('people', () => {
    const world = withPeopleWorld(createDatabase);
    invitationSuite(world);
    userSuite(world);
    roleSuite(world);
    tokenSuite(world);
    personDataSuite(world);
  });

  describe('second factors', () => {
    const world = withPeopleWorld(createDatabase);
    secondFactorSuite(world);
    halfSignInSuite(world);
    proveAgainSuite(world);
    factorDemandSuite(world);
  });

  describe('tenants', () => {
    const world = withPeopleWorld(createDatabase);
    ownTenantSuite(world);
    tenantsSuite(world);
  });

  describe('synchronisation', () => {
    const world = withPeopleWorld(createDatabase);
    tellingSuite(world);
    newsSuite(world);
    presenceSuite(world);
    partsSuite(world);
    rightsSuite(world);
    exceptionsSuite(world);
    hostileSyncSuite(world);
    largeSyncSuite(world);
    forgettingSuite(world);
  });

  describe('bytes', () => {
    const world = withPeopleWorld(createDatabase);
    transferSuite(world);
    blobReadsSuite(world);
    // Before those that leave bytes which were begun: it counts them.
    blobBoundsSuite(world);
    hostileBlobSuite(world);
  });

  describe('the contract', () => {
    const world = withPeopleWorld(createDatabase);
    demandSuite(world);
    hostileSuite(world);
  });
});
