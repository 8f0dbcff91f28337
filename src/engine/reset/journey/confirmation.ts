/**
 * How a customer with a link shows that they are the customer, where policy asks. Nobody is asked twice for what the link
 * itself proves: a code goes by another channel than the link came by.
 *
 * A link alone never adds a factor to an account that has a password: there the password is asked for, or what comes
 * nearest to it.
 *
 * @module
 */
import type { Identifier, Identity } from '../../../identity/identity.ts';
import type { Walker } from '../../../ledger/sql/journeys.ts';
import { findJourneyChannel } from '../../../ledger/sql/journeys.ts';
import type { JourneyView } from '../journey.ts';
import { reachOf } from '../reach.ts';
import type { Invited, JourneyContext } from './context.ts';
import { factOf } from './facts.ts';

export type Confirming =
  | { readonly by: 'none' }
  /** Policy asks, and there is nothing to ask for. */
  | { readonly by: 'impossible' }
  | { readonly by: 'code'; readonly reaches: 'email' | 'phone'; readonly sentTo: string }
  | { readonly by: 'fact'; readonly fact: string; readonly value: string }
  | { readonly by: 'password'; readonly identifier: Identifier };

export async function confirmationOf(context: JourneyContext, invited: Invited): Promise<Confirming> {
  const { invitation, identity, row } = invited;
  const { policy, target } = context.parts;
  if (invitation.purpose === 'recovery') return { by: 'none' };
  if (invitation.purpose === 'enrol') {
    const identifier = likeliest(identity);
    if (target?.session.login !== undefined && row.target_id !== null && identifier !== undefined)
      return { by: 'password', identifier };
    return (await byCode(context, invitation, identity)) ?? byFact(context, identity);
  }
  if (policy.confirm === 'none') return { by: 'none' };
  if (policy.confirm === 'fact') return byFact(context, identity);
  return (await byCode(context, invitation, identity)) ?? byFact(context, identity);
}

/** What most login pages take; the order of an export says nothing about them. */
function likeliest({ identifiers }: Identity): Identifier | undefined {
  const of = (type: Identifier['type']) => identifiers.find((one) => one.type === type);
  return of('email') ?? of('username') ?? of('phone');
}

async function byCode(
  { ledger, parts }: JourneyContext,
  walker: Walker,
  identity: Identity,
): Promise<Confirming | undefined> {
  const name = await findJourneyChannel(ledger.db, walker);
  const first = reachOf(identity, parts);
  const came =
    parts.channels.find((channel) => channel.name === name)?.reaches ??
    (typeof first === 'string'
      ? undefined
      : parts.channels.find((channel) => channel.name === first.channel)?.reaches);
  const other = came === 'email' ? 'phone' : 'email';
  const reach = reachOf(identity, parts, other);
  if (typeof reach === 'string') return undefined;
  return { by: 'code', reaches: other, sentTo: maskAddress(reach.to, other) };
}

function byFact({ parts }: JourneyContext, identity: Identity): Confirming {
  for (const fact of parts.policy.facts) {
    const value = factOf(identity, fact);
    if (value !== undefined) return { by: 'fact', fact, value };
  }
  return { by: 'impossible' };
}

/** `m•••@e•••.com`, `•••• 42`: enough to know which, too little to learn it. */
export function maskAddress(address: string, type: 'email' | 'phone'): string {
  if (type === 'phone') return `•••• ${address.slice(-2)}`;
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  const end = domain.includes('.') ? domain.slice(domain.lastIndexOf('.')) : '';
  const [first = ''] = address.slice(0, at);
  const [second = ''] = domain;
  return `${first}•••@${second}•••${end}`;
}

export function confirmView(confirming: Confirming, wrong: boolean): JourneyView | undefined {
  switch (confirming.by) {
    case 'none':
    case 'impossible':
      return undefined;
    case 'code':
      return { step: 'confirm', by: 'code', sentTo: confirming.sentTo, wrong };
    case 'fact':
      return { step: 'confirm', by: 'fact', fact: confirming.fact, wrong };
    case 'password':
      return { step: 'confirm', by: 'password', wrong };
  }
}
