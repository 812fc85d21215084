import type { ScopePart } from './find-reach-changes.ts';
import type { Cursor, News } from './sync-protocol.ts';

/** Of a device that takes none, since it is asking something else; more than that it pulls. */
const keptMax = 50;

export type ToldNews = {
  readonly keep: (news: News) => void;
  /** What follows on what is here, until it is here. `missed`: the server has told of something that has to be pulled. */
  readonly next: () => News | 'missed' | undefined;
};

/** What the server has told unasked, until it can be taken: in its order, and with nothing missing in between. */
export function createToldNews(device: {
  readonly cursor: () => Cursor | undefined;
  readonly deviceId: () => string;
  /** By what the server has said last of what is reached. */
  readonly isReached: (part: ScopePart) => boolean;
}): ToldNews {
  let kept: News[] = [];
  let isMissing = false;

  /** What was left out is what this device has pushed itself, and not one that has its session too. */
  function isForHere({ leftOut, parts }: News): boolean {
    return parts.every(device.isReached) && leftOut.every((deviceId) => deviceId === device.deviceId());
  }

  return {
    keep: (news) => {
      if (kept.length < keptMax) kept.push(news);
      else isMissing = true;
    },
    next: () => {
      if (kept.length === 0 && !isMissing) return undefined;
      const cursor = device.cursor();
      // Of what has been pulled meanwhile nothing is new.
      kept = kept.filter(({ epoch, seq }) => epoch !== cursor?.epoch || seq > cursor.seq);
      const [news] = kept;
      if (news === undefined && !isMissing) return undefined;
      if (news !== undefined && news.epoch === cursor?.epoch && news.from === cursor.seq && isForHere(news))
        return news;
      [kept, isMissing] = [[], false];
      return 'missed';
    },
  };
}
