/**
 * Our rules for passwords held against those of the target: a customer must be able to keep both. Pure.
 *
 * @see https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver
 * @module
 */
import type { PasswordPolicy } from '../../targets/target.ts';
import { type CampaignCheck, fail, fine, warn } from './campaign-check.ts';
import type { JourneyPolicy } from './journey-policy.ts';

type Ours = JourneyPolicy['password'];

/** SP 800-63B-4 §3.1.1.2: verifiers SHOULD permit so many characters. */
const LONG_ENOUGH = 64;

const MIN_TITLE = 'The target takes passwords as long as ours must be';

/** @param theirs undefined: the target cannot say */
export function checkPasswordRules(ours: Ours, theirs: PasswordPolicy | undefined): readonly CampaignCheck[] {
  if (theirs === undefined)
    return [
      warn(
        'The rules of the target for passwords are known',
        'It does not say them, so customers learn them when a password is refused.',
        'Compare its settings with `reset.journey.password` yourself.',
      ),
    ];
  return [checkLengths(ours, theirs), ...checkComposition(theirs), ...checkUnseen(theirs)];
}

function checkLengths(ours: Ours, { minLength = 0, maxLength, maxBytes }: PasswordPolicy): CampaignCheck {
  const most = Math.min(maxLength ?? Number.POSITIVE_INFINITY, maxBytes ?? Number.POSITIVE_INFINITY);
  const unit = most === maxLength ? 'characters' : 'bytes';
  const least = Math.max(ours.minAlone, ours.minWithFactor);
  const raise = 'Raise it at the target, or lower `reset.journey.password.minAlone`.';
  if (most < least)
    return fail(MIN_TITLE, `It takes ${most} ${unit} at most; ours have at least ${least}.`, raise);
  if (minLength > ours.max)
    return fail(
      MIN_TITLE,
      `It wants at least ${minLength} characters; ours have at most ${ours.max}.`,
      'Raise `reset.journey.password.max`.',
    );
  if (most < LONG_ENOUGH)
    return warn(
      MIN_TITLE,
      `It takes ${most} ${unit} at most: a long sentence is refused (SP 800-63B-4 §3.1.1.2 wants 64 and more).`,
      'Raise it at the target.',
    );
  return fine(
    MIN_TITLE,
    most === Number.POSITIVE_INFINITY ? 'It names no end.' : `It takes ${most} ${unit}.`,
  );
}

const KINDS = {
  digits: 'digits',
  upper: 'capital letters',
  lower: 'lower-case letters',
  special: 'special characters',
} as const satisfies Partial<Record<keyof PasswordPolicy, string>>;

/** They are kept, because the target would refuse; and said, because they make passwords worse. */
function checkComposition(theirs: PasswordPolicy): readonly CampaignCheck[] {
  const demanded = Object.entries(KINDS).flatMap(([rule, name]) => {
    const count = theirs[rule as keyof typeof KINDS] ?? 0;
    return count > 0 ? [`${count} ${name}`] : [];
  });
  if (demanded.length === 0) return [];
  return [
    warn(
      'The target demands no kinds of characters',
      `It demands ${demanded.join(', ')}. Our page says so before anybody submits; SP 800-63B-4 §3.1.1.2 forbids such rules, and they drive customers to support.`,
      'Take them out of the policy of the target; our page looks for breached and common passwords instead.',
    ),
  ];
}

function checkUnseen({ history = 0, blocklist, other }: PasswordPolicy): readonly CampaignCheck[] {
  const unseen = [
    ...(history > 0 ? [`none of the last ${history} passwords`] : []),
    ...(blocklist === true ? ['a list of its own'] : []),
    ...other.map((rule) => rule.replace(/\.$/, '')),
  ];
  if (unseen.length === 0) return [];
  return [
    warn(
      'Our page can judge a password before it is sent to the target',
      `Only the target can judge: ${unseen.join('; ')}. Whoever breaks that hears it after submitting, and tries again.`,
      'Nothing has to be done.',
    ),
  ];
}
