import { totalmem } from 'node:os';

import { usualLimits } from '#shared/functions/call-settings.ts';
import type { UsualLimits } from '#shared/functions/call-settings.ts';

/** Asking the system takes as long as a call, and the answer changes when somebody changes a container's limit. */
const askedAgainMs = 10_000;

let known: { readonly limits: UsualLimits; readonly atMs: number } | undefined;

/** The usual limits on this machine. In a container its own limit of memory counts, not the machine's. */
export function limitsHere(): UsualLimits {
  const nowMs = performance.now();
  if (known === undefined || nowMs - known.atMs > askedAgainMs) known = { limits: askLimits(), atMs: nowMs };
  return known.limits;
}

function askLimits(): UsualLimits {
  const constrainedBytes = process.constrainedMemory();
  const machineBytes = totalmem();
  // 0 is no limit; without one the kernel gives a number larger than any machine.
  return usualLimits(constrainedBytes > 0 ? Math.min(constrainedBytes, machineBytes) : machineBytes);
}
