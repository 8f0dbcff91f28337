/**
 * What else hangs on these customers: applications and accounts of machines, secrets in files, kinds of personal data.
 *
 * @module
 */
import type { Assessment, InventoryItem, SecretScan } from '../../engine/assess/assessment.ts';
import { type Html, html } from '../../markup/html.ts';
import { sum } from '../counted.ts';
import { count, countOf, moment, percent } from '../numbers.ts';
import type { Section } from '../page.ts';
import { table } from '../table.ts';

export function inventorySection({ inventory, scan, categories, everybody }: Assessment): Section {
  return {
    id: 'inventory',
    title: 'What hangs on them',
    body: html`${inventoryTable(inventory)}${scan !== undefined && scanTable(scan)}${categoryTable(categories, everybody.identities)}`,
  };
}

/** More is a list to work through, not to read: the JSON has it. */
const MOST_ROWS = 200;

function inventoryTable(inventory: readonly InventoryItem[]): Html {
  if (inventory.length === 0) {
    return html`<p>No applications or service accounts stand in the export. <code>--inventory FILE</code> adds those you know of.</p>`;
  }
  return html`${table({
    caption: 'Applications, clients and service accounts',
    columns: [
      { title: 'name' },
      { title: 'kind' },
      { title: 'owner' },
      { title: 'hangs on', wide: true },
      { title: 'new secret' },
    ],
    rows: inventory
      .slice(0, MOST_ROWS)
      .map(({ name, kind, owner, dependsOn, reissue, where }) => [
        html`${name}<small>${where}</small>`,
        kind.replaceAll('-', ' '),
        owner ?? 'not known',
        dependsOn.length === 0 ? '–' : dependsOn.map((thing) => html`<p><code>${thing}</code></p>`),
        REISSUE[reissue],
      ]),
  })}${beyond(inventory.length)}`;
}

const REISSUE = {
  yes: html`<span class="mark warn">needed</span>`,
  no: html`<span class="mark good">not needed</span>`,
  unknown: html`<span class="mark plain">not known</span>`,
} as const satisfies Record<InventoryItem['reissue'], Html>;

function scanTable(scan: SecretScan): Html {
  const { findings, files, folders, skipped, at, more } = scan;
  const left = sum(Object.values(skipped));
  return html`<h3>Secrets in files</h3>
<p>Read on ${moment(at)}: ${countOf(files, 'file')} of ${folders.join(', ')}${left > 0 && html`; left out: ${count(left)} (${Object.keys(skipped).join(', ')})`}. The secrets themselves are not kept: the same fingerprint is the same secret.</p>
${
  findings.length === 0
    ? html`<p>None was found.</p>`
    : table({
        caption: 'Secrets found',
        captionHidden: true,
        columns: [
          { title: 'kind' },
          { title: 'file', wide: true },
          { title: 'line', number: true },
          { title: 'fingerprint' },
        ],
        rows: findings
          .slice(0, MOST_ROWS)
          .map(({ kind, file, line, fingerprint }) => [
            kind,
            html`<code>${file}</code>`,
            count(line),
            html`<code>${fingerprint}</code>`,
          ]),
      })
}${beyond(findings.length + more)}`;
}

/** Attributes of one's own can be hundreds; the record of evidence has an entry for each. */
const MOST_CATEGORIES = 60;

function categoryTable(categories: Assessment['categories'], customers: number): Html | undefined {
  const found = Object.entries(categories).filter(([, having]) => having > 0);
  if (found.length === 0) return undefined;
  return html`${table({
    caption: 'Kinds of personal data',
    columns: [{ title: 'kind' }, { title: 'customers', number: true }, { title: 'share', number: true }],
    rows: found
      .toSorted(([, one], [, other]) => other - one)
      .slice(0, MOST_CATEGORIES)
      .map(([category, having]) => [
        html`<code>${category}</code>`,
        count(having),
        percent(having, customers),
      ]),
  })}<p class="note">${found.length > MOST_CATEGORIES && html`${count(found.length - MOST_CATEGORIES)} more are in the JSON. `}<code>footbridge evidence draft</code> makes the record of legal basis, region and retention for them, to fill in and sign.</p>`;
}

function beyond(all: number): Html | undefined {
  if (all <= MOST_ROWS) return undefined;
  return html`<p class="note">${count(all - MOST_ROWS)} more are in the JSON.</p>`;
}
