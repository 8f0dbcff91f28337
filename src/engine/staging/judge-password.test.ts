import { expect, it } from 'vitest';
import { judgePassword } from './judge-password.ts';

const FIREBASE = {
  format: 'firebase-scrypt',
  hash: '+uA0pNv4QKAc5sjQRVe8zR6GzcxUuAnibZN2oQMQ1fg0bKoLxJdaGesgerpuMIoKwzeFicPtdrrTVzNxhehg0Q==',
  beside: { salt: 'c2FsdHNhbHQ=', saltSeparator: 'Bw==', rounds: 8, memCost: 14 },
};

it('knows a hash that needs the signer key of its site, whose value nobody has to say before a login', () => {
  expect(judgePassword({ ...FIREBASE, secrets: { signerKey: 'FIREBASE_KEY' } })).toMatchObject({
    kind: 'known',
    parameters: 'N=16384, r=8',
  });
});

it('holds one customer and not the whole import where something beside a hash is missing', () => {
  expect(judgePassword(FIREBASE)).toMatchObject({
    kind: 'problem',
    problem: { code: 'PASSWORD_UNKNOWN', found: expect.stringContaining('signerKey') },
  });
});
