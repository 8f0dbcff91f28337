/**
 * Reads the JSON of `footbridge assess --json` from a file, as far as a forecast goes by it.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Assessment } from '../../engine/assess/assessment.ts';
import { FootbridgeError } from '../../problems/problem.ts';

const Count = z.number().min(0);
const Counts = z.record(z.string(), Count);
const Days = z.number().min(0).nullable();

const Census = z.looseObject({
  identities: Count,
  activity: z.looseObject({ unknown: Count }),
  verified: Counts,
  passwords: z.array(z.looseObject({ format: z.string(), parameters: z.string(), count: Count })),
  passwordless: Counts,
  recency: z.array(z.looseObject({ ageDays: Days, tenureDays: Days, count: Count })),
});

/** What is not named here passes through: it is the engine's own document. */
const Document = z.looseObject({
  document: z.literal('footbridge-assessment'),
  version: z.literal(1),
  asOf: z.string(),
  everybody: Census,
  cohorts: z.record(z.string(), Census),
  outlooks: z.array(
    z.looseObject({
      target: z.string(),
      passwords: z.array(
        z.looseObject({ format: z.string(), parameters: z.string(), count: Count, plan: z.string() }),
      ),
      limits: z.looseObject({ usersPerSecond: z.number().positive() }).optional(),
    }),
  ),
});

/** @throws {FootbridgeError} USAGE_WRONG where the file is no assessment. */
export async function readAssessment(path: string): Promise<Assessment> {
  const wrong = (happened: string, cause: unknown) => new FootbridgeError('USAGE_WRONG', happened, { cause });
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw wrong(`${path} cannot be read`, cause);
  });
  const { data, error } = Document.safeParse(parseJson(text));
  if (data !== undefined) return data as unknown as Assessment;
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'it' : `\`${issue.path.join('.')}\``;
  throw wrong(`${path} is no assessment of \`footbridge assess --json\`: ${where}: ${issue?.message}`, error);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
