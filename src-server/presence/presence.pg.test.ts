import { withPeopleWorld } from '../access/people-world.harness.ts';
import { presenceSuite } from './presence.suite.harness.ts';

presenceSuite(withPeopleWorld());
