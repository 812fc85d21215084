/** Counts what a call prints, in bytes of UTF-8, and lets through what its limit allows. */
export type OutputMeter = {
  /** The part of the text that still fits. */
  readonly take: (text: string) => string;
  readonly isFull: () => boolean;
};

export function createOutputMeter(bytesMax: number): OutputMeter {
  let taken = 0;
  return {
    take(text) {
      const left = bytesMax - taken;
      const length = Buffer.byteLength(text);
      taken += length;
      if (length <= left) return text;
      // A character that the cut goes through is dropped.
      return Buffer.from(text)
        .subarray(0, Math.max(left, 0))
        .toString('utf8')
        .replace(/\uFFFD$/, '');
    },
    isFull: () => taken > bytesMax,
  };
}
