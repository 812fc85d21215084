/**
 * Thrown by a codec's `encode` when the language cannot hold an argument: an integer beyond R's, a name twice in a
 * Python dict. The session turns it into the failure `argument-refused`; the worker never hears of the call.
 */
export class ArgumentRefusal extends Error {
  readonly parameter: string;
  readonly reason: string;

  /** `reason` is a sentence for the person who typed the argument. */
  constructor(parameter: string, reason: string) {
    super(`${parameter}: ${reason}`);
    this.name = 'ArgumentRefusal';
    this.parameter = parameter;
    this.reason = reason;
  }
}
