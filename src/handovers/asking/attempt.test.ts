import { describe, expect, it } from 'vitest';
import { answerFor, RemoteError } from '../../net/remote-error.ts';
import { toBegun } from './attempt.ts';

function answered(status: number, ambiguous = false, after?: number): RemoteError {
  return new RemoteError(`answered with ${status}`, { answer: answerFor(status), ambiguous, status, after });
}

describe('what a failure means for one journey', () => {
  it.each([
    ['refused', answered(400)],
    ['refused', answered(404)],
    ['refused', answered(409)],
    ['retry', answered(401)],
    ['retry', answered(403)],
    ['retry', answered(503)],
    ['unknown', answered(500, true)],
    ['unknown', new RemoteError('broke', { answer: 'retry', ambiguous: true })],
    ['retry', new RemoteError('nobody listens', { answer: 'retry', ambiguous: false })],
  ] as const)('is "%s" after %s', (status, error) => {
    expect(toBegun(error)).toMatchObject({ status });
  });

  it('says how long to wait only where the platform has said it', () => {
    expect(toBegun(answered(429, false, 4_000))).toMatchObject({ status: 'retry', after: 4_000 });
    expect(toBegun(answered(429))).not.toHaveProperty('after');
  });

  it('lets a mistake of our own through', () => {
    const mistake = new TypeError('ours');
    expect(() => toBegun(mistake)).toThrow(mistake);
  });
});
