/**
 * Whom a network address stands for, to a throttle: one IPv4 address, or the 64 bits of IPv6 that one household or one
 * server is given. Whoever counted whole IPv6 addresses would give everybody 2^64 tries.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6177#section-2
 * @module
 */
import { isIP } from 'node:net';

const GROUPS = 8;
/** Of a network: 64 bits. */
const KEPT = 4;

/** What is no address stays as it is. */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIP(plain) !== 6) return address;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const middle = tail === undefined ? [] : Array<string>(GROUPS - before.length - after.length).fill('0');
  const groups = [...before, ...middle, ...after]
    .slice(0, KEPT)
    .map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(':')}::/64`;
}

/** An IPv4 address at the end is two groups, and lies behind the network. */
function groupsOf(part: string): readonly string[] {
  return part.split(':').flatMap((group) => (group === '' ? [] : group.includes('.') ? ['0', '0'] : [group]));
}
