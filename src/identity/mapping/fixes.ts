/**
 * What the mapping corrects by itself, by name: each can be listed with how often it happened, and switched off.
 *
 * Off means that what would have needed it is a problem instead: nothing is sent on as it is because somebody wanted
 * to look first. Those that guess (names, broken accents) are off unless asked for.
 *
 * @module
 */
import { z } from 'zod';
import type { ProblemCode } from '../../problems/catalogue.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { IdentifierType, Profile } from '../identity.ts';
import { trimInvisible } from '../normalised.ts';

/** What each does, and whether it does so unless told otherwise: the table of docs/mapping.md. */
export const FIXES = {
  spaces: { on: true, does: 'White space and invisible characters off both ends of an identifier.' },
  unicode: { on: true, does: 'Identifiers in Unicode NFC: one spelling of every accent.' },
  host: { on: true, does: 'The host of an e-mail address in lower case and ASCII.' },
  phone: { on: true, does: 'Phone numbers in E.164.' },
  never: {
    on: true,
    does: 'Times that stand for "never" (0, 0000-00-00, 1970-01-01 at midnight) are no time.',
  },
  names: { on: false, does: 'Profile claims in NFC, without white space at the ends or twice inside.' },
  mojibake: { on: false, does: 'Profile claims whose UTF-8 was read as Windows-1252: `MÃ¼ller`.' },
} as const satisfies Record<string, { on: boolean; does: string }>;

export type FixName = keyof typeof FIXES;
export type Fixes = Readonly<Record<FixName, boolean>>;

export const FIX_NAMES = Object.keys(FIXES) as readonly FixName[];

const flag = (name: FixName) => z.boolean().default(FIXES[name].on).meta({ description: FIXES[name].does });

export const FixesConfig = z.strictObject({
  spaces: flag('spaces'),
  unicode: flag('unicode'),
  host: flag('host'),
  phone: flag('phone'),
  never: flag('never'),
  names: flag('names'),
  mojibake: flag('mojibake'),
} satisfies Record<FixName, z.ZodType<boolean, boolean | undefined>>);

/** Told of every correction, also of those that are switched off: for a preview. */
export type OnFix = (name: FixName, field: string) => void;

/** How identifiers and claims are cleaned. */
export interface Cleaning {
  readonly defaultCountry: string | undefined;
  readonly fixes: Fixes;
  readonly onFix?: OnFix | undefined;
}

/** What was corrected between the value as it was read and as it was normalised. */
function fixesBetween(type: IdentifierType, before: string, after: string): readonly FixName[] {
  const trimmed = trimInvisible(before);
  const composed = trimmed.normalize('NFC');
  const own = type === 'email' ? 'host' : 'phone';
  const needed: FixName[] = [];
  if (trimmed !== before) needed.push('spaces');
  if (composed !== trimmed) needed.push('unicode');
  if (type !== 'username' && composed !== after) needed.push(own);
  return needed;
}

const CODES = {
  email: 'EMAIL_INVALID',
  phone: 'PHONE_INVALID',
  username: 'USERNAME_INVALID',
} as const satisfies Record<IdentifierType, ProblemCode>;

/** Undefined: every correction that it needed is wanted. */
export function refuseFix(
  type: IdentifierType,
  before: string,
  after: string,
  field: string,
  { fixes, onFix }: Cleaning,
): RecordProblem | undefined {
  if (before === after) return undefined;
  const needed = fixesBetween(type, before, after);
  for (const name of needed) onFix?.(name, field);
  const unwanted = needed.find((name) => !fixes[name]);
  if (unwanted === undefined) return undefined;
  return { code: CODES[type], field, found: `it needs the fix "${unwanted}", which is switched off` };
}

export function fixProfile(profile: Profile, { fixes, onFix }: Cleaning): Profile {
  if (!fixes.names && !fixes.mojibake && onFix === undefined) return profile;
  let fixed = profile;
  for (const [claim, value] of Object.entries(profile)) {
    if (typeof value !== 'string') continue;
    const clean = fixClaim(value, `profile.${claim}`, { fixes, onFix });
    if (clean !== value) fixed = { ...fixed, [claim]: clean };
  }
  return fixed;
}

function fixClaim(value: string, field: string, { fixes, onFix }: Pick<Cleaning, 'fixes' | 'onFix'>): string {
  let clean = value;
  for (const [name, repair] of [
    ['mojibake', repairMojibake],
    ['names', tidy],
  ] as const) {
    const repaired = repair(clean);
    if (repaired === clean) continue;
    onFix?.(name, field);
    if (fixes[name]) clean = repaired;
  }
  return clean;
}

function tidy(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** UTF-8 of a letter of Europe, each byte shown as a letter of its own. */
const BROKEN = /[ÂÃÄÅâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/;

/** Windows-1252 where it differs from Latin-1 (https://encoding.spec.whatwg.org/index-windows-1252.txt). */
const WINDOWS_1252 = new Map(
  [...'€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'].map((letter, index) => [
    letter,
    0x80 + index,
  ]),
);

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Only where all of it is UTF-8 once its letters are bytes again; anything else is left as it is. */
function repairMojibake(text: string): string {
  if (!BROKEN.test(text)) return text;
  const bytes = [...text].map((letter) => WINDOWS_1252.get(letter) ?? letter.codePointAt(0) ?? 0x100);
  if (bytes.some((byte) => byte > 0xff)) return text;
  try {
    return utf8.decode(Uint8Array.from(bytes));
  } catch {
    return text;
  }
}
