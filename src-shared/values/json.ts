/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** `Array.isArray`, which for the compiler leaves a list that cannot be changed among the objects. */
export function isJsonList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}
