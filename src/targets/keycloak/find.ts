/**
 * Finds users by our external id, else by what they log in with.
 *
 * The external id is an indexed attribute, found also where the user profile hides it. Only a user who carries it is
 * ours: an equal address proves nothing.
 *
 * @module
 */
import type { FindKey, Found } from '../target.ts';
import type { Api } from './api.ts';
import { PHONE } from './attributes.ts';
import type { Config } from './config.ts';

export async function findUsers(
  api: Api,
  config: Config,
  keys: readonly FindKey[],
): Promise<readonly (Found | undefined)[]> {
  return Promise.all(keys.map((key) => findUser(api, config, key)));
}

async function findUser(api: Api, config: Config, key: FindKey): Promise<Found | undefined> {
  const [ours] = await api.usersByAttribute(config.externalIdAttribute, key.externalId);
  if (ours !== undefined) return { targetId: ours.id, whose: 'ours' };
  for (const { type, value } of key.identifiers) {
    const [other] = await findHolder(api, type, value);
    if (other !== undefined) return { targetId: other.id, whose: 'other' };
  }
  return undefined;
}

/** An address or a number may also be somebody's user name, and then it is taken as well. */
async function findHolder(api: Api, type: FindKey['identifiers'][number]['type'], value: string) {
  const byName = await api.usersBy('username', value);
  if (byName.length > 0 || type === 'username') return byName;
  return type === 'email' ? api.usersBy('email', value) : api.usersByAttribute(PHONE, value);
}
