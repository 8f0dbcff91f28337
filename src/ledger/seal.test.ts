import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sealsWith, sealVersion } from './seal.ts';

const key = () => createSecretKey(randomBytes(32));
const ID = '6ecd8c99-4036-403d-bf84-cf8400f67836';

describe('a sealed record', () => {
  it('opens to the bytes that were sealed, for the identity they were sealed for', () => {
    const seals = sealsWith([{ version: 1, key: key() }]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), fc.uuid(), (plain, id) => {
        expect(new Uint8Array(seals.open(id, seals.seal(id, plain)))).toEqual(plain);
      }),
    );
  });

  it('does not open when any one of its bytes was changed', () => {
    const seals = sealsWith([{ version: 1, key: key() }]);
    const sealed = seals.seal(ID, Buffer.from('{"email":"a@example.com"}'));
    for (let at = 0; at < sealed.length; at += 1) {
      const damaged = Buffer.from(sealed);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect(() => seals.open(ID, damaged), `byte ${at}`).toThrow(
        expect.objectContaining({ code: 'SEAL_BROKEN' }),
      );
    }
  });

  it('does not open when it was cut, or was never sealed', () => {
    const seals = sealsWith([{ version: 1, key: key() }]);
    const sealed = seals.seal(ID, Buffer.from('body'));
    for (const bytes of [sealed.subarray(0, -1), sealed.subarray(0, 20), Buffer.alloc(0), Buffer.from('x')]) {
      expect(() => seals.open(ID, bytes)).toThrow(expect.objectContaining({ code: 'SEAL_BROKEN' }));
    }
  });

  it('does not open for another identity: moving a body to another row is noticed', () => {
    const seals = sealsWith([{ version: 1, key: key() }]);
    const sealed = seals.seal(ID, Buffer.from('body'));
    expect(() => seals.open(randomUUID(), sealed)).toThrow(expect.objectContaining({ code: 'SEAL_BROKEN' }));
  });

  it('says nothing of what it holds in the error', () => {
    const seals = sealsWith([{ version: 1, key: key() }]);
    const sealed = seals.seal(ID, Buffer.from('secret words'));
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 0xff;
    expect(() => seals.open(ID, sealed)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });

  it('is different every time, also across the pool of IVs', () => {
    const seals = sealsWith([{ version: 1, key: key() }]);
    const ivs = Array.from({ length: 5_000 }, () =>
      seals.seal(ID, Buffer.from('same')).subarray(5, 17).toString('hex'),
    );
    expect(new Set(ivs).size).toBe(ivs.length);
  });

  it('carries the newest key version, and opens with any version that is held', () => {
    const [old, fresh] = [key(), key()];
    const before = sealsWith([{ version: 1, key: old }]);
    const after = sealsWith([
      { version: 2, key: fresh },
      { version: 1, key: old },
    ]);
    const sealed = before.seal(ID, Buffer.from('old body'));
    expect(after.open(ID, sealed).toString()).toBe('old body');
    expect(sealVersion(sealed)).toBe(1);
    expect(sealVersion(after.seal(ID, Buffer.from('new body')))).toBe(2);
    expect(() => before.open(ID, after.seal(ID, Buffer.from('new body')))).toThrow(
      expect.objectContaining({ code: 'SEAL_BROKEN' }),
    );
  });
});
