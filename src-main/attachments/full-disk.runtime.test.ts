import { readdirSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { attachmentEntity } from '#shared/attachments/attachment-entities.ts';
import { uploadPieceBytes } from '#shared/attachments/attachment-api.ts';

import { canMountDisk, mountSmallDisk } from '../../build/small-disk.ts';
import { setupAttachments } from './attachments.harness.ts';

test.skipIf(!canMountDisk())(
  'a file that the disk has no room for is refused with that reason, and what had come of it makes room again',
  async () => {
    const { handlers, call, ofFunction, store, folder, add, read } = await setupAttachments({
      disk: mountSmallDisk('size=4m'),
    });
    const sizeBytes = 2 * uploadPieceBytes;
    const opened = await handlers.openUpload({ place: ofFunction, name: 'large.bin', sizeBytes }, call);
    if (!opened.ok) throw new Error(opened.failure.kind);
    const piece = { ...opened.value, base64: Buffer.alloc(uploadPieceBytes).toString('base64') };
    expect(await handlers.sendUpload(piece, call)).toMatchObject({ ok: true });
    expect(await handlers.sendUpload(piece, call)).toEqual({ ok: false, failure: { kind: 'disk-full' } });
    expect(await handlers.finishUpload(opened.value, call)).toEqual({ ok: false, failure: { kind: 'upload-gone' } });
    expect(readdirSync(path.join(folder, 'blobs'))).toEqual([]);
    expect(store.list(attachmentEntity)).toEqual([]);
    const small = await add(ofFunction, 'small.txt', 'there is room for it');
    if (!small.ok) throw new Error(small.failure.kind);
    expect(await read({ kind: 'function', id: small.value.id })).toEqual({ ok: true, value: 'there is room for it' });
  },
);
