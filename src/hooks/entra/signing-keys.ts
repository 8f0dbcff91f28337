/**
 * The public keys a tenant signs its tokens with, fetched and kept for a while.
 *
 * A token with a key we do not know makes us look again, so a rotation is noticed at once; but not more often than
 * the cooldown allows, since anybody can invent key ids. While the tenant's address does not answer, the keys we have
 * go on counting.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7517#section-5
 * @see https://learn.microsoft.com/entra/identity-platform/signing-key-rollover
 * @module
 */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

/** Microsoft advises once a day and at unknown keys; an hour also follows a withdrawn key. */
const KEPT = 3_600_000;

/** Between two looks for a key nobody knows. */
const COOLDOWN = 30_000;

/** Entra waits two seconds for us at most. */
const FETCH_TIMEOUT = 1_000;

/** Bytes; Microsoft's own list is about 10,000. */
const LARGEST = 200_000;

/** The keys could not be had: that says nothing about the token. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

interface Known {
  readonly find: JWTVerifyGetKey;
  readonly since: number;
}

export class SigningKeys {
  readonly #url: string;
  readonly #now: () => number;
  #known: Known | undefined;
  #fetching: Promise<void> | undefined;
  #lastTry = Number.NEGATIVE_INFINITY;

  constructor(url: string, now: () => number) {
    this.#url = url;
    this.#now = now;
  }

  /** For `jwtVerify`. @throws KeysUnavailable, or jose's `JWKSNoMatchingKey` */
  find: JWTVerifyGetKey = async (header, token) => {
    if (this.#isStale()) await this.refresh();
    if (this.#known === undefined) throw new KeysUnavailable('the signing keys could not be fetched');
    try {
      return await this.#known.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !this.#mayLook()) throw error;
      await this.refresh();
      return this.#known.find(header, token);
    }
  };

  /** Fetches the keys once for all who wait; keeps those it has when that fails. */
  async refresh(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    await this.#fetching;
  }

  async #fetch(): Promise<void> {
    this.#lastTry = this.#now();
    try {
      const response = await fetch(this.#url, {
        redirect: 'error',
        signal: AbortSignal.timeout(FETCH_TIMEOUT),
      });
      const text = await response.text();
      if (!response.ok || text.length > LARGEST) return;
      this.#known = { find: createLocalJWKSet(toKeySet(text)), since: this.#now() };
    } catch {
      // What we have goes on counting; without any, `find` says so.
    }
  }

  /** With nothing at all, every request may try: there is nobody else to ask. */
  #isStale(): boolean {
    if (this.#known === undefined) return true;
    return this.#now() - this.#known.since > KEPT && this.#mayLook();
  }

  #mayLook(): boolean {
    return this.#now() - this.#lastTry > COOLDOWN;
  }
}

/** `createLocalJWKSet` checks the shape itself. */
function toKeySet(text: string): JSONWebKeySet {
  return JSON.parse(text) as JSONWebKeySet;
}
