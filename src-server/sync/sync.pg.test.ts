import { withPeopleWorld } from '../access/people-world.harness.ts';
import { exceptionsSuite } from './sync-exceptions.suite.harness.ts';
import { forgettingSuite } from './sync-forgetting.suite.harness.ts';
import { hostileSyncSuite } from './sync-hostile.suite.harness.ts';
import { largeSyncSuite } from './sync-large.suite.harness.ts';
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
largeSyncSuite(world);
forgettingSuite(world);
