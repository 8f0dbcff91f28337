/**
 * Is it ZITADEL that calls? `ZITADEL-Signature: t=<unix seconds>,v1=<hex>[,v1=<hex>…]`, an HMAC-SHA256 over
 * `t + "." + body` with the signing key of the target; while a key is rotated there is a signature of each.
 *
 * @see https://zitadel.com/docs/guides/integrate/actions/testing-request-signature
 * @see https://github.com/zitadel/zitadel/blob/main/pkg/actions/signing.go
 * @module
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HookReply, HookRequest } from '../hook.ts';
import { refuse } from '../wire/reply.ts';

/** Milliseconds two clocks may differ, and a request may be old: ZITADEL's own default. It looks back only; we both ways. */
export const TOLERANCE = 300_000;

/** One for each key there may be; more are no header of ZITADEL. */
const MOST_SIGNATURES = 8;

/** undefined: it is ZITADEL. */
export function demandSignature(
  keys: readonly string[],
  request: HookRequest,
  now: number,
): HookReply | undefined {
  const signed = readHeader(request.headers['zitadel-signature']);
  if (signed === undefined) return refuse(401, 'not_signed');
  if (Math.abs(now - Number(signed.time) * 1_000) > TOLERANCE) return refuse(401, 'signature_expired');
  let known = false;
  for (const key of keys) {
    const expected = sign(key, signed.time, request.body);
    for (const given of signed.signatures) known = isEqual(expected, given) || known;
  }
  return known ? undefined : refuse(401, 'signature_invalid');
}

export function sign(key: string, time: string, body: Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${time}.`).update(body).digest();
}

interface Signed {
  /** As it was written: it is part of what is signed. */
  readonly time: string;
  readonly signatures: readonly Buffer[];
}

export function readHeader(header: string | undefined): Signed | undefined {
  const parts = (header ?? '').split(',').map((part) => part.trim().split('='));
  const times = parts.filter(([name]) => name === 't').map(([, value = '']) => value);
  const signatures = parts.filter(([name]) => name === 'v1').map(([, value = '']) => value);
  const [time] = times;
  if (time === undefined || times.length !== 1 || !/^\d{1,12}$/.test(time)) return undefined;
  const readable = signatures.filter((hex) => /^[0-9a-f]{64}$/i.test(hex));
  if (readable.length === 0 || signatures.length > MOST_SIGNATURES) return undefined;
  return { time, signatures: readable.map((hex) => Buffer.from(hex, 'hex')) };
}

function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
