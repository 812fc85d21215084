/*
 * What the Electron window may do beyond showing its page, decided here without Electron so that it can be tested. The page
 * comes from app://triptych and stays there; a link leads to the person's own browser; nothing is ever permitted but the
 * clipboard, which the copy buttons need.
 */
export const appScheme = 'app';
export const appOrigin = `${appScheme}://triptych`;

export function isOurPage(address: string): boolean {
  try {
    const url = new URL(address);
    // `origin` is "null" for schemes that the URL standard does not know.
    return url.protocol === `${appScheme}:` && url.host === 'triptych' && url.username === '' && url.password === '';
  } catch {
    return false;
  }
}

/** For `will-navigate` and its like: the window never leaves its page. */
export function mayNavigate(address: string): boolean {
  return isOurPage(address);
}

export type WindowOpenDecision =
  | { readonly kind: 'refuse' }
  | { readonly kind: 'open-outside'; readonly address: string };

/** For `window.open` and links with a target: never a second window of ours; https goes to the person's browser. */
export function decideWindowOpen(address: string): WindowOpenDecision {
  try {
    const url = new URL(address);
    const isPlain = url.protocol === 'https:' && url.username === '' && url.password === '';
    return isPlain ? { kind: 'open-outside', address: url.href } : { kind: 'refuse' };
  } catch {
    return { kind: 'refuse' };
  }
}

/** For Electron's permission handlers; `pageAddress` is of the page that asks. */
export function isPermissionGranted(permission: string, pageAddress: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOurPage(pageAddress);
}

/** For messages from a page: only the main frame of our own page is listened to. */
export function isOurSender(frame: { readonly url: string; readonly parent: unknown } | null): boolean {
  return frame !== null && frame.parent === null && isOurPage(frame.url);
}
