import { usePeopleWorld } from './access/people-world.harness.ts';
import { demandSuite, hostileSuite } from './contract.suite.harness.ts';

const world = usePeopleWorld();

demandSuite(world);
hostileSuite(world);
