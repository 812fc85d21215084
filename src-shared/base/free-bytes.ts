/**
 * Gives back at once the memory of bytes that nobody reads any more, which otherwise stays until it happens to be collected: of a
 * stream of megabytes that is a hundred of them. Of bytes that share their memory with others nothing is done.
 */
export function freeBytes({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && !buffer.detached) buffer.transfer(0);
}
