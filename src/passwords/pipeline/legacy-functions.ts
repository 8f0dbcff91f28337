/**
 * Functions of the pipeline notation for whole schemes of old systems: crypt(3), phpass, and those that exist once.
 *
 * They let a rule say what is inside a wrapped hash (`wrap.ts`), and what a site did around such a scheme. The results
 * of `crypt_…` and `phpass_…` are the letters that stand behind the salt.
 *
 * @module
 */
import { argon2Sync } from 'node:crypto';
import { hashRawSync } from '@node-rs/argon2';
import { readCrypt64, view } from '../encodings.ts';
import type { DigestName } from '../parts.ts';
import { ciscoAsa, ciscoPix } from '../primitives/cisco.ts';
import { cramMd5 } from '../primitives/cram-md5.ts';
import { bigcrypt, bsdicrypt, crypt16, descrypt } from '../primitives/des-crypt.ts';
import { domino5, domino6, domino8 } from '../primitives/domino.ts';
import { lmHash } from '../primitives/lm-hash.ts';
import { mariadbEd25519 } from '../primitives/mariadb-ed25519.ts';
import { md5cryptText } from '../primitives/md5crypt.ts';
import { mysql323 } from '../primitives/mysql323.ts';
import { oracle10 } from '../primitives/oracle10.ts';
import { otpSha1 } from '../primitives/otp.ts';
import { pbkdf2InJs } from '../primitives/pbkdf2.ts';
import { phpassChain } from '../primitives/phpass.ts';
import { sapB, sapG } from '../primitives/sap.ts';
import { type ShaCryptDigest, shaCryptText } from '../primitives/sha-crypt.ts';
import { sha1cryptText } from '../primitives/sha1crypt.ts';
import { sunMd5Text } from '../primitives/sun-md5.ts';
import { yescrypt } from '../primitives/yescrypt.ts';
import type { PipelineFunction, Value } from './functions.ts';

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const bytes = (value: Value | undefined): Uint8Array =>
  value instanceof Uint8Array ? value : new Uint8Array();
const text = (value: Value | undefined): string => view(bytes(value)).toString('latin1');
const number = (value: Value | undefined): number => (typeof value === 'number' ? value : 0);

/** `name(password, salt)` of a fixed cost: `base`, and `perBlock` for each block that the password fills. */
function salted(
  size: number,
  weight: { readonly base: number; readonly perByte: number },
  run: (password: Uint8Array, salt: Value | undefined) => Uint8Array,
): PipelineFunction {
  return {
    args: ['bytes', 'bytes'],
    size: () => size,
    work: (password = 0) => weight.base + weight.perByte * password,
    run: (password, salt) => run(bytes(password), salt),
  };
}

/** `name(password, salt, rounds)`; `perRound` in microseconds for a password of so many bytes. */
function rounded(
  size: number,
  perRound: (password: number, salt: number) => number,
  run: (password: Uint8Array, salt: Value | undefined, rounds: number) => Uint8Array,
): PipelineFunction {
  return {
    args: ['bytes', 'bytes', 'number'],
    size: () => size,
    work: (password = 0, salt = 0, rounds = 0) =>
      rounds < 1 ? Infinity : 10 + rounds * perRound(password, salt),
    run: (password, salt, rounds) => run(bytes(password), salt, number(rounds)),
  };
}

/** As `cryptCost` in bounds.ts weighs them. */
const DES = { base: 2000, perByte: 0 };
const MD5 = { base: 1000, perByte: 32 };

const shaCrypt = (digest: ShaCryptDigest, size: number, block: number): PipelineFunction =>
  rounded(
    size,
    (password, salt) => Math.ceil((2 * password + salt + 80) / block),
    (password, salt, rounds) => ascii(shaCryptText(digest, password, bytes(salt), rounds)),
  );

const CRYPT: Readonly<Record<string, PipelineFunction>> = {
  crypt_des: salted(11, DES, (password, salt) => ascii(descrypt(password, text(salt)))),
  /** `crypt_big(password, salt, blocks)`: what is stored may hold fewer blocks than the password fills. */
  crypt_big: rounded(
    176,
    () => 2000,
    (password, salt, blocks) => ascii(bigcrypt(password, text(salt), blocks)),
  ),
  crypt_16: salted(22, DES, (password, salt) => ascii(crypt16(password, text(salt)))),
  crypt_md5: salted(22, MD5, (password, salt) => ascii(md5cryptText(password, bytes(salt), '$1$'))),
  crypt_apr1: salted(22, MD5, (password, salt) => ascii(md5cryptText(password, bytes(salt), '$apr1$'))),
  crypt_aix: salted(22, MD5, (password, salt) => ascii(md5cryptText(password, bytes(salt), ''))),
  crypt_bsdi: rounded(
    11,
    (password) => 1.2 + password * 0.01,
    (password, salt, rounds) => ascii(bsdicrypt(password, text(salt), rounds)),
  ),
  crypt_sha256: shaCrypt('sha256', 43, 64),
  crypt_sha512: shaCrypt('sha512', 86, 128),
  crypt_sm3: shaCrypt('sm3', 43, 64),
  /** 20 bytes: the letters of one digest differ between implementations. */
  crypt_sha1: rounded(
    20,
    () => 3,
    (password, salt, rounds) =>
      readSha1crypt(sha1cryptText(password, bytes(salt), rounds)) ?? new Uint8Array(),
  ),
  /** Its own 4,096 rounds come on top, so that 0 is a number of rounds. */
  crypt_sun: {
    ...rounded(
      22,
      () => 30,
      (password, salt, rounds) => ascii(sunMd5Text(password, bytes(salt), rounds)),
    ),
    work: (_password, _salt, rounds = 0) => (4096 + rounds) * 30,
  },
  phpass_md5: rounded(
    22,
    (password) => Math.ceil((password + 25) / 64) * 0.25,
    (password, salt, rounds) => ascii(phpassChain('md5', text(salt), password, rounds)),
  ),
  phpass_sha512: rounded(
    86,
    (password) => Math.ceil((password + 81) / 128),
    (password, salt, rounds) => ascii(phpassChain('sha512', text(salt), password, rounds)),
  ),
  /** `yescrypt(password, salt, N, r, p, t)`: 32 bytes. */
  yescrypt: {
    args: ['bytes', 'bytes', 'number', 'number', 'number', 'number'],
    size: () => 32,
    work: (_password, _salt, N = 0, r = 0, p = 0, t = 0) =>
      isYescryptCost(N, r, p) ? N * r * 4 * (t + 1) : Infinity,
    run: (password, salt, N, r, p, t) =>
      yescrypt(bytes(password), bytes(salt), { N: number(N), r: number(r), p: number(p), t: number(t) }),
  },
};

/** A power of two, four blocks for each lane at the least, a gigabyte at the most: what libxcrypt computes. */
function isYescryptCost(N: number, r: number, p: number): boolean {
  return Number.isInteger(Math.log2(N)) && r >= 1 && p >= 1 && N / p >= 4 && 128 * r * N <= 2 ** 30;
}

/** The digest of sha1crypt: the last group of letters borrows the first byte, which is left out. */
export function readSha1crypt(letters: string): Uint8Array | undefined {
  const read = readCrypt64(letters);
  // Groups are least significant byte first, so the borrowed byte opens the last group.
  return read?.length === 21 ? Buffer.concat([read.subarray(0, 18), read.subarray(19)]) : undefined;
}

/** `name(password)` or `name(password, username)` of a handful of blocks. */
function small(
  size: number,
  weight: number,
  run: (password: Uint8Array, name: Uint8Array) => Uint8Array,
  args: PipelineFunction['args'] = ['bytes'],
): PipelineFunction {
  return {
    args,
    size: () => size,
    work: () => weight,
    run: (password, name) => run(bytes(password), bytes(name)),
  };
}

const SINGLE: Readonly<Record<string, PipelineFunction>> = {
  cram_md5: small(32, 100, cramMd5),
  lmhash: small(16, 100, lmHash),
  mysql323: small(8, 100, mysql323),
  /** A point multiplication in BigInt takes 20 ms. */
  mariadb_ed25519: small(32, 20_000, mariadbEd25519),
  oracle10: small(8, 100, oracle10, ['bytes', 'bytes']),
  cisco_pix: small(16, 100, ciscoPix, ['bytes', 'bytes']),
  cisco_asa: small(16, 100, ciscoAsa, ['bytes', 'bytes']),
  domino5: small(16, 100, domino5),
  domino6: small(16, 100, domino6, ['bytes', 'bytes']),
  domino8: rounded(
    16,
    () => 0.2,
    (password, salt, rounds) => domino8(password, bytes(salt), rounds),
  ),
  sap_b: small(16, 100, sapB, ['bytes', 'bytes']),
  sap_g: small(20, 100, sapG, ['bytes', 'bytes']),
  otp_sha1: rounded(
    8,
    () => 2,
    (password, seed, rounds) => otpSha1(password, bytes(seed), rounds),
  ),
};

/** RFC 9106 §3.1, and a gigabyte at the most. */
function isArgon2Cost(salt: number, memory: number, passes: number, lanes: number, length: number): boolean {
  const isPossible = salt >= 8 && passes >= 1 && lanes >= 1 && lanes <= 255 && length >= 4;
  return isPossible && memory >= 8 * lanes && memory <= 2 ** 20;
}

const argon2 = (variant: 'argon2d' | 'argon2i'): PipelineFunction => ({
  args: ['bytes', 'bytes', 'number', 'number', 'number', 'number'],
  size: (...sizes) => sizes[5] ?? 0,
  work: (_password, salt = 0, memory = 0, passes = 0, lanes = 0, length = 0) =>
    isArgon2Cost(salt, memory, passes, lanes, length) ? memory * passes * 0.6 : Infinity,
  run: (password, salt, memory, passes, parallelism, tagLength) =>
    argon2Sync(variant, {
      message: bytes(password),
      nonce: bytes(salt),
      memory: number(memory),
      passes: number(passes),
      parallelism: number(parallelism),
      tagLength: number(tagLength),
    }),
});

/** The library's numbering; its own enums exist only in its types. */
const VARIANTS = { argon2d: 0, argon2i: 1, argon2id: 2 } as const;

/** Version 1.0, which Node has not: `argon2i_v10(password, salt, memory, passes, parallelism, length)`. */
const argon2v10 = (variant: keyof typeof VARIANTS): PipelineFunction => ({
  ...argon2('argon2i'),
  run: (password, salt, memory, passes, parallelism, length) =>
    hashRawSync(bytes(password), {
      algorithm: VARIANTS[variant],
      version: 0,
      salt: bytes(salt),
      memoryCost: number(memory),
      timeCost: number(passes),
      parallelism: number(parallelism),
      outputLen: number(length),
    }),
});

/** What OpenSSL has no PBKDF2 for. The first block only, which is all that is ever compared. */
const pbkdf2 = (digest: DigestName, size: number, perRound: number): PipelineFunction =>
  rounded(
    size,
    () => perRound,
    (password, salt, rounds) => pbkdf2InJs(digest, password, bytes(salt), rounds),
  );

export const LEGACY_FUNCTIONS: Readonly<Record<string, PipelineFunction>> = {
  ...CRYPT,
  ...SINGLE,
  argon2d: argon2('argon2d'),
  argon2i: argon2('argon2i'),
  argon2d_v10: argon2v10('argon2d'),
  argon2i_v10: argon2v10('argon2i'),
  argon2id_v10: argon2v10('argon2id'),
  pbkdf2_md4: pbkdf2('md4', 16, 3),
  pbkdf2_whirlpool: pbkdf2('whirlpool', 64, 100),
};
