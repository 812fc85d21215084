import { openPeopleWorld } from './access/people-world.harness.ts';
import { demandSuite, hostileSuite } from './contract.suite.harness.ts';

const world = openPeopleWorld();

demandSuite(world);
hostileSuite(world);
