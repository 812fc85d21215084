import { withPeopleWorld } from '../access/people-world.harness.ts';
import { ownTenantSuite, tenantsSuite } from './tenancy.suite.harness.ts';

const world = withPeopleWorld();

ownTenantSuite(world);
tenantsSuite(world);
