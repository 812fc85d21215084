import { usePeopleWorld } from '../access/people-world.harness.ts';
import { ownTenantSuite, tenantsSuite } from './tenancy.suite.harness.ts';

const world = usePeopleWorld();

ownTenantSuite(world);
tenantsSuite(world);
