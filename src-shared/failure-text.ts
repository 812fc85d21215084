import type { Failure } from './features.ts';

/** `title` says what happened, `detail` what it means here, `remedy` what to do; any of the last two may be empty. */
export type FailureText = { readonly title: string; readonly detail: string; readonly remedy: string };

type Kind = Failure['kind'];
/** One entry for each kind; `platform` is Node's name of the operating system. */
export type FailureTexts = {
  readonly [K in Kind]: (failure: Extract<Failure, { kind: K }>, platform: string) => FailureText;
};
