/**
 * The schemes that exist once: which file computes which.
 *
 * @module
 */
import { timingSafeEqual } from 'node:crypto';
import type { Inputs, OwnParts, OwnScheme } from '../parts.ts';
import { ciscoAsa, ciscoPix, ciscoType7 } from './cisco.ts';
import { cramMd5 } from './cram-md5.ts';
import { domino5, domino6, domino8 } from './domino.ts';
import { lmHash } from './lm-hash.ts';
import { mariadbEd25519 } from './mariadb-ed25519.ts';
import { mysql323 } from './mysql323.ts';
import { oracle10 } from './oracle10.ts';
import { otpSha1 } from './otp.ts';
import { sapB, sapG } from './sap.ts';

type Compute = (password: Uint8Array, inputs: Inputs) => Uint8Array;

const bytes = (inputs: Inputs, name: string): Uint8Array => {
  const value = inputs[name];
  return value instanceof Uint8Array ? value : new Uint8Array();
};
const number = (inputs: Inputs, name: string): number => {
  const value = inputs[name];
  return typeof value === 'number' ? value : 0;
};

const SCHEMES: Readonly<Record<OwnScheme, Compute>> = {
  'cram-md5': cramMd5,
  lmhash: lmHash,
  mysql323,
  'mariadb-ed25519': mariadbEd25519,
  oracle10: (password, inputs) => oracle10(password, bytes(inputs, 'username')),
  'cisco-pix': (password, inputs) => ciscoPix(password, bytes(inputs, 'username')),
  'cisco-asa': (password, inputs) => ciscoAsa(password, bytes(inputs, 'username')),
  'cisco-type7': (password, inputs) => ciscoType7(password, number(inputs, 'offset')),
  otp: (password, inputs) => otpSha1(password, bytes(inputs, 'seed'), number(inputs, 'rounds')),
  domino5,
  domino6: (password, inputs) => domino6(password, bytes(inputs, 'salt')),
  domino8: (password, inputs) => domino8(password, bytes(inputs, 'salt'), number(inputs, 'iterations')),
  'sap-b': (password, inputs) => sapB(password, bytes(inputs, 'username')),
  'sap-g': (password, inputs) => sapG(password, bytes(inputs, 'username')),
};

export function verifyOwn(parts: OwnParts, password: Uint8Array): boolean {
  const computed = computeOwn(parts, password);
  return computed.length === parts.key.length && timingSafeEqual(computed, parts.key);
}

export function computeOwn({ scheme, inputs }: OwnParts, password: Uint8Array): Uint8Array {
  return SCHEMES[scheme](password, inputs);
}
