import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { HookRequest } from '../hook.ts';
import { readJson } from './body.ts';

const Shape = z.object({ identifier: z.string() });

describe('the body of a request', () => {
  it('is read through its shape; fields a vendor added are dropped', () => {
    expect(read('{"identifier":"ana","since":2026}')).toEqual({ body: { identifier: 'ana' } });
  });

  it.each([
    ['broken JSON', '{"identifier":'],
    ['nothing', ''],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
    ['another shape', '{"identifier":{"$ne":null}}'],
  ])('is answered with 400 when it is %s', (_, sent) => {
    expect(read(sent)).toEqual({ reply: { status: 400, json: { error: 'invalid_request' } } });
  });

  it('is not even parsed when it is larger than the hook allows', () => {
    expect(read(JSON.stringify({ identifier: 'a'.repeat(200) }))).toMatchObject({ reply: { status: 413 } });
  });

  it('is answered in the words of the protocol where those differ', () => {
    const request = sending('not json');
    expect(readJson(request, Shape, 100, () => ({ status: 500 }))).toEqual({ reply: { status: 500 } });
  });
});

function read(sent: string | Uint8Array) {
  return readJson(sending(sent), Shape, 100);
}

function sending(sent: string | Uint8Array): HookRequest {
  return { method: 'POST', path: '/', query: {}, headers: {}, body: Buffer.from(sent) };
}
