import type { ServerFailure } from '#shared/rpc/server-contract.ts';

/** Takes the transaction back, with what the caller is told instead. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly failure: { readonly kind: string };
  constructor(failure: { readonly kind: string }) {
    super(failure.kind);
    this.failure = failure;
  }
}

export function refusal(failure: ServerFailure): Refusal {
  return new Refusal(failure);
}
