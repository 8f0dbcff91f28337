/**
 * What a stored hash says once it is taken apart: one shape per primitive.
 *
 * Parts are plain data. A verifier computes from them, a target writes them into its own envelope, a worker
 * thread receives them. They hold everything the computation needs, site secrets included, so they are as
 * secret as the hash itself.
 *
 * @module
 */

export type DigestName =
  | 'md4'
  | 'md5'
  | 'sha1'
  | 'sha224'
  | 'sha256'
  | 'sha384'
  | 'sha512'
  | 'sha3-224'
  | 'sha3-256'
  | 'sha3-384'
  | 'sha3-512'
  | 'ripemd160'
  | 'whirlpool'
  | 'sm3'
  | 'blake2b512';

/** What happens to the password before the primitive sees it, in pipeline notation: `hex(sha256(password))`. */
export interface Prepare {
  readonly rule: string;
  /** Values of the names in the rule other than `password`. */
  readonly inputs: Inputs;
}

export type Inputs = Readonly<Record<string, Uint8Array | number>>;

interface Prepared {
  readonly prehash?: Prepare;
}

export interface BcryptParts extends Prepared {
  readonly primitive: 'bcrypt';
  readonly variant: '2' | '2a' | '2b' | '2x' | '2y';
  readonly cost: number;
  /** The whole `$2b$10$…` text, 60 characters (59 for `$2$`). */
  readonly text: string;
  /** `cut`: the password ends at its first NUL, as C and PHP read it. `both`: either reading is accepted. */
  readonly nul: 'data' | 'cut' | 'both';
}

export interface Argon2Parts extends Prepared {
  readonly primitive: 'argon2';
  readonly variant: 'i' | 'd' | 'id';
  readonly version: 16 | 19;
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Uint8Array;
  readonly key: Uint8Array;
  readonly secret?: Uint8Array;
  readonly associatedData?: Uint8Array;
}

export interface ScryptParts extends Prepared {
  readonly primitive: 'scrypt';
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Uint8Array;
  readonly key: Uint8Array;
}

/** Firebase: the scrypt key encrypts the project's signer key, and the ciphertext is what is stored. */
export interface FirebaseScryptParts extends Prepared {
  readonly primitive: 'firebase-scrypt';
  /** scrypt's r. */
  readonly rounds: number;
  /** log2 of scrypt's N. */
  readonly memCost: number;
  readonly salt: Uint8Array;
  readonly saltSeparator: Uint8Array;
  readonly signerKey: Uint8Array;
  readonly key: Uint8Array;
}

export interface Pbkdf2Parts extends Prepared {
  readonly primitive: 'pbkdf2';
  readonly digest: DigestName;
  readonly iterations: number;
  readonly salt: Uint8Array;
  readonly key: Uint8Array;
}

/** Any arrangement of digests, HMACs and loops, as a rule in pipeline notation. */
export interface DigestParts {
  readonly primitive: 'digest';
  readonly rule: string;
  readonly inputs: Inputs;
  readonly key: Uint8Array;
}

export interface PhpassParts extends Prepared {
  readonly primitive: 'phpass';
  readonly digest: 'md5' | 'sha512';
  readonly logRounds: number;
  readonly salt: string;
  /** As stored, in phpass' own base 64; Drupal cuts it. */
  readonly key: string;
  /** Passwords longer than this many bytes never match there. */
  readonly maxPassword: number;
}

export interface CryptParts extends Prepared {
  readonly primitive: 'crypt';
  readonly scheme: CryptScheme;
  /** Absent where the scheme has a fixed number. */
  readonly rounds?: number;
  /** yescrypt's costs. */
  readonly setting?: YescryptSetting;
  readonly salt: Uint8Array;
  /** The digest in the scheme's own base 64. */
  readonly key: string;
}

export interface YescryptSetting {
  /** Everything before the digest, salt included. */
  readonly text: string;
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly t: number;
}

export type CryptScheme =
  | 'md5crypt'
  | 'apr1'
  | 'aix-smd5'
  | 'sha256crypt'
  | 'sha512crypt'
  | 'sm3crypt'
  | 'sha1crypt'
  | 'sun-md5'
  | 'descrypt'
  | 'bsdicrypt'
  | 'bigcrypt'
  | 'crypt16'
  | 'yescrypt'
  | 'gost-yescrypt'
  | 'sm3-yescrypt';

/** Schemes that exist once and fit no other shape; each has a file in `primitives/`. */
export interface OwnParts extends Prepared {
  readonly primitive: 'own';
  readonly scheme: OwnScheme;
  readonly inputs: Inputs;
  readonly key: Uint8Array;
}

export type OwnScheme =
  | 'cram-md5'
  | 'lmhash'
  | 'oracle10'
  | 'mysql323'
  | 'mariadb-ed25519'
  | 'otp'
  | 'cisco-pix'
  | 'cisco-asa'
  | 'cisco-type7'
  | 'domino5'
  | 'domino6'
  | 'domino8'
  | 'sap-b'
  | 'sap-g';

/** An account nobody can log in to with a password. */
export interface DisabledParts {
  readonly primitive: 'disabled';
  readonly meaning: string;
}

export type HashParts =
  | BcryptParts
  | Argon2Parts
  | ScryptParts
  | FirebaseScryptParts
  | Pbkdf2Parts
  | DigestParts
  | PhpassParts
  | CryptParts
  | OwnParts
  | DisabledParts;
