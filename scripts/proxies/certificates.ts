// An authority of our own, and a certificate by it, as companies have them: made with openssl, for these checks alone.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runToEnd } from './programs.ts';

export interface Certificates {
  /** Paths of PEM files. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** For all `names`, valid for a day. */
export function makeCertificates(openssl: string, folder: string, names: readonly string[]): Certificates {
  const run = (...args: string[]) => runToEnd(openssl, args, folder);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  run(
    ...['req', '-x509', ...newKey, '-keyout', 'authority.key', '-out', 'authority.pem', '-days', '1'],
    ...['-subj', '/CN=An authority for checks', '-addext', 'basicConstraints=critical,CA:TRUE'],
  );
  run('req', ...newKey, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=A server for checks');
  writeFileSync(join(folder, 'names'), `subjectAltName=${names.join(',')}\n`);
  run(
    ...['x509', '-req', '-in', 'server.csr', '-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial'],
    ...['-out', 'server.pem', '-days', '1', '-extfile', 'names'],
  );
  const path = (name: string) => join(folder, name);
  return { authority: path('authority.pem'), certificate: path('server.pem'), key: path('server.key') };
}
