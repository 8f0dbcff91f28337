/**
 * ASP.NET Identity: base 64 of a marker byte and what follows from it.
 *
 * Version 2 is `0x00`, 16 bytes of salt, 32 of PBKDF2-SHA1 at 1,000 rounds: exactly 49 bytes. Version 3 is `0x01`,
 * the digest, the rounds and the salt's length as big-endian 32 bits, then salt and key.
 *
 * @see https://github.com/dotnet/aspnetcore/blob/main/src/Identity/Extensions.Core/src/PasswordHasher.cs
 * @module
 */
import { readBase64, toBase64, view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { Pbkdf2Parts } from '../parts.ts';

const REFERENCE =
  'https://github.com/dotnet/aspnetcore/blob/main/src/Identity/Extensions.Core/src/PasswordHasher.cs';
/** KeyDerivationPrf of .NET, by its number. */
const PRFS = ['sha1', 'sha256', 'sha512'] as const satisfies readonly Pbkdf2Parts['digest'][];
/** PasswordHasher refuses shorter ones as damage. */
const MIN_BYTES = 16;

export const aspnetIdentityV2: PasswordFormat = {
  id: 'aspnet-identity-v2',
  title: 'ASP.NET Identity 2',
  family: 'dotnet',
  foundIn: 'ASP.NET Identity 1 and 2',
  rule: 'pbkdf2_sha1(password, salt, 1000, 32)',
  reference: REFERENCE,
  prefix: 'A',
  shape: /^A[A-P][A-Za-z0-9+/]{64}==$/,
  frequency: 2,
  needs: [],
  parse(text) {
    const bytes = readBase64(text);
    if (bytes === undefined || bytes[0] !== 0) return undefined;
    if (bytes.length !== 49) throw new MalformedHash(this.id, `expected 49 bytes, found ${bytes.length}`);
    return {
      primitive: 'pbkdf2',
      digest: 'sha1',
      iterations: 1000,
      salt: bytes.subarray(1, 17),
      key: bytes.subarray(17),
    };
  },
  format: (parts) =>
    parts.primitive === 'pbkdf2' ? toBase64(Buffer.concat([Uint8Array.of(0), parts.salt, parts.key])) : '',
};

export const aspnetIdentityV3: PasswordFormat = {
  id: 'aspnet-identity-v3',
  title: 'ASP.NET Core Identity 3',
  family: 'dotnet',
  foundIn: 'ASP.NET Core Identity, ABP, Orchard Core',
  rule: 'PBKDF2-HMAC(password, salt, iterations)',
  reference: REFERENCE,
  aliases: ['aspnet-identity'],
  prefix: 'AQAAAA',
  shape: /^AQAAAA[A-Za-z0-9+/]+={0,2}$/,
  frequency: 3,
  needs: [],
  parse(text) {
    const bytes = readBase64(text);
    if (bytes === undefined || bytes[0] !== 1) return undefined;
    return parseV3(this.id, view(bytes));
  },
  format(parts) {
    const prf = parts.primitive === 'pbkdf2' ? prfNumber(parts.digest) : -1;
    if (parts.primitive !== 'pbkdf2' || prf < 0) return '';
    const header = Buffer.alloc(13);
    header.writeUInt8(1);
    header.writeUInt32BE(prf, 1);
    header.writeUInt32BE(parts.iterations, 5);
    header.writeUInt32BE(parts.salt.length, 9);
    return toBase64(Buffer.concat([header, parts.salt, parts.key]));
  },
};

/** -1 for a digest that .NET has no number for. */
function prfNumber(digest: Pbkdf2Parts['digest']): number {
  const names: readonly string[] = PRFS;
  return names.indexOf(digest);
}

function parseV3(id: string, bytes: Buffer): Pbkdf2Parts {
  if (bytes.length < 13 + 2 * MIN_BYTES) throw new MalformedHash(id, `only ${bytes.length} bytes`);
  const digest = PRFS[bytes.readUInt32BE(1)];
  if (digest === undefined) throw new MalformedHash(id, 'the digest is none of SHA-1, SHA-256 and SHA-512');
  const saltLength = bytes.readUInt32BE(9);
  const end = 13 + saltLength;
  if (saltLength < MIN_BYTES || end + MIN_BYTES > bytes.length)
    throw new MalformedHash(id, 'the salt has a wrong length');
  return {
    primitive: 'pbkdf2',
    digest,
    iterations: bytes.readUInt32BE(5),
    salt: bytes.subarray(13, end),
    key: bytes.subarray(end),
  };
}
