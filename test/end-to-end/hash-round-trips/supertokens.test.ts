/** bcrypt and Argon2 in the envelope of SuperTokens are verified by the libraries that its core uses. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { binary, needs } from '../../servers/binaries.ts';
import { disagreements, record, type Sample, samplesFor, wrongFor } from './round-trips.ts';

const PROGRAM = join(import.meta.dirname, '../../servers/supertokens/Verify.java');

const Login = z.object({ passwordHash: z.string() });

/** One process for all, compiled as it starts: it answers line by line. */
async function askLibraries(questions: readonly (readonly [hash: string, password: string])[]) {
  const child = spawn('java', ['-cp', join(binary('supertokens'), '*'), PROGRAM], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = text(child.stdout);
  const lines = questions.map((question) =>
    question.map((field) => Buffer.from(field).toString('base64')).join(' '),
  );
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  return (await answers).trimEnd().split('\n');
}

needs('supertokens')('a hash in the envelope of SuperTokens', () => {
  it('is opened by its password, and by no other', async () => {
    const samples = samplesFor('supertokens');
    const hashOf = ({ value }: Sample) => Login.parse(value).passwordHash;
    const questions = samples.flatMap((sample) =>
      [sample.password, wrongFor(sample)].map((password) => [hashOf(sample), password] as const),
    );
    const answers = await askLibraries(questions);
    const byQuestion = new Map(questions.map((question, at) => [question.join('\n'), answers[at]]));
    const wrong = await disagreements(samples, async (sample, password) => {
      const answer = byQuestion.get([hashOf(sample), password].join('\n'));
      if (answer !== 'true' && answer !== 'false') throw new Error(answer ?? 'no answer');
      return answer === 'true';
    });
    expect(wrong).toEqual([]);
    record('supertokens', samples);
  });
});
