/**
 * A customer whose new credential is made at Ory Kratos: staged from an export, a message, our page, Kratos' own recovery,
 * and back; done in the funnel because Kratos shows it, and not because somebody came back. No target: the handover is all
 * there is.
 *
 * @module
 */
import { join } from 'node:path';
import { type FastifyInstance, fastify } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CampaignSettings } from '../../src/engine/reset/campaign.ts';
import { readFunnel } from '../../src/engine/reset/funnel.ts';
import { type OpenJourneys, openJourneys } from '../../src/engine/reset/journey/open-journeys.ts';
import { sendDue } from '../../src/engine/reset/send.ts';
import { startCampaign } from '../../src/engine/reset.ts';
import { kratos } from '../../src/handovers/kratos.ts';
import { mountResetPage } from '../../src/http/reset/mount.ts';
import { openPage } from '../../src/http/reset/open-page.ts';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { findById } from '../../src/ledger/sql/find-customer.ts';
import { createPace } from '../../src/net/pace.ts';
import { resetWith, TEST_POLICY } from '../reset.ts';
import { needs } from '../servers/binaries.ts';
import { type KratosServer, startKratos } from '../servers/kratos.ts';
import { importCustomer, loginAtKratos } from '../servers/kratos-customers.ts';
import { recoverAtKratos } from '../servers/kratos-recovery.ts';
import { createProject } from './project.ts';

const OURS = 'https://welcome.shop.example';
const OLD = 'Correct-Horse-9';
const NEW = 'Battery-Staple-7-new';

/** Long enough that nobody can still be waiting for an answer. */
const A_MINUTE = 60_000;

needs('kratos', 'postgres')('a customer whose credential is made at Kratos', () => {
  let server: KratosServer;
  let ledger: Ledger;
  let app: FastifyInstance;
  let identityId: string;
  let email: string;
  let link: string;
  let journeys: OpenJourneys;
  /** Milliseconds by which our clock is ahead. */
  let later: number;
  const now = () => Date.now() + later;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    server = await startKratos({
      recovery: {
        settingsPage: 'http://127.0.0.1:9/settings',
        recoveryPage: 'http://127.0.0.1:9/recovery',
        returnUrls: [OURS],
      },
    });
  }, 60_000);
  afterAll(() => server?.stop());

  beforeEach(async ({ task }) => {
    later = 0;
    const id = task.id.replaceAll(/\W/g, '');
    email = `${id}@shop.example`;
    await importCustomer(server, { email, password: { password: OLD } });
    ledger = await stage(id);
    identityId = ledger.index.identityId('legacy', id);
    const session = await kratos.open(kratos.config.parse({ url: server.adminUrl }), {
      pace: createPace({ concurrency: 4 }),
    });
    const handover = { id: kratos.id, begins: kratos.begins, session };
    const { target: _none, ...parts } = resetWith(ledger, { handover, now });
    const stop = new AbortController().signal;
    await startCampaign(parts, { name: 'autumn', settings: SETTINGS, lists: [], stop });
    await sendDue(parts, { stop, untilIdle: true });
    link = new URL(/https:\S+/.exec(parts.channels[0].sent[0]?.text ?? '')?.[0] ?? '').pathname;
    journeys = openJourneys(parts);
    app = fastify({ logger: false, exposeHeadRoutes: false });
    const { policy } = parts;
    const brand = { name: 'The Shop', colour: '#1a5fb4', support: {} };
    const { seals } = ledger;
    const page = openPage({ journeys, policy, brand, language: 'en', folder: '.', seals, now });
    mountResetPage(app, page, { failed: (_where, error) => expect.unreachable(String(error)) });
    closing.push(
      () => session.close(),
      () => journeys.close(),
      () => app.close(),
    );
    return async () => {
      for (const close of closing.splice(0).reverse()) await close();
    };
  });

  it('comes back with a new password, is done, and the old one is dead on both sides', async () => {
    const there = await goThere();
    const { back = '' } = await recoverAtKratos(server, there.url, NEW);
    expect(back).toBe(`${OURS}/back`);
    const shown = await there.comeBack();
    expect(shown.headers.location).toBe('/done/there?language=en');
    expect(await outcomes()).toMatchObject({ meant: 1, started: 1, outcomes: { done: 1 } });
    expect((await loginAtKratos(server, email, NEW)).status).toBe(200);
    expect((await loginAtKratos(server, email, OLD)).status).toBe(400);
    const row = await findById(ledger.db, identityId);
    expect(row).toMatchObject({ owner: 'target', open_write: null });
    expect((await get(link)).statusCode).toBe(404);
  });

  it('who comes back without having set anything is not done, and may go there again', async () => {
    const there = await goThere();
    await recoverAtKratos(server, there.url);
    expect((await there.comeBack()).headers.location).toBe('/step');
    expect((await outcomes()).outcomes.done).toBe(0);
    const again = await there.choosePassword();
    const { back = '' } = await recoverAtKratos(server, linkIn(again.body), NEW);
    expect(back).toBe(`${OURS}/back`);
    expect((await there.comeBack()).headers.location).toContain('/done/there');
    expect((await outcomes()).outcomes.done).toBe(1);
  });

  it('who sets a password there and never comes back is found done by looking', async () => {
    const there = await goThere();
    await recoverAtKratos(server, there.url, NEW);
    later = A_MINUTE;
    expect(await journeys.lookAround()).toEqual({ settled: 1, givenBack: 0 });
    expect((await outcomes()).outcomes.done).toBe(1);
    expect(await journeys.lookAround()).toEqual({ settled: 0, givenBack: 0 });
  });

  /** Our ledger as an operator fills it who has an export, Kratos, and no target: by the command. */
  async function stage(id: string): Promise<Ledger> {
    const project = await createProject();
    closing.push(async () => project.remove());
    project.write('customers.csv', `id,email\n${id},${email}\n`);
    project.configure({
      name: 'autumn',
      source: { type: 'csv', path: 'customers.csv' },
      mapping: { fields: { id: 'id', email: 'email', 'email.verified': { value: true } } },
      credentials: { absent: 'reset' },
      reset: {
        brand: { name: 'The Shop' },
        channels: [
          { type: 'smtp', host: 'mail.shop.example', from: { name: 'Shop', address: 'hi@shop.example' } },
        ],
        journey: { pageUrl: OURS, loginUrl: 'https://login.shop.example' },
        handover: { type: 'kratos', url: server.adminUrl },
      },
    });
    const { code, stderr, result } = await project.run(['stage']);
    expect({ code, result }, stderr).toMatchObject({
      code: 0,
      result: { account: { read: 1, ended: { staged: 1 } }, judgedBy: 'facts: Ory Kratos' },
    });
    const opened = await openLedger({ folder: join(project.folder, '.footbridge'), env: {} });
    closing.push(() => opened.close());
    return opened;
  }

  /** Opens the link, presses the button, and chooses Kratos' page. */
  async function goThere() {
    const welcome = await get(link);
    const begun = await post('/begin?language=en', fieldsOf(welcome.body));
    let cookie = cookieOf(begun.headers);
    const choosePassword = async () => {
      const { form = '' } = fieldsOf((await get('/step', cookie)).body);
      const answer = await post('/hand-over', { form, need: 'password' }, cookie);
      cookie = cookieOf(answer.headers) || cookie;
      return answer;
    };
    return {
      url: linkIn((await choosePassword()).body),
      choosePassword,
      /** From elsewhere a browser brings no cookie; the page it gets leads it on. */
      async comeBack() {
        expect((await get('/back')).body).toContain('/back/here');
        const answer = await get('/back/here', cookie);
        cookie = cookieOf(answer.headers) || cookie;
        return answer;
      },
    };
  }

  async function outcomes() {
    const asked = { campaign: 'autumn', sessionLife: TEST_POLICY.sessionLife, now: now() };
    return (await readFunnel(ledger, asked)).whole;
  }

  function linkIn(body: string): string {
    const href = [...body.matchAll(/href="(http[^"]+)"/g)]
      .map(([, url = '']) => url.replaceAll('&amp;', '&'))
      .find((url) => url.startsWith(server.publicUrl));
    return href ?? expect.unreachable('no link to Kratos on the page');
  }

  function get(url: string, cookie = '') {
    return app.inject({ method: 'GET', url, headers: { cookie } });
  }

  function post(url: string, fields: Record<string, string>, cookie = '') {
    return app.inject({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
        cookie,
      },
      payload: new URLSearchParams(fields).toString(),
    });
  }
});

const SETTINGS: CampaignSettings = {
  purpose: 'reset',
  cohorts: [],
  remindAfterDays: [],
  perHour: 6_000,
  contactRate: 0.03,
  timeZone: 'UTC',
  freezes: [],
  language: 'en',
  linkDays: 7,
};

/** The hidden fields of the first form. */
function fieldsOf(body: string): Record<string, string> {
  const form = /<form[\s\S]*?<\/form>/.exec(body)?.[0] ?? '';
  return Object.fromEntries(
    [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
}

function cookieOf(headers: Readonly<Record<string, unknown>>): string {
  return String([headers['set-cookie'] ?? ''].flat()[0]).split(';', 1)[0] ?? '';
}
