/**
 * What the door is told of the `login` section: the same, in milliseconds.
 *
 * @module
 */
import type { MigrationConfig } from '../config/migration.ts';
import type { CohortRule, LoginSettings } from '../engine/login.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export function loginSettingsOf({ login, accept }: MigrationConfig): LoginSettings {
  const { breaker, rememberSeconds, forgetUnsettledMinutes, cohorts, ...same } = login;
  return {
    ...same,
    breaker: { failures: breaker.failures, pause: breaker.pauseSeconds * SECOND },
    remember: rememberSeconds * SECOND,
    forgetUnsettled: forgetUnsettledMinutes * MINUTE,
    cohorts: cohortsOf({ cohorts }),
    accept,
  };
}

/** The rules without the conditions that were not given. */
export function cohortsOf({ cohorts }: Pick<MigrationConfig['login'], 'cohorts'>): readonly CohortRule[] {
  return cohorts.map(({ name, where: { passwordFormats, credentialPlans, status, domains } }) => ({
    name,
    where: {
      ...(passwordFormats === undefined ? {} : { passwordFormats }),
      ...(credentialPlans === undefined ? {} : { credentialPlans }),
      ...(status === undefined ? {} : { status }),
      ...(domains === undefined ? {} : { domains }),
    },
  }));
}
