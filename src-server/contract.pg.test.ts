import { withPeopleWorld } from './access/people-world.harness.ts';
import { demandSuite, hostileSuite } from './contract.suite.harness.ts';

const world = withPeopleWorld();

demandSuite(world);
hostileSuite(world);
