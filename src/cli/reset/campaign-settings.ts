/**
 * The settings of a campaign: what the configuration says, and in its place what was typed.
 *
 * @module
 */
import { z } from 'zod';
import type { MigrationConfig } from '../../config/migration.ts';
import type { ResetConfig } from '../../config/reset.ts';
import { withAssumptions } from '../../engine/forecast/assumptions.ts';
import type { CampaignSettings } from '../../engine/reset/campaign.ts';
import type { Answering } from '../../engine/reset/campaign-forecast.ts';
import { answeringBy } from '../../engine/reset/preview.ts';
import { minutesOf } from '../../engine/reset/schedule.ts';
import type { CampaignChange } from '../../engine/reset.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { readNumber } from '../arguments.ts';

export interface CampaignFlags extends ChangeFlags {
  readonly purpose?: string;
  readonly cohort?: readonly string[];
  readonly rule?: string;
}

export interface ChangeFlags {
  readonly perHour?: string;
  readonly perDay?: string;
  readonly ticketsPerDay?: string;
  readonly quiet?: string;
  readonly freeze?: readonly string[];
  readonly remindAfter?: string;
}

/** @throws {FootbridgeError} USAGE_WRONG, CONFIG_INVALID */
export function campaignSettings(
  config: MigrationConfig,
  { sending, messages }: ResetConfig,
  flags: CampaignFlags,
): CampaignSettings {
  const { purpose = 'reset' } = flags;
  if (purpose !== 'reset' && purpose !== 'enrol')
    throw new FootbridgeError('USAGE_WRONG', '--purpose is "reset" or "enrol"');
  return {
    purpose,
    cohorts: [...(flags.cohort ?? [])],
    ...(flags.rule === undefined ? {} : { rule: flags.rule }),
    remindAfterDays: sorted(sending.remindAfterDays),
    perHour: sending.perHour,
    ...(sending.perDay === undefined ? {} : { perDay: sending.perDay }),
    ...(sending.ticketsPerDay === undefined ? {} : { ticketsPerDay: sending.ticketsPerDay }),
    ...(sending.quiet === undefined
      ? {}
      : { quiet: [minutesOf(sending.quiet[0]), minutesOf(sending.quiet[1])] }),
    timeZone: sending.timeZone,
    freezes: sending.freezes,
    language: messages.language,
    linkDays: sending.linkDays,
    contactRate: expectedAnswers(config).contactRate.value,
    ...campaignChange(flags),
  };
}

/** How customers are expected to answer: docs/assumptions.md, or `assume` of the configuration. */
export function expectedAnswers({ assume }: MigrationConfig): Answering {
  return answeringBy(withAssumptions(assume));
}

/** What was typed, and nothing else. @throws {FootbridgeError} USAGE_WRONG */
export function campaignChange(flags: ChangeFlags): CampaignChange {
  const { perHour, perDay, ticketsPerDay, quiet, freeze, remindAfter } = flags;
  return {
    ...(perHour === undefined ? {} : { perHour: readNumber(perHour, '--per-hour') }),
    ...(perDay === undefined ? {} : { perDay: readNumber(perDay, '--per-day') }),
    ...(ticketsPerDay === undefined ? {} : { ticketsPerDay: readNumber(ticketsPerDay, '--tickets-per-day') }),
    ...(quiet === undefined ? {} : { quiet: readQuiet(quiet) }),
    ...(freeze === undefined ? {} : { freezes: freeze.map(readDay) }),
    ...(remindAfter === undefined ? {} : { remindAfterDays: readDays(remindAfter) }),
  };
}

/** `21:00-08:00` */
function readQuiet(text: string): [number, number] {
  const [, from, to] = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(text) ?? [];
  if (from === undefined || to === undefined)
    throw new FootbridgeError('USAGE_WRONG', '--quiet is two times of the day, such as 21:00-08:00');
  return [minutesOf(from), minutesOf(to)];
}

function readDay(text: string): string {
  // V8 takes the 30th of February for the 2nd of March.
  if (!z.iso.date().safeParse(text).success)
    throw new FootbridgeError('USAGE_WRONG', '--freeze is a day, such as 2026-12-24');
  return text;
}

/** `3,10`; `none` for no reminders. */
function readDays(text: string): number[] {
  if (text === 'none') return [];
  const days = text.split(',').map((one) => readNumber(one.trim(), '--remind-after'));
  if (days.length > 5 || days.some((one) => one > 365))
    throw new FootbridgeError('USAGE_WRONG', '--remind-after has at most five days, none later than 365');
  return sorted(days);
}

function sorted(days: readonly number[]): number[] {
  return [...new Set(days)].sort((a, b) => a - b);
}
