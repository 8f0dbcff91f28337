/**
 * Tables of the platforms that Footbridge knows without writing them, from the data `assess` answers with.
 *
 * @module
 */
import { ENVELOPES } from '../../src/passwords/index.ts';
import { PLATFORMS } from '../../src/targets/platforms/index.ts';
import type { Platform, TotpRoom } from '../../src/targets/platforms/platform.ts';
import { table } from './table.ts';

export function platformOverview(): string {
  return table(
    [
      'platform',
      'log in with',
      'factors',
      'links',
      'memberships',
      'times',
      'ids',
      'a later hash',
      'a second',
    ],
    PLATFORMS.map(({ id, title, accepts, limits }) => [
      `[${title}](#${id})`,
      accepts.identifiers.join(', '),
      list(accepts.factors),
      accepts.links ? 'yes' : 'no',
      list(accepts.memberships),
      list(accepts.timestamps),
      accepts.ids,
      accepts.laterHash,
      `${limits.usersPerSecond.toLocaleString('en-US')} (${limits.basis})`,
    ]),
  );
}

/** A section for each, as `assess` would count it. */
export function platformFacts(): string {
  return PLATFORMS.map(section).join('\n\n');
}

function section(platform: Platform): string {
  const { id, title, accepts, room, limits, disputed, sources, hook } = platform;
  const envelope = ENVELOPES.find((one) => one.id === id);
  const lines = [
    `**Passwords**: ${envelope === undefined ? 'no hash is known to be taken' : `[what its import takes](../formats/envelopes.md#${id})`}. ${waiting(title, hook)}`,
    `**Customers**: ${needs(platform)} ${room.disabled ? 'Disabled stays disabled.' : 'There is no disabled customer: those are refused.'} ${verified(room.verified)}`,
    `**Factors**: ${factors(platform)}`,
    `**In a call**: ${accepts.batch.max.toLocaleString('en-US')}${accepts.batch.whole ? ', all of them or none' : ''}. **How fast**: ${limits.usersPerSecond.toLocaleString('en-US')} customers a second, ${limits.basis}. ${limits.source}`,
    `**Bounds**: ${limits.notes.join(' ')}`,
    `**Cannot**: ${accepts.cannot.join(' ')}`,
    ...doubts(disputed),
    `**From**: ${sources.join(' · ')}`,
  ];
  return `### <a id="${id}"></a>${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

function waiting(title: string, hook: string | undefined): string {
  if (hook === undefined)
    return `${title} asks nobody at a login, so whoever's hash it cannot verify sets a new password.`;
  return `A hash it cannot verify waits in the vault: ${title} asks at the first login ([${hook}](../hooks/README.md)).`;
}

function needs({ room }: Platform): string {
  const said = [
    ...(room.needs.length > 0 ? [`there is no user without ${room.needs.join(' or ')}`] : []),
    ...(room.needsVerified ? ['there is no user without a verified address or number'] : []),
    ...(room.needsClaims ?? []).map((claim) => `there is no user without \`${claim}\``),
  ];
  const sentence = said.join('; ') || 'any identifier it accepts, or a link, will do';
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

const HOW = {
  kept: 'whether it is verified is kept',
  assumed: 'everything counts as verified, also what is not',
  dropped: 'nothing says whether it is verified',
} as const;

function verified({ email, phone }: Platform['room']['verified']): string {
  return `E-mail: ${HOW[email]}. Phone: ${HOW[phone]}.`;
}

function factors({ accepts, room }: Platform): string {
  if (accepts.factors.length === 0) return 'none.';
  const { totp, webauthn, recoveryCodes } = room;
  const words = accepts.factors.map((type) => {
    if (type === 'totp' && totp !== undefined) return `TOTP (${describeTotp(totp)})`;
    if (type === 'webauthn')
      return `${webauthn?.secondFactors === false ? 'passkeys' : 'passkeys and security keys'}, only under the domain they were made for`;
    if (type === 'recovery-codes' && recoveryCodes !== undefined)
      return `recovery codes (${['plain', ...recoveryCodes.hashes].slice(recoveryCodes.plain ? 0 : 1).join(', ')})`;
    return type;
  });
  return `${words.join('; ')}.`;
}

function describeTotp({ algorithms, digits, periods, most }: TotpRoom): string {
  const every = periods === 'any' ? 'any period' : `${periods.join(' or ')} s`;
  const count = Number.isFinite(most) ? `, ${most} of a customer` : '';
  return `${algorithms.join(' or ')}, ${digits.join(' or ')} digits, ${every}${count}`;
}

function doubts(disputed: Platform['disputed']): readonly string[] {
  const entries = Object.entries(disputed);
  if (entries.length === 0) return [];
  return [`**Disputed**: ${entries.map(([field, sentence]) => `\`${field}\`: ${sentence}`).join(' ')}`];
}

function list(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.join(', ');
}
