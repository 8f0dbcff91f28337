/** A file of personal data: never over one that is there, readable by nobody else from its first byte. */
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { FootbridgeError } from '../problems/problem.ts';

/** @returns how many lines were written. @throws USAGE_WRONG where the file exists or cannot be made */
export async function writePrivateFile(path: string, lines: AsyncIterable<string>): Promise<number> {
  const file = await open(path, 'wx', 0o600).catch((cause) => {
    throw new FootbridgeError('USAGE_WRONG', `${path} cannot be made: ${cause.code}`, { cause });
  });
  const out = file.createWriteStream();
  let count = 0;
  for await (const line of lines) {
    if (!out.write(`${line}\n`)) await once(out, 'drain');
    count += 1;
  }
  out.end();
  await finished(out);
  return count;
}
