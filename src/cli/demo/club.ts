/**
 * The old shop's club: customers who are in no export. Their hashes never left, so only the living shop can say
 * whether a password is right, and each of them crosses at the moment they log in.
 *
 * @module
 */
import { createDice } from './dice.ts';
import { type HashCosts, hashPassword } from './old-hashes.ts';
import { blankCustomer, type Customer, passwordOf } from './old-shop.ts';
import type { Regular } from './regulars.ts';

export type Member = Omit<Regular, 'totp' | 'blocked'>;

const NAMES = `Alma Reyes, Boris Klein, Carla Duarte, Deniz Aksoy, Edda Holm, Farah Aziz, Goran Vidal, Helmi Aalto,
  Ivo Marek, Jana Prins, Kenji Mori, Lotte Visser, Milan Horak, Noor Rahman, Oskar Lind, Petra Simic,
  Ravi Menon, Selma Hagen, Tomas Bartos, Ulla Friis, Vera Costa, Wim Peeters, Xenia Pavlou, Yara Nunes`;

/** Twenty-four, none of them among the export's customers. */
export const MEMBERS: readonly Member[] = NAMES.split(',').map((name, index) => {
  const [first_name = '', last_name = ''] = name.trim().split(' ');
  const id = `club-${index + 1}`;
  return { id, first_name, last_name, hash: 'bcrypt', password: passwordOf(String(index + 9_001)) };
});

/** The last ones do not come while the demo runs: whoever looks on may be them. */
const STAY_AWAY = 4;

export const COMING = MEMBERS.slice(0, -STAY_AWAY);
export const STAYING_AWAY = MEMBERS.slice(-STAY_AWAY);

export async function* club(costs: HashCosts, seed = 1987): AsyncGenerator<Customer> {
  const dice = createDice(seed);
  for (const member of MEMBERS) {
    yield {
      ...blankCustomer(member.id, member.first_name, member.last_name),
      email: clubEmail(member),
      email_confirmed: '1',
      ...(await hashPassword(member.hash, member.password, dice, costs)),
      loyalty_points: String(dice.below(9_000)),
      created: '2016-09-12T10:00:00+02:00',
    };
  }
}

/** What a member types at a login. */
export function clubEmail({ first_name, last_name }: Pick<Member, 'first_name' | 'last_name'>): string {
  return `${first_name}.${last_name}@example.org`.toLowerCase();
}
