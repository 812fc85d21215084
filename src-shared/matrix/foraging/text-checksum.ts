import { idFromKey } from '../../base/id.ts';

/** Tells two bodies of a text apart, cheaply and without cryptography: nobody gains by forging one's own words. */
export function textChecksum(body: string): string {
  return idFromKey('sourceText', body);
}
