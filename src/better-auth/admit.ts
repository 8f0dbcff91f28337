/**
 * Makes a customer who has not crossed yet a user of Better Auth, at their first right login or before it.
 *
 * It looks before it writes, and whatever two processes do at the same moment, one user comes out: the user's id is
 * the customer's UUID where ids are texts, the external id is unique in `footbridgeIdentity`, and a credential that is
 * there is never replaced. A user with the same e-mail address whom this migration did not make is somebody else:
 * nothing is linked. Factors, links and memberships come with a bulk import, not through here.
 *
 * @see https://better-auth.com/docs/concepts/database#core-schema
 * @module
 */
import type { GenericEndpointContext } from 'better-auth';
import type { Customer } from '../hooks/hook.ts';
import type { Identity } from '../identity/identity.ts';
import { digestText } from './sign-in.ts';

type Context = GenericEndpointContext['context'];

interface OurRow {
  readonly userId: string;
}

/** One customer's turn after the other, by external id: of two logins at once the second finds what the first made. */
export type Turns = Map<string, Promise<string | undefined>>;

/**
 * The user of this customer, made where there is none. With a password, the user can sign in with it afterwards.
 *
 * @param turns of this application; between processes the keys of the database decide
 * @returns the id of the user; undefined: an account that is not ours stands in the way.
 */
export async function admit(
  customer: Customer,
  password: string | undefined,
  context: Context,
  turns: Turns,
): Promise<string | undefined> {
  const before = turns.get(customer.externalId);
  const work = (before ?? Promise.resolve())
    .catch(() => {})
    .then(() => admitOnce(customer, password, context));
  turns.set(customer.externalId, work);
  try {
    return await work;
  } finally {
    if (turns.get(customer.externalId) === work) turns.delete(customer.externalId);
  }
}

async function admitOnce(customer: Customer, password: string | undefined, context: Context) {
  const userId = (await findOurs(customer, context)) ?? (await createUser(customer, context));
  if (userId === undefined) return undefined;
  if (password !== undefined) await storePassword(userId, customer, password, context);
  return userId;
}

/** Recognised by our row; a user whose row a crash prevented, by the id that only we give. */
async function findOurs(customer: Customer, context: Context): Promise<string | undefined> {
  const row = await context.adapter.findOne<OurRow>({
    model: 'footbridgeIdentity',
    where: [{ field: 'externalId', value: customer.externalId }],
  });
  if (row !== null) return row.userId;
  const halfMade = await context.internalAdapter.findUserById(customer.uuid);
  if (halfMade === null) return undefined;
  return noteOurs(customer, halfMade.id, context);
}

async function createUser(customer: Customer, context: Context): Promise<string | undefined> {
  const user = toUser(customer);
  const stranger = await context.internalAdapter.findUserByEmail(user.email);
  if (stranger !== null) return undefined;
  const id = choosesIds(context) ? { id: customer.uuid } : {};
  const names = namesOf(customer.identity, context);
  try {
    const made = await createWith(context, { ...id, ...user, ...names });
    if (made !== undefined) return await noteOurs(customer, made, context);
  } catch (error) {
    // Another process was faster, or a name is not one that the plugin lets in: what is there now decides.
    const found = await findOurs(customer, context);
    if (found !== undefined) return found;
    if (Object.keys(names).length === 0) throw error;
  }
  const plain = await createWith(context, { ...id, ...user });
  return plain === undefined ? undefined : noteOurs(customer, plain, context);
}

async function createWith(
  context: Context,
  user: Parameters<Context['internalAdapter']['createUser']>[0],
): Promise<string | undefined> {
  // A hook of the application may refuse by answering false; Better Auth then gives nothing back.
  const made: { readonly id: string } | null = await context.internalAdapter.createUser(user, {
    method: 'email-password',
  });
  return made?.id;
}

/** Notes that the user is ours. When another process noted another user first, that one counts. */
async function noteOurs(customer: Customer, userId: string, context: Context): Promise<string | undefined> {
  try {
    await context.adapter.create({
      model: 'footbridgeIdentity',
      data: { externalId: customer.externalId, userId },
    });
    return userId;
  } catch (error) {
    const row = await context.adapter.findOne<OurRow>({
      model: 'footbridgeIdentity',
      where: [{ field: 'externalId', value: customer.externalId }],
    });
    if (row === null) throw error;
    return row.userId;
  }
}

/** A credential that is there was set by an import, by the customer or a moment ago: it stays. */
async function storePassword(userId: string, customer: Customer, password: string, context: Context) {
  const { internalAdapter } = context;
  const account = await internalAdapter.findCredentialAccount(userId);
  if (account?.password != null) return;
  const hash = await context.password.hash(password);
  if (account != null) {
    await context.adapter.updateMany({
      model: 'account',
      where: [
        { field: 'id', value: account.id },
        { field: 'password', value: null },
      ],
      update: { password: hash, updatedAt: new Date() },
    });
  } else {
    await createAccount(userId, customer, hash, context);
  }
  await context.adapter.updateMany({
    model: 'footbridgeIdentity',
    where: [{ field: 'userId', value: userId }],
    update: { passwordKnown: digestText(hash) },
  });
}

/** The customer's UUID is the row's id as well, so a second process cannot add a second credential. */
async function createAccount(userId: string, customer: Customer, password: string, context: Context) {
  const { internalAdapter } = context;
  const id = choosesIds(context) ? { id: customer.uuid } : {};
  try {
    await internalAdapter.createAccount({
      ...id,
      userId,
      providerId: 'credential',
      accountId: userId,
      password,
    });
  } catch (error) {
    if ((await internalAdapter.findCredentialAccount(userId)) == null) throw error;
  }
}

/** Numbers of the database, or none of ours: there an id cannot be chosen. */
function choosesIds({ options }: Context): boolean {
  const how = options.advanced?.database?.generateId;
  return how !== false && how !== 'serial';
}

/** The user's own row, without what needs a plugin. Nothing is verified that the legacy did not verify. */
export function toUser({ identity, externalId }: Customer) {
  const email = identity.identifiers.find(({ type }) => type === 'email');
  const { profile } = identity;
  return {
    name: displayName(identity),
    // Not an address anybody can prove to own; the bulk import writes the same.
    email: email?.value.toLowerCase() ?? `${externalId}@invalid`,
    emailVerified: email?.verified === true,
    ...(profile.picture === undefined ? {} : { image: profile.picture }),
    ...(identity.createdAt === undefined ? {} : { createdAt: new Date(identity.createdAt) }),
  };
}

function displayName({ profile }: Identity): string {
  const whole = [profile.given_name, profile.family_name].filter((part) => part !== undefined).join(' ');
  return profile.name ?? (whole === '' ? (profile.nickname ?? '') : whole);
}

/** Columns of the plugins by which a customer may sign in. */
function namesOf({ identifiers }: Identity, context: Context): Readonly<Record<string, unknown>> {
  const has = (plugin: string) => context.options.plugins?.some(({ id }) => id === plugin) ?? false;
  const email = identifiers.find(({ type }) => type === 'email')?.value.toLowerCase();
  const username = identifiers.find(({ type }) => type === 'username');
  const phone = identifiers.find(({ type }) => type === 'phone');
  return {
    ...(has('username') && username !== undefined && username.value.toLowerCase() !== email
      ? { username: username.value }
      : {}),
    ...(has('phone-number') && phone !== undefined
      ? { phoneNumber: phone.value, phoneNumberVerified: phone.verified === true }
      : {}),
  };
}
