/**
 * A customer as the `response` of Cognito's user migration trigger.
 *
 * Every value is text, booleans too. `sub` is never among them: Cognito makes its own, and answers "Incorrect username
 * or password" to whoever brings one. An alias is never taken away from another user.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
 * @module
 */
import type { Identity, Profile } from '../../identity/identity.ts';
import type { Customer } from '../hook.ts';
import { asTexts, chosen, isVerified } from '../wire/customer.ts';
import type { Config } from './config.ts';

export interface MigrationResponse {
  readonly userAttributes: Readonly<Record<string, string>>;
  /** Unset: Cognito asks the customer for a new password. */
  readonly finalUserStatus?: 'CONFIRMED';
  /** The customer did not sign up, so nobody welcomes them. */
  readonly messageAction: 'SUPPRESS';
  readonly desiredDeliveryMediums?: readonly ('EMAIL' | 'SMS')[];
  readonly forceAliasCreation: false;
}

/** Characters an attribute holds at most. */
const LONGEST = 2_048;

/** The only spelling Cognito takes. */
const BIRTHDATE = /^\d{4}-\d{2}-\d{2}$/;

const CLAIMS = [
  ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'profile', 'picture', 'website'],
  ...['gender', 'birthdate', 'zoneinfo', 'locale'],
] as readonly Exclude<keyof Profile, 'address'>[];

/** After a right password. Cognito does not hold it against the policy of the pool. */
export function afterPassword(customer: Customer, config: Config, mustChange: boolean): MigrationResponse {
  return {
    userAttributes: attributesOf(customer, config),
    ...(!mustChange && { finalUserStatus: 'CONFIRMED' as const }),
    messageAction: 'SUPPRESS',
    forceAliasCreation: false,
  };
}

/** For forgot-password. @returns undefined where nothing is verified: no code could be sent to them */
export function forReset(customer: Customer, config: Config): MigrationResponse | undefined {
  const { identity } = customer;
  const byEmail = isVerified(chosen(identity, 'email'));
  if (!byEmail && !isVerified(chosen(identity, 'phone'))) return undefined;
  return {
    userAttributes: attributesOf(customer, config),
    messageAction: 'SUPPRESS',
    desiredDeliveryMediums: [byEmail ? 'EMAIL' : 'SMS'],
    forceAliasCreation: false,
  };
}

function attributesOf({ identity, externalId }: Customer, config: Config): Readonly<Record<string, string>> {
  const told = {
    ...ownAttributes(identity, config),
    ...claimsOf(identity.profile),
    ...identifiersOf(identity),
    ...(config.externalIdAttribute !== undefined && { [config.externalIdAttribute]: externalId }),
  };
  return Object.fromEntries(Object.entries(told).filter(([, text]) => text.length <= LONGEST));
}

/** The user name is what was typed; Cognito takes it from there. */
function identifiersOf(identity: Identity): Readonly<Record<string, string>> {
  const email = chosen(identity, 'email');
  const phone = chosen(identity, 'phone');
  return {
    ...(email && { email: email.value, email_verified: String(isVerified(email)) }),
    ...(phone && { phone_number: phone.value, phone_number_verified: String(isVerified(phone)) }),
  };
}

function claimsOf(profile: Profile): Readonly<Record<string, string>> {
  const told: Record<string, string> = {};
  for (const claim of CLAIMS) {
    const text = profile[claim];
    if (text !== undefined && (claim !== 'birthdate' || BIRTHDATE.test(text))) told[claim] = text;
  }
  if (profile.address !== undefined)
    told.address = profile.address.formatted ?? JSON.stringify(profile.address);
  return told;
}

function ownAttributes({ attributes }: Identity, config: Config): Readonly<Record<string, string>> {
  const told: Record<string, string> = {};
  for (const [name, attribute] of Object.entries(config.attributes)) {
    const texts = asTexts(attributes[name] ?? null);
    if (texts.length > 0 && attribute !== 'sub') told[attribute] = texts.join(',');
  }
  return told;
}
