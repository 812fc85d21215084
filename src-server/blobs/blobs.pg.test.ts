import { describe } from 'vitest';

import { chunkBytes } from '#shared/blobs/blob-chunks.ts';

import { withPeopleWorld } from '../access/people-world.harness.ts';
import { blobBoundsSuite, fullSuite } from './blob-bounds.suite.harness.ts';
import { blobReadsSuite } from './blob-reads.suite.harness.ts';
import { hostileBlobSuite } from './blob-hostile.suite.harness.ts';
import { transferSuite } from './blob-transfer.suite.harness.ts';

describe('with room', () => {
  const world = withPeopleWorld();
  transferSuite(world);
  blobReadsSuite(world);
  // Before those that leave bytes which were begun: it counts them.
  blobBoundsSuite(world);
  hostileBlobSuite(world);
});

describe('with next to none', () => {
  fullSuite(withPeopleWorld(undefined, { tenantBytesMax: 3 * chunkBytes }));
});
