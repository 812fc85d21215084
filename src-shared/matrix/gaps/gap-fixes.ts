import { fixAttribute } from './fix-attributes.ts';
import { fixCta } from './fix-ctas.ts';
import { fixObject } from './fix-objects.ts';
import { fixPair } from './fix-pairs.ts';
import { fixReach } from './fix-reach.ts';
import { fixRelationship } from './fix-relationships.ts';
import { gapChecks } from './gap.ts';
import type { Gap, GapSubject } from './gap.ts';
import type { FixDeps, GapFix } from './gap-fix.ts';

/** How a gap can be mended, the usual way first; none where it takes more than a few fields, which `gapPlace` leads to. */
export function gapFixes(deps: FixDeps, gap: Gap): readonly GapFix[] {
  switch (gap.code) {
    case 'R1':
    case 'R9':
      return fixPair(deps, gap);
    case 'R7':
      return [];
    case 'R8':
      return fixReach(deps, gap);
    default:
      return fixOfRound(deps, gap);
  }
}

function fixOfRound(deps: FixDeps, gap: Gap): readonly GapFix[] {
  switch (gapChecks[gap.code].round) {
    case 'objects':
      return fixObject(deps, gap);
    case 'relationships':
      return fixRelationship(deps, gap);
    case 'ctas':
      return fixCta(deps, gap);
    case 'attributes':
      return fixAttribute(deps, gap);
  }
}

/** The view in which a subject is worked on, by the ids of the project's views. */
export function subjectView(kind: GapSubject['kind']): string {
  switch (kind) {
    case 'object':
      return 'guide';
    case 'pair':
    case 'relationship':
      return 'matrix';
    case 'cta':
    case 'role':
      return 'ctas';
    case 'attribute':
      return 'object-map';
  }
}
