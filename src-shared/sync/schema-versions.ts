/** Migrations by which a device may be behind the server and still write. Fields only ever come and retire, so it may read from any. */
const schemaVersionsBack = 2;

/**
 * Whether a server takes what a device of another schema writes. Where it does not, the device keeps what is waiting and only
 * reads; nothing is pushed, so that nothing is refused for its age.
 */
export function isSchemaTaken({ device, server }: { readonly device: number; readonly server: number }): boolean {
  return device <= server && device >= server - schemaVersionsBack;
}
