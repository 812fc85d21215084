import { withPeopleWorld } from './people-world.harness.ts';
import { demandedFactorSuite, secondFactorSuite } from './second-factor.suite.harness.ts';

const world = withPeopleWorld();

secondFactorSuite(world);
demandedFactorSuite(world);
