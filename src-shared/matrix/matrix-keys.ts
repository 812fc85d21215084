import { idFromKey } from '../base/id.ts';

/** The two objects in the order of their ids: a pair has no direction. */
export function pairOf(oneId: string, otherId: string): readonly [string, string] {
  return oneId < otherId ? [oneId, otherId] : [otherId, oneId];
}

/** Names a pair of objects, whichever way round it is given. */
export function pairKey(oneId: string, otherId: string): string {
  return oneId < otherId ? `${oneId}:${otherId}` : `${otherId}:${oneId}`;
}

/** Names a cell of the matrix: on the row's page, is there the column? */
export function cellKey(rowId: string, columnId: string): string {
  return `${rowId}>${columnId}`;
}

export function pairReviewId(projectId: string, oneId: string, otherId: string): string {
  return idFromKey('pairReview', projectId, ...pairOf(oneId, otherId));
}

/** Of the first relationship of a pair: see pair-relationship.ts. */
export function relationshipId(projectId: string, oneId: string, otherId: string): string {
  return idFromKey('relationship', projectId, ...pairOf(oneId, otherId));
}

export function ctaRoleId(ctaId: string, projectRoleId: string): string {
  return idFromKey('ctaRole', ctaId, projectRoleId);
}

export function contextVisibilityId(contextId: string, subjectId: string): string {
  return idFromKey('contextVisibility', contextId, subjectId);
}

export function membershipId(projectId: string, userId: string): string {
  return idFromKey('projectMembership', projectId, userId);
}
