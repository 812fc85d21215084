/** What every attached file says of itself, wherever it hangs. */
import { blob, integer, reference, text } from '../schema/field.ts';

/** What one file may have. A record travels without its bytes, so this is about disks and lines, not about records. */
export const attachmentBytesMax = 256 * 1024 * 1024;

export const attachmentNameCharsMax = 255;

/**
 * Only what it is called and what is noted of it can change: other bytes are another attachment, so that nobody sees a file turn
 * into another one under the same record.
 */
export const attachmentFields = () => ({
  name: text({ min: 1, max: attachmentNameCharsMax }),
  note: text({ max: 10_000 }),
  /** As its name says, in lower case and without parameters. Nothing is run or drawn because of it. */
  mediaType: text({ max: 255, merge: 'fixed' }),
  /** The bytes, which travel by themselves: a record may be here before them. */
  content: blob({ merge: 'fixed' }),
  sizeBytes: integer({ min: 0, max: attachmentBytesMax, merge: 'fixed' }),
  createdBy: reference('user', { merge: 'fixed' }),
});
