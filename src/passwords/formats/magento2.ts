/**
 * Magento 2: `hash:salt:version`, where upgrades append versions and fold them over each other's hex text.
 *
 * Version 0 is MD5, 1 SHA-256, 2 Argon2id with libsodium's interactive limits, `3_<length>_<ops>_<memory>` Argon2id
 * with its own. The one salt goes in front in every digest layer, and into Argon2 as 16 bytes, repeated or cut.
 *
 * @see https://github.com/magento/magento2/blob/2.4-develop/lib/internal/Magento/Framework/Encryption/Encryptor.php
 * @module
 */
import { readHex, toHex, view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { DigestParts } from '../parts.ts';

const REFERENCE =
  'https://github.com/magento/magento2/blob/2.4-develop/lib/internal/Magento/Framework/Encryption/Encryptor.php';

/** Magento itself allows any number; three upgrades is the most its history offers. */
const MAX_LAYERS = 4;

function magentoFormat(id: string, title: string, shape: RegExp, frequency: 0 | 1 | 2 | 3): PasswordFormat {
  return {
    id,
    title,
    family: 'cms',
    foundIn: 'Magento 2, Adobe Commerce',
    rule: 'versions folded left to right over hex text, one salt',
    reference: REFERENCE,
    prefix: '',
    shape,
    frequency,
    needs: [],
    parse(text) {
      const [hex = '', salt = '', ...versions] = text.split(':');
      if (versions.length === 0 || !/^\d/.test(versions[0] ?? '')) return undefined;
      if (versions.length > MAX_LAYERS) throw new MalformedHash(id, `has more than ${MAX_LAYERS} layers`);
      const key = readHex(hex);
      if (key === undefined || key.length < 16)
        throw new MalformedHash(id, 'the hash is not hex of 16 bytes or more');
      return toParts(id, key, salt, versions);
    },
    format(parts) {
      const chain = parts.primitive === 'digest' ? parts.inputs.versions : undefined;
      const salt = parts.primitive === 'digest' ? parts.inputs.salt : undefined;
      if (parts.primitive !== 'digest' || !(chain instanceof Uint8Array) || !(salt instanceof Uint8Array))
        return '';
      return `${toHex(parts.key)}:${view(salt).toString('utf8')}:${view(chain).toString('latin1')}`;
    },
  };
}

function toParts(id: string, key: Uint8Array, salt: string, versions: readonly string[]): DigestParts {
  let rule = 'password';
  for (const [at, version] of versions.entries()) {
    const layer = layerRule(id, version, rule);
    rule = at === versions.length - 1 ? layer : `hex(${layer})`;
  }
  const saltBytes = Buffer.from(salt, 'utf8');
  const inputs = {
    salt: saltBytes,
    salt16: saltBytes.length === 0 ? Buffer.alloc(16) : Buffer.alloc(16, saltBytes),
    versions: Buffer.from(versions.join(':'), 'latin1'),
  };
  return { primitive: 'digest', rule, inputs, key };
}

function layerRule(id: string, version: string, inner: string): string {
  if (version === '0') return `md5(salt . ${inner})`;
  if (version === '1') return `sha256(salt . ${inner})`;
  // SODIUM_CRYPTO_PWHASH_*_INTERACTIVE: two passes, 64 MiB.
  if (version === '2') return `argon2id(${inner}, salt16, 65536, 2, 1, 32)`;
  const [, length = '', passes = '', memory = ''] = /^3_(\d{1,4})_(\d{1,10})_(\d{1,12})$/.exec(version) ?? [];
  const kib = Math.floor(Number(memory) / 1024);
  if (length === '' || Number(length) < 16 || Number(passes) < 1 || kib < 8) {
    throw new MalformedHash(id, 'a version is none of Magento');
  }
  return `argon2id(${inner}, salt16, ${kib}, ${Number(passes)}, 1, ${Number(length)})`;
}

export const MAGENTO2: readonly PasswordFormat[] = [
  magentoFormat('magento2-argon2id13', 'Magento 2, version 2', /^[0-9a-f]{64}:[^:]+:2$/, 3),
  magentoFormat('magento2-argon2id13-agnostic', 'Magento 2, version 3', /^[0-9a-f]+:[^:]+:3_\d+_\d+_\d+$/, 3),
  magentoFormat(
    'magento2-chain',
    'Magento 2, upgraded',
    /^[0-9a-f]+:[^:]+:(?:[012]|3_\d+_\d+_\d+)(?::(?:[012]|3_\d+_\d+_\d+))+$/,
    2,
  ),
];
