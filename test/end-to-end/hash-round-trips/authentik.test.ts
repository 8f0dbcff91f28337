/**
 * Every hash that the envelope of authentik takes is verified by the hashers of Django, which authentik verifies with.
 *
 * Debian's Django is 3.2, which has no scrypt yet. authentik's own policy for work factors stands before these hashers
 * and is not asked here.
 */
import { execFile } from 'node:child_process';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { binary, needs } from '../../servers/binaries.ts';
import { disagreements, record, samplesFor, wrongFor } from './round-trips.ts';

/** Django's default hashers, all of them. */
const PROGRAM = `
import json, sys
from django.conf import settings
settings.configure()
from django.contrib.auth.hashers import check_password
print(json.dumps([check_password(one['password'], one['hash']) for one in json.load(sys.stdin)]))
`;

interface Question {
  readonly hash: string;
  readonly password: string;
}

function askDjango(questions: readonly Question[]): Promise<boolean[]> {
  return new Promise((resolve, reject) => {
    const child = execFile(binary('django'), ['-c', PROGRAM], (error, stdout) =>
      error === null ? resolve(z.array(z.boolean()).parse(JSON.parse(stdout))) : reject(error),
    );
    child.stdin?.end(JSON.stringify(questions));
  });
}

needs('django')('a hash in the envelope of authentik', () => {
  it("is opened by its password in Django's hashers, and by no other", async () => {
    const samples = samplesFor('authentik');
    const questions = samples.flatMap((sample) =>
      [sample.password, wrongFor(sample)].map((password) => ({ hash: String(sample.value), password })),
    );
    const keyOf = ({ hash, password }: Question) => `${hash}\n${password}`;
    const answers = await askDjango(questions);
    const byQuestion = new Map(questions.map((question, at) => [keyOf(question), answers[at]]));
    const wrong = await disagreements(
      samples,
      async ({ value }, password) => byQuestion.get(keyOf({ hash: String(value), password })) ?? false,
    );
    expect(wrong).toEqual([]);
    record('authentik', samples);
  });
});
