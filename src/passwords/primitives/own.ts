/**
 * The schemes that exist once: which file computes which.
 *
 * @module
 */
import { timingSafeEqual } from 'node:crypto';
import type { OwnParts, OwnScheme } from '../parts.ts';
import { cramMd5 } from './cram-md5.ts';

type Compute = (password: Uint8Array, inputs: OwnParts['inputs']) => Uint8Array;

const SCHEMES: Partial<Record<OwnScheme, Compute>> = {
  'cram-md5': cramMd5,
};

export function verifyOwn({ scheme, inputs, key }: OwnParts, password: Uint8Array): boolean {
  const compute = SCHEMES[scheme];
  if (compute === undefined) return false;
  const computed = compute(password, inputs);
  return computed.length === key.length && timingSafeEqual(computed, key);
}
