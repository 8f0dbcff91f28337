/**
 * The funnel of a campaign as one HTML document: how far customers came, where they left, what it cost support.
 *
 * @module
 */
import { JOURNEY_STEPS, type JourneyStep } from '../engine/reset/campaign.ts';
import {
  DIMENSIONS,
  type Dimension,
  type Funnel,
  type FunnelSlice,
  OUTCOMES,
  type Outcome,
} from '../engine/reset/funnel-document.ts';
import { type Html, html } from '../markup/html.ts';
import { bars } from './charts/bars.ts';
import { progress } from './charts/progress.ts';
import { count, countOf, duration, moment, percent } from './numbers.ts';
import { renderPage, type Section, tiles } from './page.ts';
import { table } from './table.ts';

export function renderFunnel(funnel: Funnel): string {
  const { campaign, state, startedAt, at } = funnel;
  return renderPage({
    kind: 'Campaign',
    title: campaign,
    about: html`Begun ${moment(startedAt)}, ${state}; counted ${moment(at)}.`,
    summary: summarise(funnel),
    sections: [
      stageSection(funnel),
      leavingSection(funnel),
      timeSection(funnel),
      partSection(funnel),
      supportSection(funnel),
    ],
    footer: html`<p>Made by Footbridge. This file is whole: it needs no network, and holds counts, not customers.</p>`,
  });
}

function summarise({ whole, tickets, perhapsTwice }: Funnel): Html {
  const { outcomes, sent, meant, time } = whole;
  return html`<p class="lead">Of ${count(sent)} customers who were sent a message, <strong>${percent(outcomes.done, sent)}</strong> are done${outcomes.crossed > 0 && html`, and ${percent(outcomes.crossed, sent)} crossed another way`}.</p>
${perhapsTwice > 0 && html`<p>${countOf(perhapsTwice, 'message')} may have gone out twice: nobody could say whether the first one had.</p>`}
${tiles([
  { value: count(meant), label: 'customers', note: `${count(outcomes.waiting)} still to be asked` },
  { value: count(outcomes.done), label: 'done', note: percent(outcomes.done, sent) },
  { value: time === undefined ? '–' : duration(time.median), label: 'half are done within' },
  {
    value: tickets.perThousand === undefined ? '–' : tickets.perThousand.toFixed(1),
    label: 'tickets for a thousand sent',
    ...(tickets.expectedPerThousand === undefined
      ? {}
      : { note: `expected ${tickets.expectedPerThousand.toFixed(1)}` }),
  },
])}`;
}

function stageSection({ whole }: Funnel): Section {
  const { sent, delivered, perhapsDelivered, opened, started, outcomes } = whole;
  return {
    id: 'stages',
    title: 'How far they came',
    intro:
      'Each bar is a part of the one above it. A message counts as delivered when its channel said so or its link was opened.',
    body: html`${bars({
      id: 'funnel',
      title: 'From the message to a new credential',
      whole: sent,
      rows: [
        { label: 'sent', count: sent },
        { label: 'delivered, or perhaps', count: delivered + perhapsDelivered },
        { label: 'delivered for certain', count: delivered },
        { label: 'opened the link', count: opened },
        { label: 'started', count: started },
        { label: 'done', count: outcomes.done },
      ],
    })}${table({
      caption: 'How it ended',
      columns: [
        { title: 'outcome' },
        { title: 'customers', number: true },
        { title: 'of all', number: true },
        { title: 'what it means', wide: true },
      ],
      rows: OUTCOMES.filter((outcome) => outcomes[outcome] > 0).map((outcome) => [
        outcome,
        count(outcomes[outcome]),
        percent(outcomes[outcome], whole.meant),
        MEANS[outcome],
      ]),
    })}`,
  };
}

const MEANS = {
  waiting: 'No message went out to them yet.',
  unopened: 'A message went out; nobody has opened its link.',
  going: 'At the page when this was counted.',
  abandoned: 'Opened the link and left. They may come back while it is good.',
  done: 'Has a new credential.',
  crossed: 'Crossed another way: at a login, in a wave, with support.',
  undeliverable: 'The message came back.',
  unreachable: 'No channel reaches them.',
  excluded: 'Is not to cross any more.',
  stopped: 'Nobody asks them any more.',
  expired: 'Their time is over.',
} as const satisfies Record<Outcome, string>;

function leavingSection({ whole }: Funnel): Section {
  const { reached, abandonedAt } = whole;
  return {
    id: 'leaving',
    title: 'Where they left',
    intro:
      'Of those who came to a step: how many went away there and were silent for longer than a session lasts.',
    body: table({
      caption: 'Steps of the page',
      captionHidden: true,
      columns: [
        { title: 'step' },
        { title: 'came there', number: true },
        { title: 'left there', number: true },
        { title: 'share', number: true },
      ],
      rows: JOURNEY_STEPS.map((step) => [
        STEPS[step],
        count(reached[step]),
        count(abandonedAt[step]),
        percent(abandonedAt[step], reached[step]),
      ]),
    }),
  };
}

const STEPS = {
  opened: 'opened the link',
  confirm: 'confirm it is you',
  credential: 'passkey or password',
  factor: 'second factor',
  done: 'done',
} as const satisfies Record<JourneyStep, string>;

function timeSection({ days, whole }: Funnel): Section {
  return {
    id: 'time',
    title: 'Over time',
    intro: 'Days in UTC.',
    body: html`${progress('progress', 'Asked and done, added up', days) ?? html`<p>There are not two days to compare yet.</p>`}${
      whole.time !== undefined &&
      html`<p>From the first message to the end: half within ${duration(whole.time.median)}, nine of ten within ${duration(whole.time.p90)}.</p>`
    }`,
  };
}

function partSection({ slices }: Funnel): Section {
  return {
    id: 'parts',
    title: 'Who came how far',
    body: DIMENSIONS.map((dimension) => partTable(dimension, slices[dimension])),
  };
}

function partTable(dimension: Dimension, slices: readonly FunnelSlice[]): Html {
  return table({
    caption: `By ${dimension}`,
    columns: [
      { title: dimension },
      { title: 'sent', number: true },
      { title: 'opened', number: true },
      { title: 'done', number: true },
      { title: 'of sent', number: true },
      { title: 'half within', number: true },
    ],
    rows: slices.map(({ value, sent, opened, outcomes, time }) => [
      value === '' ? 'none' : value,
      count(sent),
      count(opened),
      count(outcomes.done),
      percent(outcomes.done, sent),
      time === undefined ? '–' : duration(time.median),
    ]),
  });
}

function supportSection({ tickets, messages }: Funnel): Section {
  return {
    id: 'support',
    title: 'Support and messages',
    body: html`<p>${countOf(tickets.total, 'ticket')} of customers who had been sent a message by then.</p>${
      tickets.tags.length > 0 &&
      table({
        caption: 'What tickets are about',
        columns: [{ title: 'tag' }, { title: 'tickets', number: true }],
        rows: tickets.tags.map(({ tag, count: many }) => [tag, count(many)]),
      })
    }${table({
      caption: 'Messages by step and state',
      columns: [{ title: 'message' }, { title: 'state' }, { title: 'messages', number: true }],
      rows: messages.map(({ step, state, count: many }) => [
        step === 1 ? 'invitation' : `reminder ${step - 1}`,
        state,
        count(many),
      ]),
    })}`,
  };
}
