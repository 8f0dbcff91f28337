/**
 * What values look like: whether the sample of a column bears out what its name says, and which rule reads it.
 *
 * @module
 */
import { normaliseEmail } from '../email.ts';
import { OPERATIONS } from '../operation.ts';
import { normalisePhone } from '../phone.ts';
import { normaliseUsername } from '../username.ts';
import { toBoolean } from './coerce.ts';
import type { MappingInput } from './config.ts';
import { Fault } from './fault.ts';
import type { Look } from './hints.ts';
import { readTimestamp, type TimeUnit } from './timestamp.ts';
import { readTotpSecret } from './totp-secret.ts';

type RuleInput = NonNullable<MappingInput['operation']>;

/** A rule that reads the column, and what was seen; or why there is none. */
export type Judgement = { readonly rule: RuleInput; readonly seen: string } | { readonly refused: string };

/** Nine in ten: an old column holds some rubbish, and rubbish is for the import to report. */
const MOST = 0.9;
/** Of times nearly all: a unit that is wrong for one row in fifty is wrong for that customer for ever. */
const NEARLY_ALL = 0.99;

/** Structure of a hash: a prefix between signs, a long hex or base64 text. Plain passwords have none of them. */
const HASH = /^(?:[$_{]|[a-z0-9_]+[$:]|[0-9a-f]{32,}$|[a-z0-9+/=_-]{24,}$|:[AB]:)|^[!*]/i;

/** Begins with the mark of a common format: no other column does. */
const MARKED_HASH =
  /^(?:\$2[abxy]\$|\$argon2|\$wp\$|\$[PHS156y]\$|pbkdf2[_:]|scrypt:|bcrypt|\{(?:S?SHA|CRYPT|bcrypt))/;

/** Whose rule depends on the values. */
const NEEDS_VALUES: ReadonlySet<Look> = new Set([
  'time',
  'enabled',
  'disabled',
  'status',
  'operation',
  'list',
]);

/** @param values of the sample, none of them empty */
export function judge(look: Look, path: string, values: readonly unknown[]): Judgement {
  if (values.length === 0) {
    return NEEDS_VALUES.has(look) ? { refused: 'no value was seen' } : { rule: path, seen: 'no value seen' };
  }
  switch (look) {
    case 'email':
      return most(values, (text) => 'key' in normaliseEmail(text), path, 'e-mail addresses');
    case 'phone':
      return most(
        values,
        (text) => 'key' in normalisePhone(text),
        path,
        'phone numbers with their country',
        '; set `defaultCountry` if they are national',
      );
    case 'username':
      return most(values, (text) => 'key' in normaliseUsername(text), path, 'names without spaces');
    case 'hash':
      return most(values, (text) => HASH.test(text), path, 'hashes');
    case 'marked-hash':
      return most(values, (text) => MARKED_HASH.test(text), path, 'hashes');
    case 'totp':
      return most(
        values,
        (text) => !(readTotpSecret(text) instanceof Fault),
        path,
        'base32',
        '; another encoding, or encrypted',
      );
    case 'id':
      return judgeId(path, values);
    case 'flag':
      return judgeFlag(path, values);
    case 'time':
      return judgeTime(path, values);
    case 'enabled':
      return judgeSwitch(path, values, { true: 'active', false: 'disabled' });
    case 'disabled':
      return judgeSwitch(path, values, { true: 'disabled', false: 'active' });
    case 'status':
      return judgeWords(path, values, ['active', 'disabled', 'locked', 'invited']);
    case 'operation':
      return judgeWords(path, values, OPERATIONS);
    case 'list':
      return judgeList(path, values);
    case 'salt':
    case 'text':
      return isText(values) ? { rule: path, seen: 'texts' } : { refused: 'its values are lists or objects' };
  }
}

function most(
  values: readonly unknown[],
  fits: (text: string) => boolean,
  path: string,
  what: string,
  advice = '',
): Judgement {
  const share =
    values.filter((value) => typeof value !== 'object' && fits(String(value))).length / values.length;
  if (share >= MOST) return { rule: path, seen: share === 1 ? what : `${what}, with exceptions` };
  return { refused: `its values are not all ${what}${advice}` };
}

function judgeId(path: string, values: readonly unknown[]): Judgement {
  if (!isText(values)) return { refused: 'its values are lists or objects' };
  if (new Set(values.map(String)).size < values.length) return { refused: 'its values repeat' };
  return { rule: path, seen: 'no value twice' };
}

function judgeFlag(path: string, values: readonly unknown[]): Judgement {
  if (values.every((value) => typeof toBoolean(value) === 'boolean'))
    return { rule: path, seen: 'yes and no' };
  if (values.every(isTimeLike)) {
    return { rule: { from: path, transform: 'present' }, seen: 'times; being filled in means yes' };
  }
  return { refused: 'its values are neither yes and no nor times' };
}

function judgeSwitch(path: string, values: readonly unknown[], words: Record<string, string>): Judgement {
  if (!values.every((value) => typeof toBoolean(value) === 'boolean'))
    return { refused: 'its values are not yes and no' };
  return { rule: { from: path, transform: 'boolean', values: words }, seen: 'yes and no' };
}

function judgeWords(path: string, values: readonly unknown[], words: readonly string[]): Judgement {
  const known = values.every((value) => words.includes(String(value).trim().toLowerCase()));
  if (known) return { rule: path, seen: words.join(', ') };
  return {
    refused: `its words are not all ours (${words.join(', ')}): say with \`values\` which means which`,
  };
}

function judgeList(path: string, values: readonly unknown[]): Judgement {
  if (values.every((value) => Array.isArray(value) && isText(value))) return { rule: path, seen: 'lists' };
  if (!isText(values)) return { refused: 'its values are objects' };
  const separator = [',', ';', '|'].find((one) => values.some((value) => String(value).includes(one)));
  if (separator === undefined) return { rule: path, seen: 'one name each' };
  return { rule: { from: path, split: separator }, seen: `names with "${separator}" between them` };
}

function judgeTime(path: string, values: readonly unknown[]): Judgement {
  if (shareOfTimes(values, {}) >= NEARLY_ALL) return { rule: path, seen: 'times with their zone' };
  const unit = (['s', 'ms', 'us', 'ticks'] as const).find(
    (one) => shareOfTimes(values, { unit: one }) >= NEARLY_ALL,
  );
  if (unit !== undefined)
    return { rule: { from: path, transform: { timestamp: { unit } } }, seen: `numbers in "${unit}"` };
  if (shareOfTimes(values, { zone: 'UTC' }) >= NEARLY_ALL) {
    return { refused: 'its times have no zone: map it with {"timestamp": {"zone": …}}' };
  }
  return { refused: 'its values are not all times, or not in one unit' };
}

function shareOfTimes(values: readonly unknown[], reading: { unit?: TimeUnit; zone?: string }): number {
  return values.filter((value) => !(readTimestamp(value, reading) instanceof Fault)).length / values.length;
}

function isTimeLike(value: unknown): boolean {
  return 'rule' in judgeTime('', [value]) || shareOfTimes([value], { zone: 'UTC' }) === 1;
}

function isText(values: readonly unknown[]): boolean {
  return values.every((value) => typeof value !== 'object');
}
