import type { Clock } from '#shared/base/instant.ts';
import { createDeviceId, nextStamp } from '#shared/changes/stamp.ts';
import type { Stamp } from '#shared/changes/stamp.ts';
import type { RandomBytes } from '#shared/base/id.ts';

/** The stamps of one server process, which is a device of its own for as long as it lives: nothing of it need be kept. */
export function createStampClock(clock: Clock, random: RandomBytes): () => Stamp {
  const deviceId = createDeviceId(random);
  let last: Stamp | null = null;
  return () => {
    last = nextStamp(last, clock.nowMs(), deviceId);
    return last;
  };
}
