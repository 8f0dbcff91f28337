/**
 * The verifiers in Go of test/servers: programs that are told hash and password as a line of JSON and answer with one.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { binary } from '../../servers/binaries.ts';
import { type Ask, type Sample, wrongFor } from './round-trips.ts';

const Answer = z.object({ matches: z.boolean(), error: z.string().optional() });

type Answer = z.output<typeof Answer>;

interface Question {
  readonly hash: string;
  readonly password: string;
}

/** One process for all questions, and the answers in their order. */
export async function askProgram(
  program: 'passwap' | 'gocrypt',
  args: readonly string[],
  questions: readonly Question[],
): Promise<Answer[]> {
  const child = spawn(binary(program), args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = text(child.stdout);
  child.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
  return (await answers)
    .trimEnd()
    .split('\n')
    .map((line) => Answer.parse(JSON.parse(line)));
}

/**
 * Asks about the right and the wrong password of all samples at once.
 *
 * @param mismatch the error that means no more than a wrong password
 */
export async function askAboutAll(
  program: 'passwap' | 'gocrypt',
  args: readonly string[],
  samples: readonly Sample[],
  hashOf: (sample: Sample) => string,
  mismatch?: string,
): Promise<Ask<Sample>> {
  const questions = samples.flatMap((sample) =>
    [sample.password, wrongFor(sample)].map((password) => ({ hash: hashOf(sample), password })),
  );
  const keyOf = ({ hash, password }: Question) => `${hash}\n${password}`;
  const answers = await askProgram(program, args, questions);
  const byQuestion = new Map(questions.map((question, at) => [keyOf(question), answers[at]]));
  return async (sample, password) => {
    const answer = byQuestion.get(keyOf({ hash: hashOf(sample), password }));
    if (answer === undefined) throw new Error('no answer');
    if (answer.error !== undefined && answer.error !== mismatch) throw new Error(answer.error);
    return answer.matches;
  };
}
