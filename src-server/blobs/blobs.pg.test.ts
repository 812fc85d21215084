import { describe } from 'vitest';

import { chunkBytes } from '#shared/blobs/blob-chunks.ts';

import { withPeopleWorld } from '../access/people-world.harness.ts';
import { fullSuite, hostileBlobSuite, transferSuite } from './blobs.suite.harness.ts';

describe('with room', () => {
  const world = withPeopleWorld();
  transferSuite(world);
  hostileBlobSuite(world);
});

describe('with next to none', () => {
  fullSuite(withPeopleWorld(undefined, { tenantBytesMax: 3 * chunkBytes }));
});
