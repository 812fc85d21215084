/*
 * Where files are attached. A function and a project keep their records under rules of their own; whoever takes bytes in, gives
 * them out or shows them in a list asks the shelf, and knows nothing of either.
 */
import type { AttachmentFailure, AttachmentPlace } from '#shared/attachments/attachment-api.ts';
import type { Result } from '#shared/base/result.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';

export type ShelfFailure = AttachmentFailure | CommonFailure;

/** What both kinds of record have in common. */
export type Attached = {
  readonly id: string;
  readonly name: string;
  readonly content: string;
  readonly sizeBytes: number;
};

export type AttachmentDraft = Omit<Attached, 'id'> & {
  readonly note: string;
  readonly mediaType: string;
  readonly createdBy: string;
};

export type AttachmentPatch = { readonly name?: string; readonly note?: string };

/** Each method asks today's rights: reading for `find`, writing for the others. What somebody may not see is missing. */
export type AttachmentShelf<P extends AttachmentPlace = AttachmentPlace> = {
  /** Whether the actor may add one there: asked before its bytes are taken in. */
  readonly mayAdd: (actor: Actor, place: P) => Result<undefined, ShelfFailure>;
  /** Under another name where that one is taken. */
  readonly create: (actor: Actor, place: P, draft: AttachmentDraft) => Result<Attached, ShelfFailure>;
  readonly find: (actor: Actor, id: string) => Result<Attached, ShelfFailure>;
  readonly change: (actor: Actor, id: string, patch: AttachmentPatch) => Result<Attached, ShelfFailure>;
  readonly remove: (actor: Actor, id: string) => Result<undefined, ShelfFailure>;
};

export type Shelves = {
  readonly function: AttachmentShelf<Extract<AttachmentPlace, { readonly kind: 'function' }>>;
  readonly project: AttachmentShelf<Extract<AttachmentPlace, { readonly kind: 'project' }>>;
};

/** The shelf of a place, with the place itself, so that the compiler knows that the two belong together. */
export function addTo(shelves: Shelves, actor: Actor, place: AttachmentPlace) {
  return place.kind === 'function'
    ? {
        mayAdd: () => shelves.function.mayAdd(actor, place),
        create: (draft: AttachmentDraft) => shelves.function.create(actor, place, draft),
      }
    : {
        mayAdd: () => shelves.project.mayAdd(actor, place),
        create: (draft: AttachmentDraft) => shelves.project.create(actor, place, draft),
      };
}
