import { withPeopleWorld } from './people-world.harness.ts';
import { invitationSuite, roleSuite, tokenSuite, userSuite } from './people.suite.harness.ts';

const world = withPeopleWorld();

invitationSuite(world);
userSuite(world);
roleSuite(world);
tokenSuite(world);
