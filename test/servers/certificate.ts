/**
 * A certificate of our own for a server on the loopback interface, made by openssl.
 *
 * @module
 */
import { join } from 'node:path';
import { binary } from './binaries.ts';
import { runCommand } from './process.ts';

export interface Certificate {
  /** PEM files. */
  readonly certificate: string;
  readonly key: string;
}

/** @param names for which it is good: `DNS:localhost`, `IP:127.0.0.1` */
export async function makeCertificate(folder: string, names: readonly string[]): Promise<Certificate> {
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  await runCommand(binary('openssl'), [
    'req',
    '-x509',
    ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '2', '-subj', '/CN=footbridge-test', '-addext', `subjectAltName=${names.join()}`],
    ...['-keyout', key, '-out', certificate],
  ]);
  return { certificate, key };
}
