import { usePeopleWorld } from './people-world.harness.ts';
import { invitationSuite, roleSuite, tokenSuite, userSuite } from './people.suite.harness.ts';

const world = usePeopleWorld();

invitationSuite(world);
userSuite(world);
roleSuite(world);
tokenSuite(world);
