/**
 * The cookie of a journey: its session, sealed under the ledger's key, so that every instance can go on with it and
 * nobody can read or change it.
 *
 * `__Host-` keeps any other host of the domain from setting it (RFC 6265bis §4.1.3.2), and asks for TLS. On loopback
 * over HTTP, where somebody tries things out, it has a plain name instead. `SameSite=Strict`: no page of anybody else
 * makes a browser send it, also not by a link; docs/journey.md says how customers come back from a platform all the same.
 *
 * @module
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { JourneySession } from '../../engine/reset/journey.ts';
import type { Seals } from '../../ledger/seal.ts';

/** Kept apart from everything else that is sealed under the same key. */
const PURPOSE = 'the cookie of a journey';

/** Bytes; as many as an invitation's token would be too many for a form. */
const FORM_BYTES = 16;

/** Browsers keep 4,096 bytes for name and value (RFC 6265bis §5.6); nothing longer is ours. */
const LONGEST = 4_000;

/** What the cookie holds: the session, and what proves that a form was on a page of this session. */
export interface Held {
  readonly session: JourneySession;
  readonly form: string;
}

export interface CookieJar {
  /** Undefined: there is none, it is over, or it is none of ours. */
  open(header: string | undefined, now: number): Held | undefined;
  /** The header that sets it. `form` stays the same for a whole journey, so that a second tab goes on working. */
  set(session: JourneySession, now: number, form?: string): { readonly header: string; readonly held: Held };
  readonly clear: string;
}

export function createCookieJar(seals: Pick<Seals, 'seal' | 'open'>, secure: boolean): CookieJar {
  const name = secure ? '__Host-journey' : 'journey';
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  return {
    open(header, now) {
      for (const value of valuesOf(name, header)) {
        const held = openValue(seals, value);
        if (held !== undefined && held.session.until > now) return held;
      }
      return undefined;
    },
    set(session, now, form = randomBytes(FORM_BYTES).toString('base64url')) {
      const held = { session, form };
      const value = seals.seal(PURPOSE, Buffer.from(JSON.stringify(held))).toString('base64url');
      const age = Math.max(0, Math.floor((session.until - now) / 1000));
      return { header: `${name}=${value}; Max-Age=${age}; ${attributes}`, held };
    },
    clear: `${name}=; Max-Age=0; ${attributes}`,
  };
}

/** Compared in a time that says nothing. */
export function isSameForm(held: Held, given: string): boolean {
  const [ours, theirs] = [Buffer.from(held.form), Buffer.from(given)];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}

function valuesOf(name: string, header = ''): readonly string[] {
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}

function openValue(seals: Pick<Seals, 'open'>, value: string): Held | undefined {
  if (value.length > LONGEST || !/^[\w-]+$/.test(value)) return undefined;
  try {
    // Nobody but us can have sealed it, so its shape is the one we gave it.
    return JSON.parse(seals.open(PURPOSE, Buffer.from(value, 'base64url')).toString()) as Held;
  } catch {
    return undefined;
  }
}
