import type { Column } from '#shared/values/value.ts';

/** What Python's worker calls the column's type: integers of 32 bits are told apart. */
export function columnTypeName(column: Column): string {
  return column.type === 'integer' && column.data instanceof Int32Array ? 'int32' : column.type;
}

/** The column's bytes, in the order of triptych_worker/columns_in.py: (offsets,) data, then one byte a row for missing. */
export function columnToBlob(column: Column): readonly Uint8Array[] {
  const missing = column.missing === undefined ? [] : [column.missing];
  if (column.type === 'category') return [bytesOf(column.codes), ...missing];
  if (!('offsets' in column)) return [bytesOf(column.data), ...missing];
  const first = column.offsets[0] ?? 0;
  const last = column.offsets[column.offsets.length - 1] ?? 0;
  // A slice of a longer column begins in the middle of its text.
  const offsets = first === 0 ? column.offsets : column.offsets.map((offset) => offset - first);
  return [bytesOf(offsets), column.bytes.subarray(first, last), ...missing];
}

/** What the bytes of a column do not say: the zone of instants, the levels of a category. */
export type ColumnExtra =
  | null
  | { readonly zone: string }
  | { readonly levels: readonly string[]; readonly isOrdered: boolean };

export type ColumnParts = {
  readonly type: string;
  readonly rowCount: number;
  readonly hasMissing: boolean;
  /** The column's own: it stays alive as long as the column, and starts at a place that typed arrays accept. */
  readonly blob: Uint8Array<ArrayBuffer>;
  readonly extra: ColumnExtra;
};

/** Throws a RangeError when the blob is not as long as the column. */
export function blobToColumn({ type, rowCount, hasMissing, blob, extra }: ColumnParts): Column {
  const dataBytes = blob.byteLength - (hasMissing ? rowCount : 0);
  const missing = hasMissing ? { missing: blob.subarray(dataBytes) } : {};
  const part = (rowBytes: number, perRow = 1): [ArrayBuffer, number, number] => {
    if (dataBytes !== rowCount * rowBytes * perRow) throw new RangeError('A column is not as long as it says.');
    return [blob.buffer, blob.byteOffset, rowCount * perRow];
  };
  switch (type) {
    case 'float':
      return { type, ...missing, data: new Float64Array(...part(8)) };
    case 'complex':
      return { type, ...missing, data: new Float64Array(...part(8, 2)) };
    case 'integer':
    case 'duration':
      return { type, ...missing, data: new BigInt64Array(...part(8)) };
    case 'instant': {
      const zone = extra !== null && 'zone' in extra ? extra : {};
      return { type, ...missing, data: new BigInt64Array(...part(8)), ...zone };
    }
    case 'date':
      return { type, ...missing, data: new Int32Array(...part(4)) };
    case 'boolean':
      return { type, ...missing, data: new Uint8Array(...part(1)) };
    case 'category': {
      if (extra === null || !('levels' in extra)) throw new TypeError('A category came without its levels.');
      return { type, ...missing, codes: new Int32Array(...part(4)), ...extra };
    }
    case 'text':
    case 'decimal':
    case 'bytes': {
      const offsetsBytes = (rowCount + 1) * 4;
      if (dataBytes < offsetsBytes) throw new RangeError('A column of texts is shorter than it says.');
      const offsets = new Int32Array(blob.buffer, blob.byteOffset, rowCount + 1);
      const bytes = blob.subarray(offsetsBytes, dataBytes);
      if (offsets[rowCount] !== bytes.byteLength) throw new RangeError('A column of texts is shorter than it says.');
      return { type, ...missing, offsets, bytes };
    }
    default:
      throw new TypeError(`${type} is not a type of column.`);
  }
}

function bytesOf(data: ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
