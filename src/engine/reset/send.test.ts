/** What a sender does when something goes wrong around it: on a real ledger, with channels in memory. */
import { describe, expect, it } from 'vitest';
import { customer } from '../../../test/crossing.ts';
import { emptyLedger } from '../../../test/ledger-template.ts';
import { plantCustomers, resetWith, TEST_NOON, type TestReset } from '../../../test/reset.ts';
import type { Message } from '../../channels/channel.ts';
import { RemoteError } from '../../net/remote-error.ts';
import { endCampaign, startCampaign, steerCampaign } from '../reset.ts';
import type { CampaignSettings } from './campaign.ts';
import { findByToken } from './invitation.ts';
import { sendDue } from './send.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

const SETTINGS: CampaignSettings = {
  purpose: 'reset',
  cohorts: [],
  remindAfterDays: [3],
  perHour: 6_000,
  contactRate: 0.03,
  timeZone: 'UTC',
  freezes: [],
  language: 'en',
  linkDays: 7,
};

let parts: TestReset;
let ids: readonly string[];

async function begin(names: readonly string[], settings: Partial<CampaignSettings> = {}): Promise<void> {
  const ledger = await emptyLedger();
  parts = resetWith(ledger);
  ids = await plantCustomers(
    ledger,
    names.map((name) => ({ identity: customer(name), cohort: name })),
  );
  await start('autumn', settings);
}

function start(name: string, settings: Partial<CampaignSettings> = {}) {
  const stop = new AbortController().signal;
  return startCampaign(parts, { name, settings: { ...SETTINGS, ...settings }, lists: [], stop });
}

/** So many waits of a sender, each as long as the next minute. */
function send(waits = 1) {
  const stop = new AbortController();
  let waited = 0;
  const sleep = async () => {
    waited += 1;
    parts.clock.now += MINUTE;
    if (waited >= waits) stop.abort();
  };
  return sendDue(parts, { stop: stop.signal, untilIdle: true, sleep });
}

const receivers = () => parts.channels[0].sent.map(({ to }) => to.split('@')[0] ?? '');

async function messages() {
  const { rows } = await parts.ledger.db.query<{
    state: string;
    step: number;
    sealed: boolean;
    attempt: number;
  }>('select state, step, sealed is not null as sealed, attempt from message order by id');
  return rows;
}

const away = () => new RemoteError('the mail server is away', { answer: 'retry', ambiguous: false });

describe('a message that is in doubt twice', () => {
  it('is counted as that, and its customer is reminded', async () => {
    await begin(['a']);
    parts.channels[0].answer = () => 'lost';
    await send();
    parts.clock.now += MINUTE;
    expect(await send()).toMatchObject({ handed: 1, doubtful: 1 });
    delete parts.channels[0].answer;
    parts.clock.now += 4 * DAY;
    await send();
    expect(parts.channels[0].sent.map(({ subject }) => subject)).toEqual([
      'invitation',
      'invitation',
      'last-reminder',
    ]);
  });

  it('because two processes died with it, leaves its customer among those who were asked, and reminded', async () => {
    await begin(['a']);
    await parts.ledger.db.query(
      `update message set state = 'called', perhaps_twice = true, worker_id = 4711, called_at = $1`,
      [new Date(TEST_NOON)],
    );
    await send();
    expect(await messages()).toMatchObject([
      { step: 1, state: 'handed', sealed: false },
      { step: 2, state: 'due' },
    ]);
    const { rows } = await parts.ledger.db.query('select from journey where sent_at is not null');
    expect(rows).toHaveLength(1);
  });
});

describe('a campaign that is stopped with a message on its way', () => {
  async function stopWhileSending(answer: NonNullable<TestReset['channels'][0]['answer']>) {
    await begin(['a']);
    const { session } = parts.channels[0];
    const sendIt = session.send.bind(session);
    Object.assign(session, {
      async send(message: Message) {
        await endCampaign(parts.ledger, 'autumn', 'tester');
        return sendIt(message);
      },
    });
    parts.channels[0].answer = answer;
    await send();
    return messages();
  }

  it('keeps no link of a message that never went out, and leaves nothing due', async () => {
    expect(await stopWhileSending(() => ({ status: 'retry', found: '451' }))).toMatchObject([
      { state: 'withdrawn', sealed: false },
    ]);
  });

  it('reminds nobody any more', async () => {
    expect(await stopWhileSending(() => undefined)).toMatchObject([{ state: 'handed' }]);
  });
});

describe('a channel that is away', () => {
  it('counts neither as tries of a message nor as messages that went out', async () => {
    await begin(['a', 'b']);
    parts.channels[0].answer = () => {
      throw away();
    };
    await send(20);
    expect((await messages()).map(({ state, attempt }) => ({ state, attempt }))).toEqual([
      { state: 'due', attempt: 0 },
      { state: 'due', attempt: 0 },
    ]);
    const { rows } = await parts.ledger.db.query<{ sum: number }>('select sum(count)::int from sending');
    expect(rows).toEqual([{ sum: 0 }]);
  });

  it('is sat out by whoever sends until nothing is due', async () => {
    await begin(['a']);
    parts.channels[0].answer = (_, attempt) => {
      if (attempt < 4) throw away();
      return undefined;
    };
    expect(await send(50)).toMatchObject({ handed: 1 });
    expect(receivers()).toEqual(['a']);
  });

  it('because it takes some customers for a fault of ours is found back by the others', async () => {
    await begin(['a', 'b', 'c', 'd']);
    parts.channels[0].answer = ({ to }) => {
      if (/^[abc]@/.test(to)) throw away();
      return undefined;
    };
    await send(10);
    expect(receivers()).toEqual(['d']);
  });
});

describe('a link', () => {
  const tokenOf = (message: Message | undefined) => /\/go\/(\S+)/.exec(message?.text ?? '')?.[1] ?? '';

  it('lives as long as its message says, however late the mail server took it', async () => {
    await begin(['a']);
    const [channel] = parts.channels;
    channel.answer = () => ({ status: 'retry', found: '452' });
    await send();
    await steerCampaign(parts.ledger, 'autumn', 'pause', 'tester');
    parts.clock.now += 8 * DAY;
    await steerCampaign(parts.ledger, 'autumn', 'resume', 'tester');
    delete channel.answer;
    await send();
    const invitation = await findByToken(parts.ledger, tokenOf(channel.sent[0]));
    expect(invitation).toMatchObject({ state: 'open' });
    expect(invitation?.expires_at.getTime()).toBeGreaterThanOrEqual(parts.clock.now + 6 * DAY);
  });
});

describe('two campaigns at once', () => {
  it('share what may go out in a minute', async () => {
    await begin(['a', 'b', 'c', 'd'], { cohorts: ['a', 'b'], perHour: 60 });
    await start('winter', { cohorts: ['c', 'd'], perHour: 60 });
    await send();
    expect(receivers()).toHaveLength(1);
  });
});

describe('whoever must not cross any more', () => {
  it.each([
    ['is disabled', `status = 'disabled'`, 'excluded'],
    ['is held', `state = 'held'`, null],
  ])('and %s since the campaign began gets no message', async (_, change, ended) => {
    await begin(['a']);
    await parts.ledger.db.query(`update identity set ${change} where id = $1`, [ids[0]]);
    await send();
    expect(receivers()).toEqual([]);
    const { rows } = await parts.ledger.db.query('select ended from journey');
    expect(rows).toEqual([{ ended }]);
  });
});
