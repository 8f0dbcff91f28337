/**
 * The declarative user profile of a realm as rules about fields.
 *
 * @see https://www.keycloak.org/docs/26.7.4/server_admin/#user-profile
 * @module
 */
import type { FieldRule } from '../settings.ts';
import { pathOfAttribute } from './attributes.ts';
import type { UserProfile } from './shapes.ts';

interface Circumstances {
  /** The required action VERIFY_PROFILE is on: only then is an existing user looked at again. */
  readonly verifies: boolean;
  readonly usernameEditable: boolean;
}

export function profileRules(profile: UserProfile, circumstances: Circumstances): readonly FieldRule[] {
  return profile.attributes.map((attribute) => toRule(attribute, circumstances));
}

type Attribute = UserProfile['attributes'][number];

function toRule(attribute: Attribute, { verifies, usernameEditable }: Circumstances): FieldRule {
  const { name, required, permissions, validations } = attribute;
  // What the user may not edit is not asked for, whatever it is.
  const editable = name === 'username' ? usernameEditable : (permissions?.edit ?? []).includes('user');
  const asked = verifies && editable;
  const isRequired = required && (required.roles?.includes('user') ?? true);
  return {
    path: pathOfAttribute(name),
    ...(asked && isRequired && name !== 'username' && { required: 'asked' as const }),
    broken: asked ? 'asked' : 'nothing',
    ...readValidators(validations ?? {}, asked),
  };
}

/**
 * What these two forbid (PersonNameProhibitedCharactersValidator and UsernameProhibitedCharactersValidator, 26.7.4): a
 * customer called "C & D" or "Müller (Berlin)" meets a form at the first login.
 */
const ALLOWED: Readonly<Record<string, string>> = {
  'person-name-prohibited-characters': String.raw`[^<>&"$%!#?§;*~/\\|^=\[\]{}()\x00-\x1f\x7f\x85\u2028\u2029]+`,
  'username-prohibited-characters': String.raw`[^<>&"'\s$%!#?§,;:*~/\\|^=\[\]{}()\x60\x00-\x1f\x7f]+`,
};

/** Ours are judged before they are staged, and more strictly. */
const JUDGED_ALREADY = new Set(['email']);

type Validators = NonNullable<Attribute['validations']>;

function readValidators(validators: Validators, asked: boolean): Partial<FieldRule> {
  const patterns: string[] = [];
  const untried: string[] = [];
  let rule: Partial<FieldRule> = {};
  for (const [name, settings] of Object.entries(validators)) {
    const pattern = ALLOWED[name] ?? (name === 'pattern' ? toPattern(settings?.pattern) : undefined);
    if (pattern !== undefined) patterns.push(pattern);
    else if (name === 'length') rule = { ...rule, ...readLength(settings ?? {}) };
    else if (name === 'options' && Array.isArray(settings?.options))
      rule = { ...rule, options: settings.options.map(String) };
    else if (asked && !JUDGED_ALREADY.has(name)) untried.push(name);
  }
  return {
    ...rule,
    ...(patterns.length > 0 && { patterns }),
    ...(untried.length > 0 && { untried }),
  };
}

function readLength({ min, max }: Readonly<Record<string, unknown>>): Partial<FieldRule> {
  const [least, most] = [min, max].map((bound) => Number.parseInt(String(bound), 10));
  return {
    ...(Number.isInteger(least) && { min: least }),
    ...(Number.isInteger(most) && { max: most }),
  } as Partial<FieldRule>;
}

/** Java's expressions are nearly JavaScript's; one that is not cannot be tried from here. */
function toPattern(written: unknown): string | undefined {
  if (typeof written !== 'string') return undefined;
  try {
    new RegExp(written, 'u');
    return written;
  } catch {
    return undefined;
  }
}
