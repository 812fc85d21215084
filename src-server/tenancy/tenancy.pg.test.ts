import { openPeopleWorld } from '../access/people-world.harness.ts';
import { ownTenantSuite, tenantsSuite } from './tenancy.suite.harness.ts';

const world = openPeopleWorld();

ownTenantSuite(world);
tenantsSuite(world);
