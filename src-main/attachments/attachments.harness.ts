// Attached files over a real store and a real blob folder, for tests.
import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { onTestFinished } from 'vitest';

import type { AttachmentPlace, AttachmentRef } from '#shared/attachments/attachment-api.ts';
import { createId } from '#shared/base/id.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import { emptyMetadata } from '#shared/functions/function-rules.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';

import { createFunctionShelf } from '../functions/function-attachments.ts';
import { setupProject } from '../matrix/matrix.harness.ts';
import { createProjectShelf } from '../matrix/project-attachments.ts';
import type { CallContext } from '../rpc/handlers.ts';
import { openBlobFolder } from '../store/blob-folder.ts';
import { openAttachments } from './open-attachments.ts';

/** A project and a function of Ada's, to which files are added; their bytes lie on a disk of the test's, where it gives one. */
export async function setupAttachments({ disk = tmpdir() }: { readonly disk?: string } = {}) {
  const world = await setupProject();
  const { store, clock, random, workspaceId, call, callOf, projectId } = world;
  const folder = mkdtempSync(path.join(disk, 'triptych-attachments-'));
  const blobs = openBlobFolder(path.join(folder, 'blobs'));
  const shelves = { function: createFunctionShelf(store), project: createProjectShelf({ store, clock, random }) };
  const log: string[] = [];
  const openedFolder = path.join(folder, 'opened');
  const attachments = openAttachments({
    blobs,
    shelves,
    openedFolder,
    clock,
    random,
    log: (line) => void log.push(line),
  });
  onTestFinished(async () => {
    await attachments.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const functionId = createId(clock.nowMs(), random);
  const { tenantId } = call.actor;
  store.write({ actorId: 'ada' }, (tx) =>
    tx.create(functionEntity, {
      id: functionId,
      tenantId,
      workspaceId,
      name: 'fit',
      createdBy: 'ada',
      folder: '',
      language: 'python',
      draftSource: '',
      draftChecksum: '',
      metadata: emptyMetadata,
    }),
  );
  const ofFunction: AttachmentPlace = { kind: 'function', functionId };
  const ofProject: AttachmentPlace = { kind: 'project', projectId, subjectKind: 'project', subjectId: projectId };
  const { handlers } = attachments;

  /** Adds a file in pieces of ten bytes, as a window does in larger ones. */
  async function add(place: AttachmentPlace, name: string, content: string, given: CallContext = call) {
    const bytes = Buffer.from(content);
    const opened = await handlers.openUpload({ place, name, sizeBytes: bytes.length }, given);
    if (!opened.ok) return opened;
    const { uploadId } = opened.value;
    for (let start = 0; start < bytes.length; start += 10) {
      const base64 = bytes.subarray(start, start + 10).toString('base64');
      const sent = await handlers.sendUpload({ uploadId, base64 }, given);
      if (!sent.ok) return sent;
    }
    return await handlers.finishUpload({ uploadId }, given);
  }

  async function read(ref: AttachmentRef, given: CallContext = call) {
    const answer = await handlers.read(ref, given);
    if (!answer.ok) return answer;
    const pieces: Buffer[] = [];
    for await (const { base64 } of answer.value) pieces.push(Buffer.from(base64, 'base64'));
    return { ok: true, value: Buffer.concat(pieces).toString() } as const;
  }

  /** Somebody who has only these permissions. */
  function only(userId: string, permissions: readonly Permission[]): CallContext {
    const { actor, signal } = callOf(userId);
    return { actor: { ...actor, permissions: new Set(permissions) }, signal };
  }

  /** As if it had been written long ago: a collection leaves what is fresh. */
  const age = (hash: string): void => utimesSync(blobs.path(hash), 0, 0);

  return {
    ...world,
    blobs,
    handlers,
    folder,
    openedFolder,
    functionId,
    ofFunction,
    ofProject,
    add,
    read,
    only,
    age,
    attachments,
  };
}
