/**
 * Legacy: several legacies in order, for customers who live in one of them: the shop's database, then the directory.
 *
 * The first that knows the customer decides. Who is unknown to one is asked of the next; a wrong password is final,
 * since two people may have the same address in two systems, and a failure ends the chain: the legacy that failed
 * may be the one that knows them.
 *
 * @module
 */
import { z } from 'zod';
import {
  defineLegacy,
  type Legacy,
  type LegacyAnswer,
  type LegacyContext,
  type LegacyIdentifier,
  type LegacyInside,
  type LegacyProfile,
  type LegacySession,
} from './legacy.ts';

interface Member {
  readonly legacy: Legacy;
  readonly config: unknown;
  readonly idPrefix: string;
}

export interface ChainConfig {
  readonly legacies: readonly Member[];
  readonly wrongGoesOn: boolean;
}

const Entry = z.looseObject({
  type: z.string().describe('Which legacy; its own settings stand beside it'),
  idPrefix: z
    .string()
    .default('')
    .describe('Set before its ids, where two legacies give the same id to two people: as the export has it'),
});

/** @param known what may be a part of the chain; an operator's own legacies too */
export function chainOf(known: readonly Legacy[]): Legacy<ChainConfig> {
  return defineLegacy<ChainConfig>({
    id: 'chain',
    title: 'Several legacies in order',
    config: configOf(known),
    looksUp: ({ legacies }) => legacies.every(({ legacy, config }) => legacy.looksUp(config)),
    cannot: [
      'Which of two people with one address somebody is: the first legacy that has the address decides.',
      'Who is in a later legacy while an earlier one fails.',
    ],
    inside: (settings) => insideOf(known, settings),
    open: (config, context) => openChain(config, context),
  });
}

function configOf(known: readonly Legacy[]): z.ZodType<ChainConfig> {
  return z.strictObject({
    legacies: z
      .array(Entry.transform((entry, context) => toMember(known, entry, context)))
      .min(2)
      .describe('The legacies in the order in which they are asked'),
    wrongGoesOn: z
      .boolean()
      .default(false)
      .describe('Ask the next also after a wrong password: every typing mistake counts in all of them'),
  });
}

function toMember(
  known: readonly Legacy[],
  { type, idPrefix, ...settings }: z.output<typeof Entry>,
  context: z.RefinementCtx,
): Member {
  const legacy = known.find(({ id }) => id === type);
  if (legacy === undefined) {
    const names = known.map(({ id }) => id).join(', ');
    context.addIssue({
      code: 'custom',
      path: ['type'],
      message: `There is no such legacy; there are ${names}.`,
    });
    return z.NEVER;
  }
  const result = legacy.config.safeParse(settings);
  if (result.success) return { legacy, config: result.data, idPrefix };
  for (const { message, path } of result.error.issues)
    context.addIssue({ code: 'custom', message, path: [...path] });
  return z.NEVER;
}

const Inside = z.looseObject({ legacies: z.array(z.looseObject({ type: z.string() })) });

function insideOf(known: readonly Legacy[], settings: unknown): LegacyInside[] {
  const entries = Inside.safeParse(settings).data?.legacies ?? [];
  return entries.flatMap((entry, index) => {
    const connector = known.find(({ id }) => id === entry.type);
    return connector === undefined ? [] : [{ connector, settings: entry, path: ['legacies', index] }];
  });
}

interface Link {
  readonly session: LegacySession;
  readonly idPrefix: string;
}

async function openChain(config: ChainConfig, context: LegacyContext): Promise<LegacySession> {
  const links = await openAll(config, context);
  const looksUp = links.every(({ session }) => session.lookup !== undefined);
  return {
    verify: (identifier, password, attempt, signal) =>
      firstToKnow(links, config.wrongGoesOn, ({ session, idPrefix }) =>
        session.verify(seenBy(idPrefix, identifier), password, attempt, signal),
      ),
    ...(looksUp && {
      lookup: (identifier: LegacyIdentifier, signal: AbortSignal) =>
        firstToKnow(links, false, async ({ session, idPrefix }) =>
          session.lookup === undefined
            ? { outcome: 'unknown' }
            : session.lookup(seenBy(idPrefix, identifier), signal),
        ),
    }),
    async check(signal) {
      for (const { session } of links) await session.check(signal);
    },
    close: () => closeAll(links),
  };
}

/** All or none: one that cannot be opened leaves none open. */
async function openAll({ legacies }: ChainConfig, context: LegacyContext): Promise<readonly Link[]> {
  const links: Link[] = [];
  try {
    for (const { legacy, config, idPrefix } of legacies)
      links.push({ session: await legacy.open(config, context), idPrefix });
    return links;
  } catch (error) {
    await closeAll(links);
    throw error;
  }
}

async function closeAll(links: readonly Link[]): Promise<void> {
  await Promise.all(links.map(({ session }) => session.close()));
}

/** Of a chain that goes on after a wrong password, "wrong" is what is left when nobody let them in. */
async function firstToKnow(
  links: readonly Link[],
  wrongGoesOn: boolean,
  ask: (link: Link) => Promise<LegacyAnswer>,
): Promise<LegacyAnswer> {
  let last: LegacyAnswer = { outcome: 'unknown' };
  for (const link of links) {
    const answer = withPrefix(link.idPrefix, await ask(link));
    const goesOn = answer.outcome === 'unknown' || (answer.outcome === 'wrong' && wrongGoesOn);
    if (!goesOn) return answer;
    if (answer.outcome === 'wrong') last = answer;
  }
  return last;
}

/** Ids of the ledger carry the prefix; a legacy knows its own without it, and nothing of those of the others. */
function seenBy(idPrefix: string, { sourceId, ...identifier }: LegacyIdentifier): LegacyIdentifier {
  const isOurs = sourceId?.startsWith(idPrefix) === true;
  return isOurs ? { ...identifier, sourceId: sourceId.slice(idPrefix.length) } : identifier;
}

function withPrefix(idPrefix: string, answer: LegacyAnswer): LegacyAnswer {
  if (!('profile' in answer) || answer.profile === undefined) return answer;
  const profile: LegacyProfile = { ...answer.profile, sourceId: idPrefix + answer.profile.sourceId };
  return { ...answer, profile };
}
