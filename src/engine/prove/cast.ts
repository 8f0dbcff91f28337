/**
 * The cast of a rehearsal: customers shaped like real ones, with passwords we know where a hash like theirs can be made.
 *
 * One hash is made for each population and worn by everybody in it: what is measured is the target, not our hashing.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import type { Identity, PasswordCredential } from '../../identity/identity.ts';
import { hashLike, PasswordHashError, parametersOf, parse } from '../../passwords/index.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { Place } from '../plan/place.ts';
import type { CastPlaces } from './plan-on-stage.ts';
import { shapeLike } from './shape-like.ts';
import type { RehearsedShape } from './shapes.ts';

export interface Cast {
  readonly name: string;
  readonly customers: readonly Identity[];
  readonly passwords: ReadonlyMap<Identity, string>;
  /** Of those whom a plan has placed. */
  readonly places: CastPlaces;
}

interface CastOptions {
  readonly customers: number;
  readonly emailDomain: string;
  secret(name: string): string;
}

interface Worn {
  readonly credential: PasswordCredential;
  readonly password: string;
}

export async function castCustomers(
  name: string,
  shapes: readonly RehearsedShape[],
  { customers: count, emailDomain, secret }: CastOptions,
): Promise<Cast> {
  const wardrobe = new Map<string, Worn | undefined>();
  const customers: Identity[] = [];
  const passwords = new Map<Identity, string>();
  const places = new Map<string, Place>();
  for (let number = 0; number < count; number += 1) {
    const shape = shapes[number % shapes.length];
    if (shape === undefined) break;
    const { identity: real, place } = shape;
    const worn = real.password === undefined ? undefined : await wear(real.password, wardrobe, secret);
    const customer = shapeLike(real, {
      name,
      local: `${name}-${number + 1}`,
      number,
      emailDomain,
      ...(worn === undefined ? {} : { password: worn.credential }),
    });
    customers.push(customer);
    if (worn !== undefined) passwords.set(customer, worn.password);
    if (place === undefined) continue;
    // Where no hash like theirs can be made there is nothing that the plan could ask for.
    const isBare = real.password !== undefined && worn === undefined;
    places.set(customer.sourceId, isBare ? { ...place, credentialPlan: 'as-fits' } : place);
  }
  return { name, customers, passwords, places };
}

async function wear(
  real: PasswordCredential,
  wardrobe: Map<string, Worn | undefined>,
  secret: CastOptions['secret'],
): Promise<Worn | undefined> {
  const kind = kindOf(real);
  if (kind === undefined) return undefined;
  if (!wardrobe.has(kind)) wardrobe.set(kind, await make(real, secret));
  return wardrobe.get(kind);
}

function kindOf({ hash, format, beside }: PasswordCredential): string | undefined {
  try {
    const parsed = parse({
      hash,
      ...(format === undefined ? {} : { format }),
      ...(beside === undefined ? {} : { beside }),
    });
    return `${parsed.format} ${parametersOf(parsed.parts)}`;
  } catch (error) {
    // A hash with a secret of the site is told from its neighbours by its format alone.
    if (error instanceof PasswordHashError) return format;
    throw error;
  }
}

async function make(real: PasswordCredential, secret: CastOptions['secret']): Promise<Worn | undefined> {
  const password = `Rehearse-${randomBytes(9).toString('base64url')}`;
  const { secrets, setAt: _, mustChange: __, ...stored } = real;
  try {
    const resolved = Object.fromEntries(
      Object.entries(secrets ?? {}).map(([role, name]) => [role, secret(name)]),
    );
    const { hash, format, beside } = stored;
    const made = await hashLike(
      {
        hash,
        ...(format === undefined ? {} : { format }),
        ...(beside === undefined ? {} : { beside }),
        secrets: resolved,
      },
      password,
    );
    const credential: PasswordCredential = {
      hash: made.hash,
      ...(made.format === undefined ? {} : { format: made.format }),
      ...(made.beside === undefined ? {} : { beside: made.beside }),
      ...(secrets === undefined ? {} : { secrets }),
    };
    return { credential, password };
  } catch (error) {
    if (error instanceof PasswordHashError || error instanceof FootbridgeError) return undefined;
    throw error;
  }
}
