/** Bytes as text inside JSON. Written out because Node 24 and the shared code's library have no `toBase64` yet. */
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const valueByCode = new Uint8Array(128);
for (let value = 0; value < 64; value += 1) valueByCode[digits.charCodeAt(value)] = value;

export function bytesToBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let index = 0; index < bytes.length; index += 3) {
    const triple = (at(bytes, index) << 16) | (at(bytes, index + 1) << 8) | at(bytes, index + 2);
    const second = index + 1 < bytes.length ? digits.charAt((triple >> 6) & 63) : '=';
    const first = index + 2 < bytes.length ? digits.charAt(triple & 63) : '=';
    pieces.push(digits.charAt(triple >> 18), digits.charAt((triple >> 12) & 63), second, first);
  }
  return pieces.join('');
}

/** Takes what `bytesToBase64` gave. */
export function base64ToBytes(text: string): Uint8Array {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let index = 0, byte = 0; index < text.length; index += 4, byte += 3) {
    const triple =
      (code(text, index) << 18) | (code(text, index + 1) << 12) | (code(text, index + 2) << 6) | code(text, index + 3);
    // Writing beyond the end of a typed array does nothing, which takes care of the padding.
    bytes[byte] = triple >> 16;
    bytes[byte + 1] = (triple >> 8) & 255;
    bytes[byte + 2] = triple & 255;
  }
  return bytes;
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function code(text: string, index: number): number {
  return valueByCode[text.charCodeAt(index)] ?? 0;
}
