/**
 * scrypt parameters packed into one hex number, `log2 N << 16 | r << 8 | p`: Spring Security and lambdaworks.
 *
 * @see https://docs.spring.io/spring-security/reference/features/authentication/password-storage.html
 * @see https://github.com/wg/scrypt
 * @module
 */
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import { compileLayout } from '../layout.ts';

function packedScrypt(
  id: string,
  title: string,
  foundIn: string,
  mark: string,
  shape: RegExp,
): PasswordFormat {
  const layout = compileLayout(`${mark}<packed:hexnumber>$<salt:base64>$<key:base64*32>`);
  return {
    id,
    title,
    family: mark === '$s0$' ? 'scrypt' : 'java',
    foundIn,
    rule: 'scrypt(password, salt, N, r, p)',
    reference:
      'https://docs.spring.io/spring-security/reference/features/authentication/password-storage.html',
    prefix: mark,
    shape,
    frequency: mark === '$' ? 0 : 1,
    needs: [],
    parse(text) {
      const fields = layout.read(text, id);
      if (fields === undefined) return undefined;
      const { packed, salt, key } = fields;
      if (typeof packed !== 'number' || !(salt instanceof Uint8Array) || !(key instanceof Uint8Array)) {
        throw new MalformedHash(id, 'a field is missing');
      }
      const logN = Math.floor(packed / 2 ** 16);
      if (logN < 1 || logN > 62) throw new MalformedHash(id, 'the packed cost is out of range');
      return { primitive: 'scrypt', N: 2 ** logN, r: (packed >>> 8) & 255, p: packed & 255, salt, key };
    },
    format(parts) {
      if (parts.primitive !== 'scrypt') return '';
      const packed = Math.log2(parts.N) * 2 ** 16 + parts.r * 2 ** 8 + parts.p;
      return layout.write({ packed, salt: parts.salt, key: parts.key });
    },
  };
}

const BODY = '[0-9a-f]{5,8}\\$[A-Za-z0-9+/]+={0,2}\\$[A-Za-z0-9+/]+={0,2}$';

export const lambdaworksScrypt = packedScrypt(
  'lambdaworks-scrypt',
  'lambdaworks scrypt',
  'Java com.lambdaworks.scrypt, Play',
  '$s0$',
  new RegExp(`^\\$s0\\$${BODY}`),
);
export const springScrypt = packedScrypt(
  'spring-scrypt',
  'Spring {scrypt}',
  'Spring Security up to 5.7',
  '{scrypt}$',
  new RegExp(`^\\{scrypt\\}\\$${BODY}`),
);
export const springScryptV58 = packedScrypt(
  'spring-scrypt-v5.8',
  'Spring {scrypt@SpringSecurity_v5_8}',
  'Spring Security 5.8 and later',
  '{scrypt@SpringSecurity_v5_8}$',
  new RegExp(`^\\{scrypt@SpringSecurity_v5_8\\}\\$${BODY}`),
);
export const springScryptRaw = packedScrypt(
  'spring-scrypt-raw',
  'Spring SCryptPasswordEncoder',
  'Spring Security without a delegating encoder',
  '$',
  new RegExp(`^\\$${BODY}`),
);
