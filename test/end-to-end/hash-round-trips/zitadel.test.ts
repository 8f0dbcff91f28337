/** Every hash that the envelope of ZITADEL takes is validated and verified by the library that ZITADEL uses. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { binary, needs } from '../../servers/binaries.ts';
import { disagreements, record, samplesFor, wrongFor } from './round-trips.ts';

const Answer = z.object({ matches: z.boolean(), error: z.string().optional() });

/** What passwap says when it could judge: the hash is one, and the password is not its own. */
const MISMATCH = 'passwap: password does not match hash';

interface Question {
  readonly hash: string;
  readonly password: string;
}

/** One process for all: it answers line by line. */
async function askPasswap(questions: readonly Question[], hasher: 'bcrypt' | 'argon2id') {
  const child = spawn(binary('passwap'), [hasher], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = text(child.stdout);
  child.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
  return (await answers)
    .trimEnd()
    .split('\n')
    .map((line) => Answer.parse(JSON.parse(line)));
}

needs('passwap')('a hash in the envelope of ZITADEL', () => {
  it('is opened by its password, and by no other', async () => {
    const samples = samplesFor('zitadel');
    const questions = samples.flatMap((sample) =>
      [sample.password, wrongFor(sample)].map((password) => ({ hash: String(sample.value), password })),
    );
    const keyOf = ({ hash, password }: Question) => `${hash}\n${password}`;
    const answers = await askPasswap(questions, 'argon2id');
    const byQuestion = new Map(questions.map((question, at) => [keyOf(question), answers[at]]));
    const wrong = await disagreements(samples, async ({ value }, password) => {
      const answer = byQuestion.get(keyOf({ hash: String(value), password }));
      if (answer?.matches === true) return true;
      if (answer?.error !== MISMATCH) throw new Error(answer?.error ?? 'no answer');
      return false;
    });
    expect(wrong).toEqual([]);
    record('zitadel', samples);
  });

  it('is not opened by a password over 72 bytes where ZITADEL hashes it again with bcrypt, as it does by default', async () => {
    const password = 'Correct-Horse-9 '.repeat(5);
    const hash = createHash('md5').update(password).digest('hex');
    expect(await askPasswap([{ hash, password }], 'argon2id')).toEqual([{ matches: true }]);
    expect(await askPasswap([{ hash, password }], 'bcrypt')).toEqual([
      { matches: false, error: 'bcrypt: password length exceeds 72 bytes' },
    ]);
  });
});
