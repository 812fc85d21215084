import type { AnyEntity } from '#shared/schema/entity.ts';
import { rowCodec } from '#shared/schema/row-codec.ts';
import type { RowCodec } from '#shared/schema/row-codec.ts';

const codecs = new WeakMap<AnyEntity, RowCodec>();

/** The entity's codec, made once: making it costs more than a row. */
export function codecOf(entity: AnyEntity): RowCodec {
  const known = codecs.get(entity);
  if (known !== undefined) return known;
  const codec = rowCodec(entity, 'postgres');
  codecs.set(entity, codec);
  return codec;
}
