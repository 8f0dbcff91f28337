/**
 * A file of personal data: never over one that is there, readable by nobody else from its first byte.
 *
 * @module
 */
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { FootbridgeError } from '../problems/problem.ts';

/** @returns how many lines were written. @throws USAGE_WRONG where the file exists or cannot be made */
export async function writePrivateFile(path: string, lines: AsyncIterable<string>): Promise<number> {
  const file = await open(path, 'wx', 0o600).catch((cause) => {
    throw new FootbridgeError('USAGE_WRONG', `${path} cannot be made: ${cause.code}`, { cause });
  });
  let count = 0;
  async function* counted(): AsyncIterable<string> {
    for await (const line of lines) {
      yield `${line}\n`;
      count += 1;
    }
  }
  await pipeline(counted, file.createWriteStream());
  return count;
}
