/**
 * Looks for secrets in code, configuration and CI of the old paths: before the move, to know what has to be made anew,
 * and after it, to show that it is gone.
 *
 * What is found leaves as file, line, kind and fingerprint; the secret does not. The fingerprint is a slow hash under
 * the scan's own salt: two scans under one salt can be compared, and even a short password does not come out of it
 * cheaply.
 *
 * @module
 */
import { randomBytes, scrypt } from 'node:crypto';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { FootbridgeError } from '../../problems/problem.ts';
import type { SecretFinding, SecretScan } from '../assess/assessment.ts';
import { type FindKept, loadKeptRules } from './secrets/kept-rules.ts';
import { findOwn, type Hit } from './secrets/own-rules.ts';
import { walk } from './secrets/walk.ts';

interface ScanOptions {
  /** Names of folders or files, relative to `folder`. */
  readonly folders: readonly string[];
  readonly folder: string;
  readonly now: () => Date;
  /** An earlier scan to compare with: its salt is taken. */
  readonly before?: SecretScan;
}

/** More are counted and not listed: a folder with so many needs another look than line by line. */
const MOST_FINDINGS = 2_000;

/** @throws {FootbridgeError} SOURCE_MISSING where there is no such folder */
export async function scanForSecrets(options: ScanOptions): Promise<SecretScan> {
  const { folders, folder, now, before } = options;
  const salt = before?.salt ?? randomBytes(16).toString('hex');
  const findKept = await loadKeptRules();
  const fingerprint = rememberFingerprints(salt);
  const skipped: Record<string, number> = {};
  const findings: SecretFinding[] = [];
  let files = 0;
  let more = 0;
  for (const named of folders) {
    const skip = (why: string) => {
      skipped[why] = (skipped[why] ?? 0) + 1;
    };
    for await (const { name, text } of walk(named, resolve(folder, named), skip)) {
      files += 1;
      for (const { kind, at, secret } of await findAll(name, text, findKept)) {
        if (findings.length >= MOST_FINDINGS) more += 1;
        else {
          findings.push({ file: name, line: lineAt(text, at), kind, fingerprint: await fingerprint(secret) });
        }
      }
    }
  }
  return { at: now().toISOString(), folders, salt, files, skipped, findings: inOrder(findings), more };
}

/** One secret that several rules see is one finding: the first rule that names it. */
async function findAll(name: string, text: string, findKept: FindKept): Promise<readonly Hit[]> {
  const hits = [...findOwn(name, text), ...(await findKept(name, text))];
  const kept: Hit[] = [];
  for (const hit of hits) {
    if (!kept.some((other) => overlap(hit, other))) kept.push(hit);
  }
  return kept;
}

/** Offsets are those of the match, which may begin before the secret. */
function overlap(one: Hit, other: Hit): boolean {
  const [first, second] = one.at <= other.at ? [one, other] : [other, one];
  const near = second.at - first.at <= first.secret.length + 64;
  return near && (first.secret.includes(second.secret) || second.secret.includes(first.secret));
}

function lineAt(text: string, at: number): number {
  let line = 1;
  for (let end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', end + 1)) line += 1;
  return line;
}

/** Folders are read in the order of the disk, which differs from machine to machine. */
function inOrder(findings: readonly SecretFinding[]): readonly SecretFinding[] {
  return findings.toSorted((one, other) =>
    one.file === other.file ? one.line - other.line : one.file < other.file ? -1 : 1,
  );
}

const slowHash = promisify(scrypt) as (
  secret: string,
  salt: Buffer,
  length: number,
  options: { readonly N: number; readonly r: number; readonly p: number },
) => Promise<Buffer>;

/** About 10 ms each: nothing for a scan, four months of one core for a list of a billion passwords. */
const COST = { N: 4_096, r: 8, p: 1 };

/** 64 bits: two secrets with one fingerprint do not happen, and more would help nobody but a guesser. */
const FINGERPRINT_BYTES = 8;

function rememberFingerprints(salt: string): (secret: string) => Promise<string> {
  const known = new Map<string, string>();
  return async (secret) => {
    const found = known.get(secret);
    if (found !== undefined) return found;
    const made = await slowHash(secret, Buffer.from(salt, 'hex'), FINGERPRINT_BYTES, COST);
    known.set(secret, made.toString('hex'));
    return made.toString('hex');
  };
}

export interface ScanComparison {
  /** In the earlier scan, and nowhere in the later one, which has looked there. */
  readonly gone: readonly SecretFinding[];
  /** In the earlier scan, where the later one has not looked or has found too much to list: nobody can say. */
  readonly unseen: readonly SecretFinding[];
  /** Still there, where they stand now. */
  readonly left: readonly SecretFinding[];
  /** Not in the earlier scan. */
  readonly fresh: readonly SecretFinding[];
}

/** @throws {FootbridgeError} USAGE_WRONG where the scans have no salt in common */
export function compareScans(before: SecretScan, after: SecretScan): ScanComparison {
  if (before.salt !== after.salt) {
    throw new FootbridgeError(
      'USAGE_WRONG',
      'The scans cannot be compared: the later one did not know the earlier',
    );
  }
  const earlier = new Set(before.findings.map(({ fingerprint }) => fingerprint));
  const later = new Set(after.findings.map(({ fingerprint }) => fingerprint));
  const lookedAt = (file: string) => after.more === 0 && after.folders.some((one) => isWithin(file, one));
  const absent = before.findings.filter(({ fingerprint }) => !later.has(fingerprint));
  return {
    gone: absent.filter(({ file }) => lookedAt(file)),
    unseen: absent.filter(({ file }) => !lookedAt(file)),
    left: after.findings.filter(({ fingerprint }) => earlier.has(fingerprint)),
    fresh: after.findings.filter(({ fingerprint }) => !earlier.has(fingerprint)),
  };
}

/** As the names of a scan go: below the folder as it was named. */
function isWithin(file: string, folder: string): boolean {
  const way = relative(folder, file);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
