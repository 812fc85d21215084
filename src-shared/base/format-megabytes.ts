/** As every sentence about a limit says it. */
export function formatMegabytes(count: number): string {
  if (count < 1024) return `${String(count)} bytes`;
  const mebibyte = 1024 * 1024;
  return count < mebibyte ? `${String(Math.round(count / 1024))} kB` : `${String(Math.round(count / mebibyte))} MB`;
}
