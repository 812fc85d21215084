import { withPeopleWorld } from '../access/people-world.harness.ts';
import { tellingSuite } from './sync.suite.harness.ts';

const world = withPeopleWorld();

tellingSuite(world);
