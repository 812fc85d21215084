import { factorDemandSuite } from './factor-demand.suite.harness.ts';
import { halfSignInSuite } from './half-sign-in.suite.harness.ts';
import { withPeopleWorld } from './people-world.harness.ts';
import { proveAgainSuite } from './prove-again.suite.harness.ts';
import { secondFactorSuite } from './second-factor.suite.harness.ts';

const world = withPeopleWorld();

secondFactorSuite(world);
halfSignInSuite(world);
proveAgainSuite(world);
factorDemandSuite(world);
