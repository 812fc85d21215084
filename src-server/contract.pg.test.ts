import { withPeopleWorld } from './access/people-world.harness.ts';
import { demandSuite } from './contract-demands.suite.harness.ts';
import { hostileSuite } from './contract-hostile.suite.harness.ts';

const world = withPeopleWorld();

demandSuite(world);
hostileSuite(world);
