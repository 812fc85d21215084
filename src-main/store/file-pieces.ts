import type { FileHandle } from 'node:fs/promises';

/** A multiple of three, so that the pieces' base64 can be put one after the other; no message too large for a connection. */
const filePieceBytes = 192 * 1024;

/** An open file, or its beginning, in pieces; it is closed at the end, or when nobody asks any more. */
export async function* filePieces(file: FileHandle, bytesMax: number): AsyncGenerator<{ base64: string }, void, void> {
  try {
    const piece = Buffer.allocUnsafe(filePieceBytes);
    for (let place = 0; place < bytesMax;) {
      const { bytesRead } = await file.read(piece, 0, Math.min(filePieceBytes, bytesMax - place), place);
      if (bytesRead === 0) return;
      yield { base64: piece.toString('base64', 0, bytesRead) };
      place += bytesRead;
    }
  } finally {
    await file.close();
  }
}
