/**
 * The platforms that run here, and what goes through each of them: every vector that its envelope takes.
 *
 * A round trip: the stored hash goes in as `transcode` writes it, the right password is let in, a wrong one is not.
 * What was proved like that stands in docs/formats/proved.json and from there in docs/formats/envelopes.md; a run with
 * FOOTBRIDGE_RECORD=1 writes it. What has no test here has no entry there (`proved.test.ts`).
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { checkBounds } from '../../../src/passwords/bounds.ts';
import type { EnvelopeValue } from '../../../src/passwords/envelopes/envelope.ts';
import { findEnvelope } from '../../../src/passwords/envelopes/index.ts';
import { findFormat } from '../../../src/passwords/formats.ts';
import { passwordOf, storedOf, VECTORS, type Vector } from '../../../src/passwords/vectors.ts';
import { parse } from '../../../src/passwords/verify.ts';

const Judge = z.enum(['platform', 'library']);
type Judge = z.output<typeof Judge>;

/** A hash with a password that somebody could type. */
export interface Carried {
  readonly vector: Vector;
  readonly password: string;
}

export interface Sample extends Carried {
  /** The row of the envelope that took the hash. */
  readonly what: string;
  readonly value: EnvelopeValue;
}

interface RoundTrip {
  /** The platform itself, or the library it verifies with. */
  readonly judge: Judge;
  /** Who that is and how it is asked, as the documentation says it. */
  readonly by: string;
  /** Absent: everything the envelope takes. */
  readonly asks?: (sample: Sample) => boolean;
  /** Of each format, where the platform is too slow for all of them. */
  readonly each?: number;
}

/** Microseconds of one verification by our own estimate: what is slower differs in its costs, not in its spelling. */
const AFFORDABLE = 200_000;

/** bcrypt looks no further, and Kratos and Logto let nobody in whose password is longer. */
const BCRYPT_BYTES = 72;

export const ROUND_TRIPS = {
  keycloak: {
    judge: 'platform',
    by: 'Keycloak 26.7.4: users imported with their credentials, logged in at the token endpoint',
    // It hashes again at every first login: 331 hashes took 100 seconds on two cores.
    each: 2,
  },
  kratos: {
    judge: 'platform',
    by: 'Ory Kratos 1.3.1: identities imported over the admin API, logged in over the native flow',
    asks: ({ what, password }) => what !== 'bcrypt' || Buffer.byteLength(password) <= BCRYPT_BYTES,
  },
  zitadel: {
    judge: 'library',
    by: 'passwap 0.12.1, the library that ZITADEL validates and verifies hashes with',
  },
  openldap: { judge: 'platform', by: 'slapd 2.5.13 of Debian with slapd-contrib: accounts loaded, bound' },
  authentik: {
    judge: 'library',
    by: "Django's own hashers (3.2 of Debian), which authentik verifies with",
    asks: ({ what }) => what !== 'scrypt',
  },
  supabase: {
    judge: 'library',
    by: 'golang.org/x/crypto 0.51.0, which Supabase Auth compares bcrypt with',
    asks: ({ what }) => what === 'bcrypt',
  },
  casdoor: {
    judge: 'library',
    by: 'golang.org/x/crypto 0.51.0 and alexedwards/argon2id, which Casdoor verifies bcrypt and Argon2id with',
    asks: ({ what }) => what === 'bcrypt' || what === 'Argon2id',
  },
  supertokens: {
    judge: 'library',
    by: 'jbcrypt 0.4 and argon2-jvm 2.11, which the core of SuperTokens verifies with',
    asks: ({ what }) => what !== "Firebase's scrypt",
  },
  logto: {
    judge: 'library',
    by: 'hash-wasm 4.13.0, which Logto verifies everything but its Legacy programs with',
    asks: ({ what, value, password }) =>
      !JSON.stringify(value).includes('"Legacy"') &&
      (what !== 'bcrypt' || Buffer.byteLength(password) <= BCRYPT_BYTES),
  },
  'better-auth': {
    judge: 'platform',
    by: 'Better Auth 1.7.6 without our plug-in: accounts inserted, signed in',
  },
} as const satisfies Record<string, RoundTrip>;

export type RoundTripName = keyof typeof ROUND_TRIPS;

/** Everything that goes through this platform. */
export function samplesFor(platform: RoundTripName): Sample[] {
  const { asks = () => true, each = Number.POSITIVE_INFINITY }: RoundTrip = ROUND_TRIPS[platform];
  const samples = VECTORS.flatMap((vector) => sampleOf(vector, platform)).filter(asks);
  return someOfEach(samples, each);
}

/** Of each format, whatever platform takes it. */
export function carriedSamples(each: number): Carried[] {
  return someOfEach(VECTORS.flatMap(carriedOf), each);
}

function someOfEach<S extends Carried>(samples: readonly S[], each: number): S[] {
  return [...Map.groupBy(samples, ({ vector }) => vector.format).values()].flatMap((some) =>
    some.slice(0, each),
  );
}

function sampleOf(vector: Vector, platform: string): Sample[] {
  return carriedOf(vector).flatMap((carried) => {
    const written = findEnvelope(platform)?.write(parse(storedOf(vector, vector.format)).parts);
    return written?.kind === 'written' ? [{ ...carried, what: written.what, value: written.value }] : [];
  });
}

function carriedOf(vector: Vector): Carried[] {
  const password = passwordOf(vector);
  // No login form sends an empty password or NUL; that some systems stop at NUL is theirs.
  const isTyped = typeof password === 'string' && password !== '' && !password.includes('\0');
  if (!vector.valid || !isTyped || findFormat(vector.format) === undefined) return [];
  const { format, parts } = parse(storedOf(vector, vector.format));
  const isVerified = parts.primitive !== 'disabled';
  const isAffordable = isVerified && checkBounds(format, parts, password.length).work <= AFFORDABLE;
  return isAffordable ? [{ vector, password }] : [];
}

/** With another letter in front: what stands behind 72 bytes is nothing to bcrypt, and 73 times the same is 72 times. */
export function wrongFor({ password }: Carried): string {
  return `${password.startsWith('x') ? 'y' : 'x'}${password}`;
}

export type Ask<S> = (sample: S, password: string) => Promise<boolean>;

/** How many are asked at once: servers with threads of their own, on two cores. */
const AT_ONCE = 6;

/** Those where the platform and we disagree, as a list to read. */
export async function disagreements<S extends Carried>(
  samples: readonly S[],
  ask: Ask<S>,
): Promise<string[]> {
  const found: string[] = [];
  const waiting = [...samples];
  const work = async () => {
    for (let sample = waiting.pop(); sample !== undefined; sample = waiting.pop()) {
      const answer = (password: string) => ask(sample, password).catch((error: unknown) => String(error));
      const other = await answer(wrongFor(sample));
      const right = await answer(sample.password);
      if (right === true && other === false) continue;
      const { format, id } = sample.vector;
      found.push(`${format} ${id}: right → ${right}, wrong → ${other}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found.toSorted();
}

const Proved = z.record(
  z.string(),
  z.object({
    judge: Judge,
    by: z.string(),
    on: z.iso.date(),
    /** Row of the envelope → format → how many hashes. */
    rows: z.record(z.string(), z.record(z.string(), z.int())),
  }),
);

type Proved = z.output<typeof Proved>;

const FILE = new URL('../../../docs/formats/proved.json', import.meta.url);

export function readProved(): Proved {
  return Proved.parse(JSON.parse(readFileSync(FILE, 'utf8')));
}

/** Row → format → how many, of these samples. */
export function rowsOf(samples: readonly Sample[]): Record<string, Record<string, number>> {
  return countBy(
    samples,
    ({ what }) => what,
    (some) =>
      countBy(
        some,
        ({ vector }) => vector.format,
        ({ length }) => length,
      ),
  );
}

function countBy<T>(
  samples: readonly Sample[],
  keyOf: (sample: Sample) => string,
  count: (some: Sample[]) => T,
) {
  const groups = [...Map.groupBy(samples, keyOf)].map(([key, some]) => [key, count(some)] as const);
  return Object.fromEntries(groups.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Call it once nothing disagreed. */
export function record(platform: RoundTripName, samples: readonly Sample[]): void {
  if (process.env.FOOTBRIDGE_RECORD !== '1') return;
  const on = new Date().toISOString().slice(0, 10);
  const { judge, by } = ROUND_TRIPS[platform];
  const entry = { judge, by, on, rows: rowsOf(samples) };
  const proved = { ...readProved(), [platform]: entry };
  const sorted = Object.fromEntries(Object.entries(proved).toSorted(([a], [b]) => a.localeCompare(b)));
  writeFileSync(FILE, `${JSON.stringify(sorted, null, 2)}\n`);
}
