import { formatMegabytes } from '../base/format-megabytes.ts';
import type { Obstacle } from './bring-over-api.ts';

const rightTexts: { readonly [permission: string]: string } = {
  'workspace:create': 'make workspaces',
  'workspace:share': 'share workspaces',
  'function:edit': 'write functions',
  'function:release': 'release functions',
  'project:create': 'make projects',
  'project:edit': 'work in projects',
};

/** Why something cannot be brought over, and who can change that, in a sentence or two. */
export function obstacleText(obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'rights-missing': {
      const rights = obstacle.permissions.map((permission) => rightTexts[permission] ?? permission);
      return `Your role in this organisation may not ${joined(rights)}. Its administrators can give you one that may.`;
    }
    case 'organisation-closed':
      return 'The organisation is suspended and takes nothing new.';
    case 'server-full':
      return `The files take ${formatMegabytes(obstacle.bytes)}, and the organisation has room for ${formatMegabytes(obstacle.bytesFree)} more. Choose less, or ask an administrator for more room.`;
    case 'device-full':
      return `The files take ${formatMegabytes(obstacle.bytes)}, and the disk of this device has room for ${formatMegabytes(obstacle.bytesFree)}. Choose less, or make room.`;
  }
}

function joined(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
