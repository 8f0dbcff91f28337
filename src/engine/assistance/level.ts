/**
 * What support has checked before somebody is helped back in, in the words of SP 800-63A-4, and which level that makes.
 *
 * Closed lists only: a check names kinds, never the number on a document. What a customer knows (a birthday, the last
 * order) is no check here: knowledge proves nobody any more, and stands in no list of the standard.
 *
 * @see https://pages.nist.gov/800-63-4/sp800-63a/ial
 * @module
 */
import { z } from 'zod';
import { didYouMean } from '../../identity/mapping/nearest.ts';
import { FootbridgeError } from '../../problems/problem.ts';

export const LEVELS = ['IAL1', 'IAL2'] as const;
export type Level = (typeof LEVELS)[number];

export const STRENGTHS = ['fair', 'strong', 'superior'] as const;
export type Strength = (typeof STRENGTHS)[number];

/**
 * Kinds of evidence: the strongest that each can be, and whether a face is on it (SP 800-63A-4, appendix A: examples).
 */
export const EVIDENCE = {
  passport: { most: 'superior', portrait: true },
  'national-id': { most: 'superior', portrait: true },
  'residence-permit': { most: 'superior', portrait: true },
  'mobile-driving-licence': { most: 'superior', portrait: true },
  'driving-licence': { most: 'strong', portrait: true },
  'staff-or-student-card': { most: 'fair', portrait: true },
  'health-card': { most: 'fair', portrait: false },
  'bank-account': { most: 'fair', portrait: false },
  'phone-account': { most: 'fair', portrait: false },
} as const satisfies Record<string, { readonly most: Strength; readonly portrait: boolean }>;
export type Evidence = keyof typeof EVIDENCE;

/** How it was found to be genuine. */
export const VALIDATIONS = [
  'digital-signature',
  'issuing-source',
  'automated-scan',
  'visual-inspection',
  'tactile-inspection',
] as const;

/** How it was found to be theirs. `postal-code`: a confirmation code by post to an address on the evidence. */
export const VERIFICATIONS = [
  'confirmation-code',
  'postal-code',
  'transaction',
  'authentication',
  'visual-comparison',
  'biometric-comparison',
] as const;

export const Check = z.strictObject({
  strength: z.enum(STRENGTHS),
  evidence: z.enum(Object.keys(EVIDENCE) as [Evidence, ...Evidence[]]),
  validated: z.enum(VALIDATIONS),
  verified: z.enum(VERIFICATIONS),
});
export type Check = z.output<typeof Check>;

/** undefined: the checks make that level. Otherwise what is missing, as a sentence. */
export function missingFor(level: Level, checks: readonly Check[]): string | undefined {
  const tooStrong = checks.find(({ strength, evidence }) => rank(strength) > rank(EVIDENCE[evidence].most));
  if (tooStrong !== undefined) return `${tooStrong.evidence} is at most ${EVIDENCE[tooStrong.evidence].most}`;
  return level === 'IAL1' ? missingForOne(checks) : missingForTwo(checks);
}

/** One piece that was validated and verified; a fair one only with a face on it, or validated digitally. */
function missingForOne(checks: readonly Check[]): string | undefined {
  const counts = (check: Check) => strengthOf(check) !== 'fair' || isFirmEnough(check);
  return checks.some(counts)
    ? undefined
    : 'IAL1 needs one piece of evidence: strong, or fair with a portrait or validated digitally';
}

/** Superior; or strong with another that is fair or strong. All of them verified, as their strength demands. */
function missingForTwo(checks: readonly Check[]): string | undefined {
  const loose = checks.find(
    (check) => strengthOf(check) !== 'fair' && check.verified === 'confirmation-code',
  );
  if (loose !== undefined) {
    return `at IAL2 ${loose.evidence} is not verified by a confirmation code, unless it went by post`;
  }
  const strengths = checks.map(strengthOf);
  if (strengths.includes('superior')) return undefined;
  if (strengths.includes('strong') && new Set(checks.map(({ evidence }) => evidence)).size > 1)
    return undefined;
  return 'IAL2 needs one superior piece of evidence, or a strong one and another that is fair or strong';
}

function isFirmEnough({ evidence, validated }: Check): boolean {
  return EVIDENCE[evidence].portrait || validated === 'digital-signature' || validated === 'issuing-source';
}

/** Superior evidence whose signature nobody verified is strong evidence (§4.2.4). */
function strengthOf({ strength, validated }: Check): Strength {
  return strength === 'superior' && validated !== 'digital-signature' ? 'strong' : strength;
}

function rank(strength: Strength): number {
  return STRENGTHS.indexOf(strength);
}

/**
 * `strong driving-licence visual-inspection visual-comparison`, in any order.
 *
 * @throws {FootbridgeError} USAGE_WRONG with the word that is not known
 */
export function parseCheck(text: string): Check {
  const found: Record<string, string> = {};
  for (const word of text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean)) {
    const part = partOf(word);
    if (part === undefined) {
      throw new FootbridgeError(
        'USAGE_WRONG',
        `--check: "${shorten(word)}" is no word of it${didYouMean(word, WORDS)}`,
      );
    }
    if (found[part] !== undefined)
      throw new FootbridgeError('USAGE_WRONG', `--check says ${PARTS[part]} twice`);
    found[part] = word;
  }
  const check = Check.safeParse(found);
  if (check.success) return check.data;
  const lacking = (Object.keys(PARTS) as Part[]).filter((part) => found[part] === undefined);
  throw new FootbridgeError(
    'USAGE_WRONG',
    `--check lacks ${lacking.map((part) => PARTS[part]).join(' and ')}; docs/assistance.md has the words`,
  );
}

const PARTS = {
  strength: 'how strong the evidence is',
  evidence: 'what the evidence is',
  validated: 'how it was validated',
  verified: 'how it was verified',
} as const;
type Part = keyof typeof PARTS;

const LISTS: Readonly<Record<Part, readonly string[]>> = {
  strength: STRENGTHS,
  evidence: Object.keys(EVIDENCE),
  validated: VALIDATIONS,
  verified: VERIFICATIONS,
};

const WORDS: readonly string[] = Object.values(LISTS).flat();

function partOf(word: string): Part | undefined {
  return (Object.keys(LISTS) as Part[]).find((part) => LISTS[part].includes(word));
}

/** Characters: somebody may have typed the number of a document. */
const SHOWN = 24;

function shorten(word: string): string {
  return /\d/.test(word) ? '(a number)' : word.slice(0, SHOWN);
}
