/** One client, over whatever carries it: a WebSocket, a MessagePort. Text messages both ways, in order. */
export type Connection = {
  /**
   * Resolves when the message has left this process, or never will; a watch sends its next event only then. That is the whole
   * back-pressure: what a slow client has not taken waits in the watch as "something changed", not here as messages.
   */
  readonly send: (message: string) => Promise<void>;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  readonly onClose: (listener: () => void) => void;
  /** Ends the connection; the reason is for the log and, in short, for the other side. */
  readonly close: (reason: string) => void;
};

/** Where the program writes what a person or a developer may want to read later; one sentence per line. */
export type Log = (sentence: string) => void;
