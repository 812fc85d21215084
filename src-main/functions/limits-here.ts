import { totalmem } from 'node:os';

import { usualLimits } from '#shared/functions/call-settings.ts';
import type { UsualLimits } from '#shared/functions/call-settings.ts';

/** The usual limits on this machine. In a container its own limit of memory counts, not the machine's. */
export function limitsHere(): UsualLimits {
  const constrainedBytes = process.constrainedMemory();
  const machineBytes = totalmem();
  // 0 is no limit; without one the kernel gives a number larger than any machine.
  return usualLimits(constrainedBytes > 0 ? Math.min(constrainedBytes, machineBytes) : machineBytes);
}
