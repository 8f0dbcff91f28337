/** Under which rule of `login.cohorts` a customer falls, else in which cohort of the plan; empty: in none. */
import type { Identity } from '../../identity/identity.ts';
import type { CustomerRow } from '../../ledger/sql/find-customer.ts';
import type { CohortRule } from './door.ts';

type Row = Pick<CustomerRow, 'credential_plan' | 'password_format' | 'status' | 'cohort'>;

export function cohortOf(
  rules: readonly CohortRule[],
  row: Row | undefined,
  identity: Identity | undefined,
  typed: readonly string[],
): string {
  const addresses = identity?.identifiers.map(({ value }) => value) ?? typed;
  return rules.find(({ where }) => fits(where, row, addresses))?.name ?? row?.cohort ?? '';
}

function fits(where: CohortRule['where'], row: Row | undefined, addresses: readonly string[]): boolean {
  const { passwordFormats, credentialPlans, status, domains } = where;
  if (passwordFormats !== undefined && !passwordFormats.includes(row?.password_format ?? '')) return false;
  if (credentialPlans !== undefined && !credentialPlans.includes(row?.credential_plan ?? '')) return false;
  if (status !== undefined && !status.includes(row?.status ?? '')) return false;
  return domains === undefined || addresses.some((address) => domains.includes(domainOf(address)));
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
