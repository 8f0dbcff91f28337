/**
 * Makes a customer who has not crossed yet an EmailPassword user of SuperTokens.
 *
 * Whose a user is stands in the mapping of user ids: the external id is the customer's UUID, and the info beside it
 * says `footbridge:waiting` while nobody but us knows the password, `footbridge:crossed` afterwards. The mapping is
 * made before any session or metadata, as SuperTokens requires. A user with the same e-mail address whom we did not
 * make is somebody else. Accounts are not linked here: that is the application's own setting, at its own sign-in.
 *
 * @see https://supertokens.com/docs/migration/account-migration
 * @see https://supertokens.com/docs/post-authentication/user-management/user-id-mapping
 * @module
 */
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import * as SuperTokens from 'supertokens-node';
import type { APIOptions } from 'supertokens-node/recipe/emailpassword';
import * as EmailVerification from 'supertokens-node/recipe/emailverification';
import type { UserContext } from 'supertokens-node/types';
import type { Customer } from '../hooks/hook.ts';
import { identifierKey } from '../identity/identifier.ts';

/** For the mapping that another process is about to make; milliseconds. */
const LOOKS = 10;
const BETWEEN_LOOKS = 50;

const WAITING = 'footbridge:waiting';
const CROSSED = 'footbridge:crossed';

/** What every call into SuperTokens needs to know of the request it belongs to. */
export interface Within {
  readonly tenantId: string;
  readonly options: APIOptions;
  readonly userContext: UserContext;
}

/** An EmailPassword user with an address. `theirs`: no migration made it. */
export interface LocalUser {
  readonly userId: string;
  readonly standing: 'waiting' | 'crossed' | 'theirs';
}

/**
 * Read without the request's user context: SuperTokens keeps there what it read once, and would go on with a user as
 * it was before we wrote.
 */
export async function findLocal(email: string, { tenantId }: Within): Promise<LocalUser | undefined> {
  const users = await SuperTokens.listUsersByAccountInfo(tenantId, { email });
  const methods = users.flatMap(({ loginMethods }) => loginMethods);
  const own = methods.find((method) => method.recipeId === 'emailpassword' && method.hasSameEmailAs(email));
  if (own === undefined) return undefined;
  const userId = own.recipeUserId.getAsString();
  return { userId, standing: await standingOf(userId) };
}

export async function standingOf(userId: string): Promise<LocalUser['standing']> {
  const mapping = await SuperTokens.getUserIdMapping({ userId, userIdType: 'ANY' });
  if (mapping.status !== 'OK') return 'theirs';
  if (mapping.externalUserIdInfo === WAITING) return 'waiting';
  return mapping.externalUserIdInfo === CROSSED ? 'crossed' : 'theirs';
}

/** Of this process: of two first logins at once the second waits, and finds what the first made. */
const UNDER_WAY = new Map<string, Promise<boolean>>();

/**
 * The user of this customer, made where there is none, with the password that was typed; without one with a password
 * nobody knows.
 *
 * @returns false: an account that is not ours stands in the way
 */
export async function admit(
  customer: Customer,
  email: string,
  password: string | undefined,
  within: Within,
): Promise<boolean> {
  const before = UNDER_WAY.get(customer.externalId) ?? Promise.resolve(true);
  const work = before.catch(() => false).then(() => admitOnce(customer, email, password, within));
  UNDER_WAY.set(customer.externalId, work);
  try {
    return await work;
  } finally {
    if (UNDER_WAY.get(customer.externalId) === work) UNDER_WAY.delete(customer.externalId);
  }
}

async function admitOnce(
  customer: Customer,
  email: string,
  password: string | undefined,
  within: Within,
): Promise<boolean> {
  const local = await findLocal(email, within);
  if (local === undefined) return create(customer, email, password, within);
  if (local.userId !== customer.uuid) return isMappedSoon(customer, email, within);
  if (local.standing === 'waiting' && password !== undefined)
    await storePassword(local.userId, password, within);
  return true;
}

async function create(
  customer: Customer,
  email: string,
  password: string | undefined,
  within: Within,
): Promise<boolean> {
  const { tenantId, options, userContext } = within;
  const created = await options.recipeImplementation.createNewRecipeUser({
    email,
    password: password ?? randomBytes(32).toString('base64url'),
    tenantId,
    userContext,
  });
  if (created.status !== 'OK') return isMappedSoon(customer, email, within);
  const mapped = await SuperTokens.createUserIdMapping({
    superTokensUserId: created.recipeUserId.getAsString(),
    externalUserId: customer.uuid,
    externalUserIdInfo: password === undefined ? WAITING : CROSSED,
    userContext,
  });
  if (mapped.status !== 'OK') {
    // The customer is a user already, by another address: one customer, one account.
    await SuperTokens.deleteUser(created.recipeUserId.getAsString(), false, userContext);
    return false;
  }
  if (isProven(customer, email)) await markVerified(customer.uuid, email, within);
  return true;
}

/**
 * Somebody who was not there a moment ago: a stranger, or another process was faster. Until that has made the mapping
 * a session would be of an id that is about to change, so the sign-in waits: for two calls of the core, or a bit more.
 */
async function isMappedSoon(customer: Customer, email: string, within: Within): Promise<boolean> {
  for (let look = 0; look < LOOKS; look += 1) {
    if ((await findLocal(email, within))?.userId === customer.uuid) return true;
    await setTimeout(BETWEEN_LOOKS);
  }
  return false;
}

async function storePassword(userId: string, password: string, within: Within): Promise<void> {
  const { tenantId, options, userContext } = within;
  const updated = await options.recipeImplementation.updateEmailOrPassword({
    recipeUserId: SuperTokens.convertToRecipeUserId(userId),
    password,
    // It was good enough for the legacy; a password that is too weak comes as one that must change.
    applyPasswordPolicy: false,
    tenantIdForPasswordPolicy: tenantId,
    userContext,
  });
  if (updated.status !== 'OK') throw new Error(`SuperTokens did not take the password: ${updated.status}`);
  await noteCrossed(userId, userContext);
}

/** From now on nobody is asked about this user. */
export async function noteCrossed(userId: string, userContext: UserContext): Promise<void> {
  await SuperTokens.updateOrDeleteUserIdMappingInfo({
    userId,
    userIdType: 'EXTERNAL',
    externalUserIdInfo: CROSSED,
    userContext,
  });
}

/** Only where the legacy verified this very address. */
function isProven({ identity }: Customer, email: string): boolean {
  const typed = identifierKey({ type: 'email', value: email });
  return identity.identifiers.some(
    (one) => one.type === 'email' && one.verified === true && identifierKey(one) === typed,
  );
}

async function markVerified(userId: string, email: string, within: Within): Promise<void> {
  if (!SuperTokens.isRecipeInitialized('emailverification')) return;
  const { tenantId, userContext } = within;
  const recipeUserId = SuperTokens.convertToRecipeUserId(userId);
  const token = await EmailVerification.createEmailVerificationToken(
    tenantId,
    recipeUserId,
    email,
    userContext,
  );
  if (token.status !== 'OK') return;
  await EmailVerification.verifyEmailUsingToken(tenantId, token.token, false, userContext);
}
