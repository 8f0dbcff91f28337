/**
 * Puts an updated user back to an earlier image of its own.
 *
 * The image holds all but secrets, which Keycloak never shows: password and factors come from the identity as the
 * ledger has it, and only where the credentials are not those of the image any more.
 *
 * @module
 */
import { z } from 'zod';
import type { Identity } from '../../identity/identity.ts';
import type { Outcome } from '../target.ts';
import { toOutcome } from './failures.ts';
import { fitPassword } from './password.ts';
import type { Place } from './place.ts';
import type { Image } from './read.ts';
import { FederatedIdentity, Group, ShownCredential, User } from './shapes.ts';
import { removeReplaced, updateGroups, updateLinks, updateRoles } from './update.ts';
import { toCredentials } from './user.ts';

const StoredImage: z.ZodType<Image> = z.object({
  user: User,
  credentials: z.array(ShownCredential),
  links: z.array(FederatedIdentity),
  groups: z.array(Group),
  realmRoles: z.array(z.string()),
  clientRoles: z.record(z.string(), z.array(z.string())),
});

export async function restoreUser(place: Place, stored: unknown, identity: Identity): Promise<Outcome> {
  const image = StoredImage.parse(stored);
  const { id } = image.user;
  try {
    await restoreState(place, image, identity);
    await updateLinks(place, id, image.links);
    await updateGroups(
      place,
      id,
      image.groups.map(({ path }) => path),
    );
    await updateRoles(place, id, image);
    return { status: 'done', targetId: id };
  } catch (error) {
    return toOutcome(error);
  }
}

async function restoreState(place: Place, image: Image, identity: Identity): Promise<void> {
  const { api, memberships } = place;
  const { editUsernameAllowed } = await memberships.settings();
  const { id, username, email, firstName, lastName, createdTimestamp: _, totp: __, ...state } = image.user;
  const now = await api.credentials(id);
  const sameCredentials = listIds(now) === listIds(image.credentials);
  const credentials = toCredentials(identity, fitPassword(identity).credentialPlan).filter(({ type }) =>
    image.credentials.some((one) => one.type === type),
  );
  await api.updateUser(id, {
    ...state,
    ...(editUsernameAllowed && { username }),
    ...(email && { email }),
    ...(firstName && { firstName }),
    ...(lastName && { lastName }),
    ...(!sameCredentials && { credentials }),
  });
  if (!sameCredentials) await removeReplaced(place, id, now, credentials);
}

function listIds(credentials: readonly ShownCredential[]): string {
  return credentials
    .map(({ id }) => id)
    .toSorted()
    .join(' ');
}
