import type { Column } from '#shared/values/value.ts';

/** What Python's worker calls the column's type: integers of 32 bits are told apart. */
export function columnTypeName(column: Column): string {
  return column.type === 'integer' && column.data instanceof Int32Array ? 'int32' : column.type;
}

/** The column's bytes, in the order of triptych_worker/tables.py: (offsets,) data, then one byte a row for missing. */
export function columnToBlob(column: Column): readonly Uint8Array[] {
  const missing = column.missing === undefined ? [] : [column.missing];
  if (column.type !== 'text') return [bytesOf(column.data), ...missing];
  const first = column.offsets[0] ?? 0;
  const last = column.offsets[column.offsets.length - 1] ?? 0;
  // A slice of a longer column begins in the middle of its text.
  const offsets = first === 0 ? column.offsets : column.offsets.map((offset) => offset - first);
  return [bytesOf(offsets), column.bytes.subarray(first, last), ...missing];
}

/** Throws a RangeError when the blob is not as long as the column. */
export function blobToColumn(type: string, rowCount: number, hasMissing: boolean, blob: Uint8Array): Column {
  const missingBytes = hasMissing ? rowCount : 0;
  const dataBytes = blob.byteLength - missingBytes;
  const missing = hasMissing ? { missing: blob.slice(dataBytes) } : {};
  switch (type) {
    case 'float':
      return { type, ...missing, data: new Float64Array(...part(blob, rowCount, 8, dataBytes)) };
    case 'integer':
    case 'instant':
      return { type, ...missing, data: new BigInt64Array(...part(blob, rowCount, 8, dataBytes)) };
    case 'date':
      return { type, ...missing, data: new Int32Array(...part(blob, rowCount, 4, dataBytes)) };
    case 'boolean':
      return { type, ...missing, data: new Uint8Array(...part(blob, rowCount, 1, dataBytes)) };
    case 'text': {
      const offsetsBytes = (rowCount + 1) * 4;
      const offsets = new Int32Array(...part(blob.subarray(0, offsetsBytes), rowCount + 1, 4, Math.min(offsetsBytes, dataBytes)));
      const bytes = blob.slice(offsetsBytes, dataBytes);
      if (offsets[rowCount] !== bytes.byteLength) throw new RangeError('A column of texts is shorter than it says.');
      return { type, ...missing, offsets, bytes };
    }
    default:
      throw new TypeError(`${type} is not a type of column.`);
  }
}

/** The arguments of a typed array over the data; copied only where the bytes do not lie as the machine wants them. */
function part(blob: Uint8Array, rowCount: number, rowBytes: number, dataBytes: number): [ArrayBuffer, number, number] {
  if (dataBytes !== rowCount * rowBytes) throw new RangeError('A column is not as long as it says.');
  if (blob.byteOffset % rowBytes === 0 && blob.buffer instanceof ArrayBuffer && blob.byteLength >= blob.buffer.byteLength / 2) {
    return [blob.buffer, blob.byteOffset, rowCount];
  }
  // A view of a larger message is copied, so that the column does not keep the whole message alive.
  const copy = Uint8Array.from(blob.subarray(0, dataBytes));
  return [copy.buffer, 0, rowCount];
}

function bytesOf(data: ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
