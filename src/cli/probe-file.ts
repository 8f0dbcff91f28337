/**
 * The file of a probe: what `footbridge legacy probe --out` writes, and a forecast or a plan reads.
 *
 * @module
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { LegacyProbe } from '../engine/probe/legacy-probe.ts';
import { FootbridgeError } from '../problems/problem.ts';

const Probe = z.looseObject({
  document: z.literal('footbridge-legacy-probe'),
  version: z.literal(1),
  at: z.string(),
  safeLoginsPerSecond: z.number().min(0),
  atLeast: z.boolean(),
});

/** @throws {FootbridgeError} USAGE_WRONG where the file is no probe. */
export async function readProbe(path: string): Promise<z.output<typeof Probe>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new FootbridgeError('USAGE_WRONG', `${path} cannot be read`, { cause });
  });
  const { data, error } = Probe.safeParse(parseJson(text));
  if (data !== undefined) return data;
  throw new FootbridgeError('USAGE_WRONG', `${path} is not what \`footbridge legacy probe --out\` writes`, {
    cause: error,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The old file stays whole until the new one is. */
export async function writeProbe(path: string, probe: LegacyProbe): Promise<void> {
  try {
    await writeFile(`${path}.new`, `${JSON.stringify(probe, undefined, 2)}\n`);
    await rename(`${path}.new`, path);
  } catch (cause) {
    throw new FootbridgeError('USAGE_WRONG', `${path} cannot be written`, { cause });
  }
}
