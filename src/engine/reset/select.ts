/**
 * Whom a campaign asks: one customer judged. Pure. Whoever is looked at ends in exactly one outcome, and each is counted.
 *
 * @module
 */
import { readIdentity } from '../../identity/digest.ts';
import type { Identity } from '../../identity/identity.ts';
import { compileRule, type Test } from '../../identity/rule/compile.ts';
import { parseRule } from '../../identity/rule/parse.ts';
import type { Seals } from '../../ledger/seal.ts';
import type { CandidateRow } from '../../ledger/sql/campaigns.ts';
import type { Fit } from '../../targets/target.ts';
import type { PeopleList } from '../plan/lists.ts';
import { factsOf } from '../plan/place.ts';
import type { CampaignSettings } from './campaign.ts';
import { lostFactors } from './lost-factors.ts';
import type { ResetParts } from './parts.ts';
import { languageOf, type Reach, reachOf, zoneOf } from './reach.ts';

export const OUTCOMES = [
  /** They get the message. */
  'asked',
  /** No channel reaches them, or only an address that the old system holds as unverified: listed for support. */
  'unreachable',
  /** They have a credential at the target already. */
  'crossed',
  /** Their problem has to be resolved first. */
  'held',
  /** They do not move: excluded, deleted, on a list of those who must not cross. */
  'excluded',
  /** Disabled stays disabled, and locked is locked until the old system says otherwise. */
  'disabled',
  /** Another campaign for the same purpose is asking them. */
  'elsewhere',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Judged {
  readonly id: string;
  readonly outcome: Outcome;
  readonly cohort: string;
  /** Of those who are asked, or would be if a channel reached them. */
  readonly language: string;
  readonly zone: string;
  /** Absent: unreachable, and not asked. */
  readonly reach?: Reach;
}

/** What is the same for everybody. */
export interface Selecting {
  readonly parts: Pick<ResetParts, 'unverified' | 'target'> & {
    readonly ledger: { readonly seals: Pick<Seals, 'open'> };
    readonly channels: readonly Pick<ResetParts['channels'][number], 'name' | 'reaches'>[];
    readonly writer: Pick<ResetParts['writer'], 'languages'>;
  };
  readonly settings: CampaignSettings;
  readonly lists: readonly PeopleList[];
  /** Milliseconds since 1970 from which the ages of the rule are counted back. */
  readonly asOf: number;
}

/** Undefined: the rule does not mean them, or they lose no factor. @throws {FootbridgeError} RULE_INVALID */
export function judgeBy({
  parts,
  settings,
  lists,
  asOf,
}: Selecting): (row: CandidateRow) => Judged | undefined {
  const holds = compile(settings, lists);
  const allowed = lists.filter(({ use }) => use === 'allow');
  const denied = lists.filter(({ use }) => use === 'deny' || use === 'test');
  return (row) => {
    const { id, cohort, body } = row;
    const blank = { id, cohort, language: settings.language, zone: settings.timeZone };
    if (body === null) return { ...blank, outcome: 'excluded' };
    const identity = readIdentity(parts.ledger.seals.open(id, body));
    const fit = fitOf(row, identity, parts.target);
    if (!holds(factsOf(weighable(row, identity, fit), lists, asOf))) return undefined;
    if (settings.purpose === 'enrol' && lostFactors(identity, fit).length === 0) return undefined;
    const outcome = outcomeOf(row, settings.purpose);
    if (outcome !== 'asked') return { ...blank, outcome };
    if (denied.some((list) => list.has(identity)) || isLeftOut(allowed, identity))
      return { ...blank, outcome: 'excluded' };
    const known = {
      ...blank,
      language: languageOf(identity, parts.writer.languages, settings.language),
      zone: zoneOf(identity, settings.timeZone),
    };
    const reach = reachOf(identity, parts);
    if (typeof reach === 'string') return { ...known, outcome: 'unreachable' };
    return { ...known, outcome, reach };
  };
}

/** Where an allow list is configured, only those in one cross. */
function isLeftOut(allowed: readonly PeopleList[], identity: Identity): boolean {
  return allowed.length > 0 && !allowed.some((list) => list.has(identity));
}

function compile({ rule }: CampaignSettings, lists: readonly PeopleList[]): Test {
  return rule === undefined
    ? () => true
    : compileRule(parseRule(rule, { lists: lists.map(({ name }) => name) }));
}

function weighable(row: CandidateRow, identity: Identity, fit: Fit) {
  const { source, password_parameters: parameters } = row;
  return { identity, source, fit, ...(parameters === null ? {} : { parameters }) };
}

/** As the target says, else as the ledger has it from the last import. */
export function fitOf(
  { credential_plan, losses }: { readonly credential_plan?: string; readonly losses: readonly string[] },
  identity: Identity,
  target: ResetParts['target'],
): Fit {
  if (target !== undefined) return target.fit(identity);
  return {
    credentialPlan: (credential_plan ?? 'reset') as Fit['credentialPlan'],
    reason: '',
    losses: losses.map((field) => ({ code: 'FIELD_NOT_PORTABLE', field })),
  };
}

/** Who is, or must never be, at the target with a credential of their own. */
export function outcomeOf(
  { state, operation, owner, path, status, elsewhere }: Standing,
  purpose: CampaignSettings['purpose'],
): Exclude<Outcome, 'unreachable'> {
  if (owner === 'deleted' || operation === 'delete' || state === 'excluded' || path === 'exclude')
    return 'excluded';
  // A factor can be set up anew by whoever is there already, and by nobody else.
  if (purpose === 'reset' && (owner === 'target' || state === 'proven' || state === 'retired'))
    return 'crossed';
  if (state === 'held') return 'held';
  if (state === 'returned') return 'excluded';
  // The page lets in nobody who was locked and has not crossed: a link would lead to support.
  if (status === 'disabled' || (status === 'locked' && owner !== 'target')) return 'disabled';
  return elsewhere === true ? 'elsewhere' : 'asked';
}

export type Standing = Pick<CandidateRow, 'state' | 'operation' | 'owner'> &
  Partial<Pick<CandidateRow, 'path' | 'status' | 'elsewhere'>>;
