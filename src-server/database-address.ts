/*
 * Whether what goes between the server and its database can be read or changed on the way: everything is in it, and passwords on
 * their way in. On this machine it cannot; to another one only TLS that checks the certificate will do.
 */
import { isLoopbackAddress } from './http/client-address.ts';

type Values = { readonly [name: string]: string | undefined };

/** With these `pg` demands TLS and checks certificate and name; with the others it speaks in the clear, or with anybody. */
const safeModes: ReadonlySet<string> = new Set(['require', 'verify-ca', 'verify-full']);

/** What is said instead of connecting; undefined for what is safe, and for the embedded database. */
export function findDatabaseProblem(url: string, environment: Values): string | undefined {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) return undefined;
  const { hostname, searchParams } = new URL(url);
  // As `pg` reads an address: of parameters that stand twice the last one counts, and one before the name in its usual place.
  const given = (name: string): string | undefined => searchParams.getAll(name).at(-1);
  const host = given('host') ?? (decodeURIComponent(hostname) || environment['PGHOST'] || 'localhost');
  if (isOnThisMachine(host)) return undefined;
  const mode = given('sslmode') ?? (searchParams.has('ssl') ? undefined : environment['PGSSLMODE']);
  // In the words of libpq `require` takes any certificate.
  const isLax = given('uselibpqcompat') === 'true' && mode === 'require';
  if (mode !== undefined && safeModes.has(mode) && !isLax) return undefined;
  return `The database is on another machine (${host}), and the connection to it would not be protected: everything in it could be read on the way. Add sslmode=verify-full to its address, as in postgres://…/triptych?sslmode=verify-full, and sslrootcert=FILE where its certificate comes from an authority of your own. Where the way is protected by other means, say --unprotected-database yes.`;
}

/** A name, an address, or the folder of a socket. */
function isOnThisMachine(host: string): boolean {
  const name = host.replaceAll(/^\[|\]$/g, '');
  return name.startsWith('/') || name === 'localhost' || isLoopbackAddress(name);
}
