/**
 * The master key: where it comes from, and what is refused.
 *
 * In this order: given by the caller, FOOTBRIDGE_KEY, the file FOOTBRIDGE_KEY_FILE names, `key` in the ledger's
 * folder. A new ledger without any gets a generated key file. The master key seals nothing itself: it wraps the
 * ledger's data keys (`keys.ts`), which is what makes rotating it cheap.
 *
 * @module
 */
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FootbridgeError } from '../problems/problem.ts';
import { makePrivateFolder } from './private-folder.ts';

export interface MasterKey {
  readonly key: KeyObject;
  /** In words, for messages: "FOOTBRIDGE_KEY", "the key file .footbridge/key". */
  readonly origin: string;
  /** The key file it was read from, when it was one of ours: rotating replaces it. */
  readonly file?: string;
}

export interface KeySources {
  /** Folder of the ledger; its `key` file is the last resort. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Given by the caller: text as FOOTBRIDGE_KEY would hold it. */
  readonly key?: string;
}

const KEY_BYTES = 32;

/** 32 random bytes have fewer than 16 different ones once in 10^8 keys; words and repeated digits have fewer. */
const DIFFERENT_BYTES = 16;

/** Undefined: there is none. @throws KEY_WEAK, KEY_MISSING (a file that is named but cannot be used) */
export async function findMasterKey(sources: KeySources): Promise<MasterKey | undefined> {
  if (sources.key !== undefined) return { key: parseKey(sources.key, 'The key'), origin: 'the key given' };
  const { FOOTBRIDGE_KEY, FOOTBRIDGE_KEY_FILE } = sources.env;
  if (FOOTBRIDGE_KEY) return { key: parseKey(FOOTBRIDGE_KEY, 'FOOTBRIDGE_KEY'), origin: 'FOOTBRIDGE_KEY' };
  if (FOOTBRIDGE_KEY_FILE) {
    const key = await readKeyFile(FOOTBRIDGE_KEY_FILE);
    if (key !== undefined) return { key, origin: 'FOOTBRIDGE_KEY_FILE' };
    throw new FootbridgeError('KEY_MISSING', 'FOOTBRIDGE_KEY_FILE names a file that does not exist');
  }
  return keyFromFolder(keyFile(sources.folder));
}

export function keyFile(folder: string): string {
  return join(folder, 'key');
}

/** A master key as text: what `footbridge key new` prints and a key file holds. */
export function newKeyText(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}

/** @throws KEY_WEAK */
export function parseKey(text: string, name: string): KeyObject {
  const bytes = decodeKey(text.trim());
  if (bytes === undefined) {
    throw new FootbridgeError('KEY_WEAK', `${name} is not 32 bytes in base64, base64url or hex`);
  }
  if (new Set(bytes).size < DIFFERENT_BYTES) {
    throw new FootbridgeError('KEY_WEAK', `${name} is not random: its bytes repeat`);
  }
  return createSecretKey(bytes);
}

/** Makes the key file of a new ledger. Fails when there is one: a key is never written over. */
export async function createKeyFile(folder: string): Promise<MasterKey> {
  const file = keyFile(folder);
  const key = await writeKeyFile(file, newKeyText());
  return { key, origin: `the key file ${file}`, file };
}

/** What the CLI prints when a key file was made. */
export function keyFileWarning(file: string): string {
  return [
    `A key was generated in ${file}. It opens everything this ledger seals.`,
    'Back it up apart from the database: without it the sealed passwords and personal data are lost for good.',
    'In production set FOOTBRIDGE_KEY from your secret store instead.',
  ].join('\n');
}

/**
 * A new key beside the key file, before the ledger is rotated to it: a crash in between must not leave a ledger
 * whose key stands nowhere. `promoteNextKey` puts it in place; opening a ledger does so when the old key fails.
 */
export async function prepareNextKey(file: string): Promise<KeyObject> {
  return (await readKeyFile(`${file}.next`)) ?? writeKeyFile(`${file}.next`, newKeyText());
}

export async function nextKey(file: string): Promise<KeyObject | undefined> {
  return readKeyFile(`${file}.next`);
}

export async function promoteNextKey(file: string): Promise<void> {
  await rename(`${file}.next`, file);
}

async function keyFromFolder(file: string): Promise<MasterKey | undefined> {
  const key = await readKeyFile(file);
  return key && { key, origin: `the key file ${file}`, file };
}

async function readKeyFile(file: string): Promise<KeyObject | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return undefined;
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
    throw new FootbridgeError('KEY_WEAK', `The key file ${file} may be read by others: run chmod 600 on it`);
  }
  return parseKey(await readFile(file, 'utf8'), `The key file ${file}`);
}

async function writeKeyFile(file: string, text: string): Promise<KeyObject> {
  await makePrivateFolder(dirname(file));
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(`${text}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return parseKey(text, `The key file ${file}`);
}

function decodeKey(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9+/]{43}=?$/.test(text)) return Buffer.from(text, 'base64');
  if (/^[A-Za-z0-9_-]{43}=?$/.test(text)) return Buffer.from(text, 'base64url');
  return undefined;
}
