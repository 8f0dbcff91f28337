/**
 * The morning after: customers come to the new door, and so does somebody who guesses.
 *
 * @module
 */
import { type SignInAnswer, signIn } from './sign-in.ts';
import type { Visit } from './visits.ts';

/** Something that was tried, and how it went: one line of the demo. */
export interface Observation {
  readonly who: string;
  /** By what, or with what. */
  readonly means: string;
  readonly answer: string;
  readonly asExpected: boolean;
  readonly remark: string;
}

/** A visit and how it went. */
export interface Rush extends Observation {
  readonly answer: SignInAnswer;
}

/** One after the other. */
export async function comeInTurn(url: string, visits: readonly Visit[]): Promise<readonly Rush[]> {
  const rush: Rush[] = [];
  for (const visit of visits) rush.push(await come(url, visit));
  return rush;
}

/** Each login is two of Better Auth's scrypt hashes: more at a time would only wait for one another. */
const AT_A_TIME = 4;

export async function comeInCrowd(url: string, visits: readonly Visit[]): Promise<readonly Rush[]> {
  const rush: Rush[] = [];
  const queue = visits.values();
  const lane = async (): Promise<void> => {
    for (const visit of queue) rush.push(await come(url, visit));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
  return rush;
}

async function come(url: string, { who, hashedBy, expected, remark, ...attempt }: Visit): Promise<Rush> {
  const answer = await signIn(url, attempt);
  return { who, means: hashedBy, answer, asExpected: answer === expected, remark };
}
