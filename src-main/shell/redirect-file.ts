/*
 * DATA/open-window.html leads a browser to the page. The address holds the token, and what stands on a command line can be read
 * by everybody on the machine (`ps`); so the browser is given this file, which only its owner can read, and finds the address
 * in it. Its name is always the same: a Chromium remembers where an `--app` window stood by the address it was opened with.
 *
 * Source: Jupyter does the same (`use_redirect_file` of jupyter_server).
 */
import { randomBytes } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Time for a browser to read the file after it was written; the page of another start may have connected meanwhile. */
const readMsUsual = 10_000;

export function redirectFile(dataFolder: string): string {
  return path.join(dataFolder, 'open-window.html');
}

/** Writes the file anew and answers its address. Throws what the disk says. */
export async function writeRedirect(dataFolder: string, address: string): Promise<string> {
  const file = redirectFile(dataFolder);
  // Made anew and renamed: a file that was there may be somebody else's, or a link, and would keep its rights.
  const written = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    await writeFile(written, redirectPage(address), { mode: 0o600, flag: 'wx' });
    await rename(written, file);
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
  return pathToFileURL(file).href;
}

/**
 * Deletes the file a moment after a page has connected. When it has been written again in that time, for another window, it
 * stays until that window's page connects.
 */
export function removeRedirectWhenRead(dataFolder: string, readMs = readMsUsual): void {
  async function removeIfRead(): Promise<void> {
    const { mtimeMs } = await stat(redirectFile(dataFolder));
    if (Date.now() - mtimeMs >= readMs) await removeRedirect(dataFolder);
  }
  // It fails where the file is not there any more.
  setTimeout(() => void removeIfRead().catch(() => undefined), readMs).unref();
}

/** At the end of the program, and at its start: what a killed one has left behind. Never rejects. */
export async function removeRedirect(dataFolder: string): Promise<void> {
  try {
    await rm(redirectFile(dataFolder), { force: true });
  } catch {
    // It is readable by its owner only, and the token in it is good for one start: no reason not to start, or not to end.
  }
}

/** Without a script, which the policy forbids anyway. The link is for browsers that do not follow a refresh by themselves. */
function redirectPage(address: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="content-security-policy" content="default-src 'none'; base-uri 'none'; form-action 'none'">
    <meta name="referrer" content="no-referrer">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="refresh" content="0; url=${address}">
    <title>Triptych</title>
  </head>
  <body>
    <p><a href="${address}">Open Triptych</a></p>
  </body>
</html>
`;
}
