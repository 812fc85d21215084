import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** Why the certificate and the key cannot be used; undefined when they can. Never with anything of what they hold. */
export function findTlsProblem({ certFile, keyFile }: { readonly certFile: string; readonly keyFile: string }) {
  const read: string[] = [];
  for (const file of [certFile, keyFile]) {
    try {
      read.push(readFileSync(file, 'utf8'));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      return code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read (${code}).`;
    }
  }
  const [cert, key] = read;
  try {
    createSecureContext({ cert, key });
    return undefined;
  } catch {
    return `The certificate in ${certFile} and the key in ${keyFile} are no pair of PEM files that belong together.`;
  }
}
