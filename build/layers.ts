/**
 * Who may import whom. The lint rule `house/layers` reads this file and nothing else; ARCHITECTURE.md explains it.
 *
 * Every process folder (src-…) has three storeys. The roof is the files at its top and the `roofFolders`. The ground is the folders
 * named here, each of which may import those to its left. Every other folder is a slice.
 */
export const ground: { readonly [process: string]: readonly string[] } = {
  'src-shared': ['base', 'values', 'calls', 'schema', 'changes', 'rpc', 'records'],
  'src-main': ['store', 'runner', 'rpc', 'records'],
  'src-renderer': ['ui', 'rpc', 'live'],
  'src-server': ['db', 'rpc', 'http'],
};

export const roofFolders: readonly string[] = ['shell', 'cli', 'commands'];

/** Slices that may use another slice, in every process. A test keeps it free of circles. */
export const sideways: { readonly [slice: string]: readonly string[] } = {
  administration: ['access', 'audit', 'functions', 'tenancy', 'upkeep', 'workspaces'],
  access: ['mail', 'secrets', 'tenancy', 'workspaces'],
  // A copy names the copies of what it names, by the rules of each.
  'bring-over': ['access', 'blobs', 'functions', 'matrix', 'sync', 'tenancy', 'workspaces'],
  // Bytes are reached as the records that name them are.
  blobs: ['matrix', 'sync'],
  functions: ['attachments', 'presence', 'tenancy', 'workspaces'],
  secrets: ['workspaces'],
  // What a change may do is said by the rules of what it changes; the page says who made it.
  sync: ['access', 'functions', 'matrix', 'tenancy', 'workspaces'],
  matrix: ['attachments', 'functions', 'presence', 'workspaces', 'tenancy'],
  presence: ['tenancy', 'workspaces'],
  workspaces: ['tenancy'],
  workflows: ['functions'],
};

/** Files of a roof that others may import too: everything in them, or only their types. */
export const openRoofs: {
  readonly [file: string]: { readonly what: 'types' | 'all'; readonly to: readonly string[] };
} = {
  'src-shared/features.ts': { what: 'types', to: ['src-main/rpc', 'src-renderer'] },
  'src-shared/server-api.ts': { what: 'all', to: ['src-main/access', 'src-main/sync', 'src-server', 'src-renderer'] },
  'src-shared/failure-text.ts': { what: 'types', to: ['src-renderer'] },
  'src-shared/failure-texts.ts': { what: 'all', to: ['src-renderer'] },
  'src-shared/install-texts.ts': { what: 'all', to: ['src-renderer'] },
};

/** Packages that only the named folders and files may import. Every other package is free. */
export const packages: { readonly [name: string]: readonly string[] } = {
  electron: ['src-main/shell'],
  'better-sqlite3': ['src-main/store', 'src-server/db'],
  keytar: ['src-main/secrets'],
  '@node-rs/argon2': ['src-main/secrets', 'src-server/access'],
  otpauth: ['src-server/access'],
  qr: ['src-renderer/access'],
  pg: ['src-server/db'],
  '@electric-sql/pglite': ['src-server/db'],
  'tar-stream': ['src-server/db'],
  react: ['src-renderer'],
  'react-dom': ['src-renderer'],
  zustand: ['src-renderer'],
};

// Listening sockets belong to what carries the core, and to the server. Node's network modules can listen and connect alike,
// so their door is the listeners' and also those who are only clients: a review sees to it that the latter never listen.
const listeners = [
  'src-main/shell',
  'src-main/loopback.ts',
  'src-main/local-socket.ts',
  'src-server/main.ts',
  'src-server/http',
];
const clients = [
  'src-main/cli.ts',
  'src-main/cli',
  'src-main/runner',
  'src-main/sync',
  // Files go to the server and come from it by Node's own client: those that went through 'fetch' stayed in memory for long.
  'src-main/access/carry-bytes.ts',
];

/** What can open a socket, by its name in an import, and who may. `node:` and the bare name are the same. */
export const network: { readonly names: readonly string[]; readonly doors: readonly string[] } = {
  names: ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'ws'],
  doors: [...listeners, ...clients],
};
