/**
 * What is strange about one identity although every field of it could be read: what a person should look at before
 * the move, and an import lets through.
 *
 * Pure. Nothing found here is ever acted upon by itself.
 *
 * @module
 */
import type { Identity } from '../../../identity/identity.ts';
import type { ProblemCode } from '../../../problems/catalogue.ts';
import type { Glance } from '../glance.ts';
import type { PasswordFacts } from '../password-judge.ts';
import type { Times } from '../times.ts';
import { checkAccount } from './accounts.ts';
import { checkAddresses } from './addresses.ts';
import { checkCredentials } from './credentials.ts';
import { checkTexts } from './texts.ts';

/** Notes something. `found` never holds the value itself, unless it went through `show`. */
export interface Remarks {
  add(code: ProblemCode, field: string, found?: string): void;
  /** A value as an example may show it. */
  show(kind: 'text' | 'email', value: string): string;
}

export interface LookedAt {
  readonly identity: Identity;
  readonly glance: Glance;
  readonly password: PasswordFacts;
  readonly times: Times;
  /** Reserved domains mean nothing where nearly everybody has one: the export was made up. */
  readonly reservedDomainsMeanTest: boolean;
}

/** @returns whether it is suspected to be a test account */
export function checkQuality(looked: LookedAt, remarks: Remarks): boolean {
  const { identity, glance, times } = looked;
  const isTest = checkAddresses(looked, remarks);
  checkAccount(identity, remarks);
  checkCredentials(looked, remarks);
  if (glance.foreign || glance.escaped) checkTexts(identity, glance, remarks);
  for (const { field, found } of times.impossible) remarks.add('TIMESTAMP_IMPOSSIBLE', field, found);
  return isTest;
}
