/**
 * How many identities a second a platform can be asked about: `node bench/platforms.ts [IDENTITIES]`.
 *
 * By processor time, since other work on the machine is not what is measured. Taking the hash apart is part of it for
 * the first platform that is asked, and for that one only where all are asked about one identity in turn.
 *
 * @module
 */
import { blankIdentity, type Identity } from '../src/identity/identity.ts';
import { fitPlatform, PLATFORMS } from '../src/targets/platforms/index.ts';

const count = Number(process.argv[2] ?? 200_000);

const HASHES = [
  { format: 'bcrypt-2b', hash: '$2b$10$abcdefghijklmnopqrstuum2m8jLTK1aT9mwclgeB7q3i9kc1x7qS' },
  {
    format: 'django-pbkdf2-sha256',
    hash: 'pbkdf2_sha256$27500$NaClNaClNaCl$rEsydm3Z1FlFiMcEe0CtqvkZc2+/dHjubTgNH6cid3Y=',
  },
  {
    format: 'argon2id',
    hash: '$argon2id$v=19$m=4096,t=3,p=1$AAECAwQFBgcICQoLDA0ODw$L1QCdt7dKQ8U73U32Ax72DcGi2gnGAMhXNORJIKM8r4',
  },
] as const;

const identities: readonly Identity[] = Array.from({ length: count }, (_, index) => customer(index));

for (const platform of PLATFORMS) {
  const rate = best(() => {
    for (const identity of identities) fitPlatform(platform, identity);
  });
  say(platform.id, rate);
}
const all = best(() => {
  for (const identity of identities) for (const platform of PLATFORMS) fitPlatform(platform, identity);
});
say(`all ${PLATFORMS.length} in turn, answers`, all * PLATFORMS.length);

/** Identities a second of the best of three rounds. */
function best(round: () => void): number {
  const seconds = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    round();
    return process.cpuUsage(before).user / 1e6;
  });
  return count / Math.min(...seconds);
}

function say(name: string, rate: number): void {
  console.log(`${name.padEnd(28)} ${Math.round(rate).toLocaleString('en-US')}/s`);
}

function customer(index: number): Identity {
  return {
    ...blankIdentity(`u${index}`),
    identifiers: [
      { type: 'email', value: `a${index}@shop.example`, verified: index % 3 > 0 },
      ...(index % 5 === 0 ? [{ type: 'username' as const, value: `a${index}` }] : []),
    ],
    profile: { given_name: 'Ada', family_name: 'L', locale: 'en' },
    attributes: { plan: 'gold' },
    password: { ...(HASHES[index % HASHES.length] ?? HASHES[0]) },
    factors:
      index % 10 === 0
        ? [{ type: 'totp', secret: 'JBSWY3DPEHPK3PXP', algorithm: 'SHA1', digits: 6, period: 30 }]
        : [],
    links: index % 4 === 0 ? [{ provider: 'google', subject: String(index) }] : [],
    createdAt: '2020-01-01T00:00:00Z',
    lastLoginAt: '2024-01-01T00:00:00Z',
  };
}
