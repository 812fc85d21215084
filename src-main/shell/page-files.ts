import path from 'node:path';

/** The kinds of file that a build of the page consists of; anything else is not served. */
const mediaByExtension: { readonly [extension: string]: string } = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

// No separator, drive letter, escape or leading dot can be written with these, so no path leaves the folder.
const safePath = /^(?:\/[A-Za-z0-9_@~-][A-Za-z0-9_@~.-]*)+$/;

export type PageFile = { readonly file: string; readonly media: string; readonly cacheControl: string };

/**
 * The file of the built page that an address means, in both shells; undefined where there can be none. Pure: whether the file
 * is there is for the reader to find out.
 */
export function findPageFile(pageFolder: string, pathname: string): PageFile | undefined {
  const wanted = pathname === '/' ? '/index.html' : pathname;
  if (!safePath.test(wanted)) return undefined;
  const media = mediaByExtension[path.posix.extname(wanted)];
  if (media === undefined) return undefined;
  // Vite puts the hash of the content into the names of assets: one name is one content for ever.
  const cacheControl = wanted.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  return { file: path.join(pageFolder, ...wanted.slice(1).split('/')), media, cacheControl };
}
