import { readFile } from 'node:fs/promises';

import { securityHeaders } from './content-security-policy.ts';
import { isOurPage } from './navigation.ts';
import { findPageFile } from './page-files.ts';

/** Answers `app://triptych/…` with the files of the built page, and everything else with a refusal. */
export async function answerAppRequest(
  pageFolder: string,
  request: { readonly url: string; readonly method: string },
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
  if (!isOurPage(request.url)) return refuse(404);
  const page = findPageFile(pageFolder, new URL(request.url).pathname);
  if (page === undefined) return refuse(404);
  const content = await readFile(page.file).catch(() => undefined);
  if (content === undefined) return refuse(404);
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(content), {
    headers: { ...securityHeaders, 'cache-control': page.cacheControl, 'content-type': page.media },
  });
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: securityHeaders });
}
