/**
 * What the planner proposes for everybody of whom no operator has said anything: carried where the hash can be, sealed
 * where only we can verify it, by a login where only the legacy can, and reset where nobody can or nobody comes.
 *
 * @module
 */
import type { Path } from '../../identity/path.ts';
import type { PeopleList } from './lists.ts';
import type { Candidate, Turn, Way } from './way.ts';

/** By what a list is for. */
export const LISTED = {
  deny: {
    path: 'exclude',
    credentialPlan: 'as-fits',
    because: 'They stand in a deny list: they never cross.',
  },
  test: {
    path: 'exclude',
    credentialPlan: 'as-fits',
    because: 'They stand in a list of test accounts, and are no customers.',
  },
  allow: {
    path: 'bulk',
    credentialPlan: 'as-fits',
    because: 'There is an allow list and they do not stand in it: no wave takes them until they do.',
  },
  vip: {
    path: 'bulk',
    credentialPlan: 'as-fits',
    because: 'They stand in a list of VIPs: they cross last, when everything has been seen to work.',
  },
  volunteers: {
    path: 'bulk',
    credentialPlan: 'as-fits',
    because: 'They said yes to go first.',
  },
} as const satisfies Record<PeopleList['use'], Way>;

export const LISTED_TURN = {
  deny: 'none',
  test: 'none',
  allow: 'none',
  vip: 'last',
  volunteers: 'first',
} as const satisfies Record<PeopleList['use'], Turn>;

const CARRIED: Way = {
  path: 'bulk',
  credentialPlan: 'as-fits',
  because: 'Their hashes move with them and the target verifies them: they notice nothing.',
};
const SEALED: Way = {
  path: 'bulk',
  credentialPlan: 'vault',
  because:
    'The target cannot verify these hashes, and we can: profiles move now, hashes stay sealed until the first login, and the old system may be switched off.',
  instead: 'The first login would need us, although the target can verify these hashes by itself.',
};
const AT_LOGIN: Way = {
  path: 'jit',
  credentialPlan: 'as-fits',
  because:
    'No usable hash can leave the old system, and they come often enough to cross at a login while it still answers.',
  instead: 'The old system would have to go on answering until each of them has come.',
};
const RESET: Way = {
  path: 'reset',
  credentialPlan: 'reset',
  because:
    'They are asked, once, to set a new password: nothing of the old one can be verified on the new side.',
  instead: 'Each of them would have to set a new password, which some never do.',
};
const LEFT: Way = {
  path: 'exclude',
  credentialPlan: 'as-fits',
  because:
    'Their addresses are at domains reserved for tests, where nobody can have a mailbox: they are proposed to stay behind.',
};

/** What an operator's cohort without a path may take. */
export const WAYS: readonly Way[] = [CARRIED, SEALED, AT_LOGIN, RESET];

/** Those of its own that take this path, else the usual one. */
export function waysBy(path: Path, ways: readonly Way[]): readonly Way[] {
  const own = ways.filter((way) => way.path === path);
  if (own.length > 0) return own;
  const usual = WAYS.find((way) => way.path === path);
  return [
    usual ?? {
      path,
      credentialPlan: 'as-fits',
      because: 'Somebody asked what would be if they stayed behind.',
    },
  ];
}

/** RFC 2606 §2 and §3. */
const RESERVED_DOMAINS =
  'email.domain in ["example.com", "example.net", "example.org"] or email.domain ends with ".test" or email.domain ends with ".invalid" or email.domain ends with ".example"';

/** Logged in within a year: longer ago than that, waiting for a login keeps an old system alive for hardly anybody. */
const ACTIVE = 'lastLogin within 1 year';

/** A proposal that is withdrawn where it would mean too many: then the export itself was made up. */
export const TEST_ACCOUNTS = 'test-accounts';

/** The order decides: whoever falls under several belongs to the first. */
export const PROPOSED: readonly Candidate[] = [
  {
    name: 'service-accounts',
    rule: 'kind == "service"',
    origin: 'proposed',
    ways: [
      {
        ...CARRIED,
        because:
          'No person logs in with them: they cross on their own, when their owners have been told, and their secrets are issued anew.',
      },
    ],
    turn: 'quiet',
  },
  {
    name: TEST_ACCOUNTS,
    rule: RESERVED_DOMAINS,
    origin: 'proposed',
    ways: [LEFT],
    turn: 'none',
  },
  {
    name: 'disabled',
    rule: 'status in ["disabled", "locked"]',
    origin: 'proposed',
    ways: [{ ...CARRIED, because: 'They are disabled or locked and stay so in the target: nobody gets in.' }],
    turn: 'quiet',
  },
  {
    name: 'social-and-passkey',
    rule: 'not (has password) and (has link or has passkey)',
    origin: 'proposed',
    ways: [
      {
        path: 'bulk',
        credentialPlan: 'none',
        because: 'They have no password: they go on with the provider or the passkey they use.',
      },
    ],
    turn: 'carried',
  },
  {
    name: 'carried-active',
    rule: `has password and credentialPlan in ["native", "transcoded"] and ${ACTIVE}`,
    origin: 'proposed',
    ways: [CARRIED, AT_LOGIN, RESET],
    turn: 'carried',
  },
  {
    name: 'carried-dormant',
    rule: 'has password and credentialPlan in ["native", "transcoded"]',
    origin: 'proposed',
    ways: [CARRIED, RESET],
    turn: 'dormant',
  },
  {
    name: 'sealed',
    rule: 'has password and credentialPlan == "vault"',
    origin: 'proposed',
    ways: [SEALED, AT_LOGIN, RESET],
    turn: 'sealed',
  },
  {
    name: 'unverifiable',
    rule: 'has password',
    origin: 'proposed',
    ways: [
      {
        ...AT_LOGIN,
        credentialPlan: 'legacy',
        because:
          'Neither the target nor we can verify these hashes: only the old system says who may come in.',
      },
      RESET,
    ],
    turn: 'none',
  },
  {
    name: 'no-hash-active',
    rule: `kind == "person" and ${ACTIVE}`,
    origin: 'proposed',
    ways: [{ ...AT_LOGIN, credentialPlan: 'legacy' }, RESET],
    turn: 'none',
  },
  {
    name: 'no-hash-dormant',
    rule: 'has email or has phone',
    origin: 'proposed',
    ways: [
      {
        ...RESET,
        because:
          'There is no hash, and they have not logged in within a year: waiting for them would keep the old system alive.',
      },
      {
        ...AT_LOGIN,
        credentialPlan: 'legacy',
        because:
          'There is no hash. Whoever of them still comes crosses at a login, for as long as the old system answers.',
      },
    ],
    turn: 'reset',
  },
  {
    name: 'everybody-else',
    rule: 'everybody',
    origin: 'proposed',
    ways: [{ ...CARRIED, because: 'They fall under no other rule: they move as they are.' }],
    turn: 'quiet',
  },
];
