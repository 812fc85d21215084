/*
 * A proxy's address may hold a password (`http://ada:secret@proxy:3128`). Sessions need it to download; logs, traces and the
 * records of runs do not, and are kept, shown and sent on. So it is taken out of what a session says, wherever it names its
 * proxy: as it was written, decoded, and as the header that carries it. A result is the function's own, and is left alone.
 */
import { proxyNames } from './clean-environment.ts';
import type { Environment } from './clean-environment.ts';

export type HidePasswords = {
  readonly inText: (text: string) => string;
  /** In every text of plain data, such as a failure. */
  readonly inData: <T>(data: T) => T;
};

const hidden = '***';

/** Costs nothing where no proxy has a password. */
export function hidePasswordsOf(environment: Environment): HidePasswords {
  const spellings = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && isProxy(name) ? spellingsIn(value) : [],
  );
  if (spellings.length === 0) return { inText: (text) => text, inData: (data) => data };

  function inText(text: string): string {
    return spellings.reduce((shown, [secret, instead]) => shown.replaceAll(secret, instead), text);
  }

  function inAny(data: unknown): unknown {
    if (typeof data === 'string') return inText(data);
    if (Array.isArray(data)) return data.map(inAny);
    if (data === null || typeof data !== 'object') return data;
    return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, inAny(value)]));
  }

  return {
    inText,
    inData: <T>(data: T) => inAny(data) as T, // Plain data, of the same form: only texts have changed.
  };
}

function isProxy(name: string): boolean {
  return proxyNames.some((known) => known === name.toUpperCase());
}

/** The user and the password, up to the last @ before the host: a password may hold one that nobody has encoded. */
const credentialsPattern = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^:@/]*):(.*)@[^@]*$/i;

/** How the password may stand in a text, each with what is shown instead. The user's name is kept: it says which is meant. */
function spellingsIn(address: string): readonly (readonly [secret: string, instead: string])[] {
  const [, user, password] = credentialsPattern.exec(address) ?? [];
  if (user === undefined || password === undefined || password === '') return [];
  const plain = [decoded(user), decoded(password)] as const;
  const header = Buffer.from(plain.join(':')).toString('base64');
  return [
    [`${user}:${password}`, `${user}:${hidden}`],
    [plain.join(':'), `${plain[0]}:${hidden}`],
    [header, hidden],
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // It has a % of its own.
  }
}
