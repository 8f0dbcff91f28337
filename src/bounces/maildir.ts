/**
 * A Maildir in which bounces arrive: each mail is taken once and stays there, as read.
 *
 * A mail is moved from `new` to `cur` after it was acted on. Whoever is killed between the two acts on it once more, which
 * changes nothing. Two who look at once may both read a mail; one of them moves it.
 *
 * @see https://cr.yp.to/proto/maildir.html
 * @module
 */
import { open, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { FootbridgeError } from '../problems/problem.ts';

/** Bytes that are read of a mail; a report is small, and what it returns of ours stands at its beginning. */
const LARGEST = 2_097_152;

export interface Mail {
  readonly raw: Uint8Array;
  /** It was acted on. */
  done(): Promise<void>;
}

/** @throws {FootbridgeError} MAILBOX_UNREADABLE */
export async function* newMails(folder: string): AsyncIterable<Mail> {
  const names = await readdir(join(folder, 'new')).catch((cause: unknown) => {
    throw unreadable(folder, cause);
  });
  for (const name of names.filter((one) => !one.startsWith('.')).sort()) {
    const raw = await readBeginning(join(folder, 'new', name));
    if (raw === undefined) continue;
    yield { raw, done: () => moveToCur(folder, name) };
  }
}

/** undefined: somebody else has moved it meanwhile. */
async function readBeginning(path: string): Promise<Uint8Array | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const buffer = Buffer.alloc(Math.min(size, LARGEST));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isGone(error)) return undefined;
    throw unreadable(path, error);
  }
}

async function moveToCur(folder: string, name: string): Promise<void> {
  const plain = name.replace(/:2,.*$/, '');
  try {
    await rename(join(folder, 'new', name), join(folder, 'cur', `${plain}:2,S`));
  } catch (error) {
    if (!isGone(error)) throw unreadable(folder, error);
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function unreadable(folder: string, cause: unknown): FootbridgeError {
  return new FootbridgeError('MAILBOX_UNREADABLE', `The mailbox ${folder} cannot be read`, {
    cause,
    facts: { folder },
  });
}
