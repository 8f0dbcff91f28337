/**
 * The files of a Keycloak export that hold users, in their order.
 *
 * `kc.sh export` writes one file with everything, or a folder with `<realm>-realm.json` and, by its `--users`
 * setting, users in that file or in `<realm>-users-0.json`, `-1.json` and so on; users of a federation that
 * Keycloak keeps data for stand in `<realm>-federated-users-0.json`.
 *
 * @see https://www.keycloak.org/server/importExport
 * @module
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FootbridgeError } from '../../problems/problem.ts';

const EXPORTED = /^(.+)-(realm|users-(\d+)|federated-users-(\d+))\.json(?:\.gz)?$/;

interface Exported {
  readonly name: string;
  readonly realm: string;
  readonly order: number;
}

/** Federated users come behind all others, whatever their number. */
const BEHIND = 1_000_000_000;

/** @throws FootbridgeError SOURCE_MISSING, or CONFIG_INVALID when a folder holds several realms. */
export async function listFiles(path: string, realm: string | undefined): Promise<readonly string[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new FootbridgeError('SOURCE_MISSING', `${path} cannot be opened`, { cause, facts: { path } });
  });
  if (!found.isDirectory()) return [path];

  const files = (await readdir(path)).flatMap((name) => toExported(name) ?? []);
  const realms = [...new Set(files.map((file) => file.realm))].toSorted();
  const chosen = realm ?? realms[0];
  if (chosen === undefined)
    throw new FootbridgeError(
      'SOURCE_MISSING',
      `${path} holds no <realm>-realm.json or <realm>-users-0.json`,
    );
  if (realm === undefined && realms.length > 1) {
    throw new FootbridgeError(
      'CONFIG_INVALID',
      `${path} holds the realms ${realms.join(', ')}: name one with \`realm\``,
    );
  }
  const ours = files
    .filter((file) => file.realm === chosen)
    .toSorted((one, other) => one.order - other.order);
  if (ours.length === 0)
    throw new FootbridgeError('SOURCE_MISSING', `${path} holds no files of the realm ${chosen}`);
  checkNumbers(ours, path);
  return ours.map(({ name }) => join(path, name));
}

/** The realm's own file is read too when it stands beside files of users: it may hold users of its own. */
function toExported(name: string): Exported | undefined {
  const [, realm, , users, federated] = EXPORTED.exec(basename(name)) ?? [];
  if (realm === undefined) return undefined;
  if (users !== undefined) return { name, realm, order: Number(users) };
  return { name, realm, order: federated === undefined ? -1 : BEHIND + Number(federated) };
}

/** A number that is missing is a file that was not copied, and a thousand customers with it. */
function checkNumbers(files: readonly Exported[], path: string): void {
  const orders = files.map(({ order }) => order).filter((order) => order >= 0 && order < BEHIND);
  const missing = orders.findIndex((order, i) => order !== i);
  if (missing < 0) return;
  throw new FootbridgeError(
    'SOURCE_MISSING',
    `${path} has no file of users number ${missing}, but later ones`,
  );
}
