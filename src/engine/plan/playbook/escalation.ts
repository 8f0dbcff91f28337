/**
 * Who is called when, so that nobody at the help desk has to decide it alone.
 *
 * @module
 */
import type { Escalation, Notice } from './playbook-document.ts';

/** Tickets an hour above which something is wrong, where nothing is expected at all. */
const QUIET_HOUR = 10;
/** Hours of a working day over which a day's tickets spread. */
const DESK_HOURS = 8;

export function escalationFor(calendar: readonly Notice[]): readonly Escalation[] {
  const expected = Math.max(0, ...calendar.map(ticketsPerDay));
  const alarm = Math.max(QUIET_HOUR, Math.ceil((2 * expected) / DESK_HOURS));
  return [
    {
      sign: 'A customer says that somebody else set or changed their login.',
      first: 'Thank them, note the time, change nothing, and do not send a new link.',
      call: 'Security',
      within: 'at once',
    },
    {
      sign: 'A customer sees the data of somebody else.',
      first: 'Ask them to log out. Note what they saw in one sentence, and no data.',
      call: 'Security and the programme lead: “The wrong account”',
      within: 'at once',
    },
    {
      sign: 'Three customers within ten minutes say that a password is refused that they know to be right.',
      first: 'Note when they tried and what they log in with.',
      call: 'Identity engineer: “Right passwords are refused”',
      within: '10 minutes',
    },
    {
      sign: `More than ${alarm} calls or tickets about logging in within an hour.`,
      first: 'Answer with the announcement of “A flood of tickets”.',
      call: 'Programme lead: “A flood of tickets”',
      within: '30 minutes',
    },
    {
      sign: 'A customer reports a message in our name that looks wrong: another address, a request for a password.',
      first: 'Ask them to forward it and to open nothing in it.',
      call: 'Security',
      within: '30 minutes',
    },
    {
      sign: 'Messages do not arrive for several customers with addresses at the same provider.',
      first: 'Ask them to look into the folder for junk.',
      call: 'Identity engineer: “Messages do not arrive”',
      within: '1 hour',
    },
    {
      sign: 'A customer has neither their mailbox nor their phone any more.',
      first: 'Begin assisted recovery; it takes two of you.',
      call: 'A second agent, who approves',
      within: 'the same day',
    },
    {
      sign: 'The press, an authority or a lawyer asks.',
      first: 'Say nothing about the crossing; take name and number.',
      call: 'Programme lead and communications',
      within: '30 minutes',
    },
  ];
}

/** On the fullest day of one line of the calendar. */
function ticketsPerDay({ tickets, volume, perDay }: Notice): number {
  if (tickets === undefined || volume === 0) return 0;
  return tickets.value * Math.min(1, (perDay ?? volume) / volume);
}
