/**
 * The road between a session and its worker: whole frames in both directions, in order.
 *
 * `write` takes the body of one frame in pieces and adds the length itself. A body given to `onFrame` is the listener's to
 * keep. `onClose` is called once, with a sentence when the road broke and undefined when it simply ended.
 */
export type Channel = {
  readonly write: (body: readonly Uint8Array[]) => void;
  readonly onFrame: (listener: (body: Uint8Array) => void) => void;
  readonly onClose: (listener: (reason: string | undefined) => void) => void;
  readonly close: () => void;
};
