/**
 * CRC-32 as PHP's `crc32()` has it; Woltlab's oldest boards "hashed" with it.
 *
 * @module
 */
import { crc32 as checksum } from 'node:zlib';

export function crc32(message: Uint8Array): number {
  return checksum(message);
}
