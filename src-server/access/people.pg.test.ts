import { openPeopleWorld } from './people-world.harness.ts';
import { invitationSuite, roleSuite, tokenSuite, userSuite } from './people.suite.harness.ts';

const world = openPeopleWorld();

invitationSuite(world);
userSuite(world);
roleSuite(world);
tokenSuite(world);
