/**
 * Rows put aside on disk, sealed: what is in them is personal, and the key is forgotten with the process.
 *
 * AES-256 in counter mode: the file is private, written and read once by the same process, and nobody could gain by
 * changing it that could not change the source.
 *
 * @module
 */
import { type Cipheriv, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';

const CIPHER = 'aes-256-ctr';

export class Spill<Row> {
  readonly #key = randomBytes(32);
  readonly #nonce = randomBytes(16);
  #folder: string | undefined;
  #file: number | undefined;
  #cipher: Cipheriv | undefined;

  async add(row: Row): Promise<void> {
    if (this.#file === undefined) await this.#open();
    if (this.#file === undefined || this.#cipher === undefined) return;
    const bytes = this.#cipher.update(`${oneLine(row)}\n`, 'utf8');
    let written = 0;
    while (written < bytes.length) written += writeSync(this.#file, bytes, written);
  }

  /** In the order in which they were put aside. */
  async *rows(): AsyncGenerator<Row> {
    if (this.#folder === undefined) return;
    const opened = createReadStream(join(this.#folder, 'rows')).pipe(
      createDecipheriv(CIPHER, this.#key, this.#nonce),
    );
    for await (const line of createInterface({ input: opened, crlfDelay: Number.POSITIVE_INFINITY }))
      yield JSON.parse(line) as Row;
  }

  async close(): Promise<void> {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async #open(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'footbridge-rows-'));
    this.#file = openSync(join(this.#folder, 'rows'), 'wx', 0o600);
    this.#cipher = createCipheriv(CIPHER, this.#key, this.#nonce);
  }
}

/** JSON leaves two of Unicode's line ends as they are, at which `readline` would break the row in two. */
function oneLine(row: unknown): string {
  return JSON.stringify(row).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
