/**
 * Measured speeds of guessing, each with where it was published. All are of one NVIDIA RTX 4090, so that they can be
 * compared; what was not measured on it is not here.
 *
 * @module
 */

/** Where a rate stands written. */
export interface RateSource {
  readonly title: string;
  readonly url: string;
}

export interface AttackRate {
  /** Units of work a second. */
  readonly perSecond: number;
  readonly source: RateSource;
}

/** Read there on 2026-11-20: the file `Nvidia RTX 4090 24 GB, 128MCU`, workload profile 4. */
const PHCS: RateSource = {
  title: 'PHCS, hashcat 6.2.3 on one RTX 4090',
  url: 'https://github.com/PHCS-gh/Hashcat-benchmark',
};

/**
 * As a dozen public repositories quote it; the gist itself could not be opened when this was written. Where both have a
 * figure they differ by 1 % (SHA-256) to 24 % (bcrypt).
 */
const CROLEY: RateSource = {
  title: 'S. Croley, hashcat 6.2.6 on one RTX 4090 (2022-10)',
  url: 'https://gist.github.com/Chick3nman/32e662a5bb63bc4f51b847bb422222fd',
};

/** Read there on 2026-11-20. */
const NFI: RateSource = {
  title: 'Netherlands Forensic Institute, Argon2id for hashcat, on one RTX 4090 (2025-07)',
  url: 'https://github.com/hashcat/hashcat/pull/4284',
};

/** Guesses of one block: the digest alone. */
export const DIGEST_RATES = {
  /** As NTLM (mode 1000), which is MD4 of one block. */
  md4: { perSecond: 244.9e9, source: PHCS },
  md5: { perSecond: 148.0e9, source: PHCS },
  sha1: { perSecond: 49.2072e9, source: PHCS },
  sha256: { perSecond: 21.5393e9, source: PHCS },
  sha512: { perSecond: 7.2634e9, source: PHCS },
} as const satisfies Readonly<Record<string, AttackRate>>;

/** Rounds of PBKDF2: one HMAC each, its pads prepared. */
export const PBKDF2_RATES = {
  /** WPA (mode 22000): 4,096 rounds for each of two blocks of SHA-1 at 2,539.8 kH/s. */
  sha1: { perSecond: 2_539.8e3 * 4096 * 2, source: PHCS },
  /** RAR 5 (mode 13000): 32,800 rounds at 271.4 kH/s. */
  sha256: { perSecond: 271.4e3 * 32_800, source: PHCS },
  /** macOS (mode 7100): 1,024 rounds at 3,122.2 kH/s. */
  sha512: { perSecond: 3_122.2e3 * 1024, source: PHCS },
} as const satisfies Readonly<Record<string, AttackRate>>;

/** Rounds of bcrypt: 32 of them (cost 5) at 241.8 kH/s. */
export const BCRYPT: AttackRate = { perSecond: 241.8e3 * 32, source: PHCS };

/**
 * N · r · p of scrypt: 16,384 · 8 · 1 at 7,126 H/s. Bound by memory, so by the product. Others measured 5,703
 * (https://github.com/hashcat/hashcat/pull/3950).
 */
export const SCRYPT: AttackRate = { perSecond: 7_126 * 16_384 * 8, source: CROLEY };

/** KiB times passes of Argon2id: 65,536 · 3 at 1,667 H/s. */
export const ARGON2: AttackRate = { perSecond: 1_667 * 65_536 * 3, source: NFI };

/** Whole guesses of DES crypt, its 25 passes included. */
export const DESCRYPT: AttackRate = { perSecond: 6_106.2e6, source: PHCS };

/** Whole guesses of LM: one pass of DES, seven characters at a time. */
export const LM: AttackRate = { perSecond: 141.0e9, source: PHCS };

/** Rounds of MD5 crypt: 1,000 at 64,981 kH/s. */
export const MD5CRYPT: AttackRate = { perSecond: 64_981e3 * 1000, source: PHCS };

/** Rounds of SHA-512 crypt: 5,000 at 1,155 kH/s. */
export const SHA512CRYPT: AttackRate = { perSecond: 1_155e3 * 5000, source: PHCS };

/**
 * The modest attacker has a third of one such card: a GTX 1080 Ti does 536 guesses where it does 1,667
 * (https://github.com/hashcat/hashcat/pull/4284). The well-funded one has thirty of them, which is our choice and no
 * measurement.
 */
export const RANGE = { low: 1 / 3, high: 30 } as const;
