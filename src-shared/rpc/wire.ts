/** The WebSocket protocol of a client, which the core confirms. */
export const socketProtocol = 'triptych';

const tokenPrefix = 'token.';

/** The token travels as a second protocol: unlike an address, that is in nobody's history or log. */
export function protocolsWithToken(token: string): string[] {
  return [socketProtocol, `${tokenPrefix}${token}`];
}

export function findToken(protocols: readonly string[]): string | undefined {
  return protocols.find((protocol) => protocol.startsWith(tokenPrefix))?.slice(tokenPrefix.length);
}

/** Characters of what a device tells a server on its socket: an edit as a person makes it. What is more goes over HTTP, packed. */
export const liveCharsMax = 64 * 1024;

/** What each call of a window names the window with, by an id that it has given itself; its changes carry it. */
export const sessionHeader = 'x-session';

/** Close code for a token of another start: told after the handshake, since a page cannot see why a handshake failed. */
export const tokenRefusedCode = 4401;

/** The Electron shell: the page asks for a port to the core, the preload script hands it over. */
export const portRequest = 'triptych:request-port';
export const portMessage = 'triptych:port';

/** The Electron shell: the page asks for a folder, which the person chooses in the system's dialog. */
export const folderRequest = 'triptych:choose-folder';

/**
 * A MessagePort has no back-pressure: every so many messages the page says that it has taken them, and the core lets no more
 * than so many wait.
 */
export const acknowledgeEvery = 16;
export const unacknowledgedMax = 64;
