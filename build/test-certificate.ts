/* Certificates for the tests of what speaks TLS, by the system's openssl. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Paths of the PEM files. */
export type TestCertificate = { readonly key: string; readonly cert: string };

/** Signed by itself; `name` is whom it is for, such as `IP:127.0.0.1` or `DNS:db.example.org`. */
export function makeCertificate(folder: string, name = 'IP:127.0.0.1'): TestCertificate {
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=localhost'];
  const names = ['-addext', `subjectAltName=${name}`];
  execFileSync('openssl', ['req', '-x509', ...kind, ...names, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { key, cert };
}
