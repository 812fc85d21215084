import { withPeopleWorld } from '../access/people-world.harness.ts';
import { forgettingSuite, hostileSyncSuite } from './sync-hostile.suite.harness.ts';
import { exceptionsSuite } from './sync-exceptions.suite.harness.ts';
import { partsSuite } from './sync-parts.suite.harness.ts';
import { rightsSuite } from './sync-rights.suite.harness.ts';
import { newsSuite } from './sync-news.suite.harness.ts';
import { tellingSuite } from './sync.suite.harness.ts';

const world = withPeopleWorld();

tellingSuite(world);
newsSuite(world);
partsSuite(world);
rightsSuite(world);
exceptionsSuite(world);
hostileSyncSuite(world);
forgettingSuite(world);
