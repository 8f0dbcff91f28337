/**
 * The page of the demo's mailbox: every mail with its link, and each mail as its reader would see it.
 *
 * @module
 */
import { type Html, html, trusted } from '../../markup/html.ts';
import type { Mail } from './mail.ts';
import { STYLE } from './page-style.ts';

export function mailboxPage(mails: readonly Mail[]): string {
  const rows = mails.map(toRow).reverse();
  return String(html`${trusted('<!doctype html>')}
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>The mailbox of the old shop’s customers</title>
<style>${trusted(STYLE)}</style>
<header>
<h1>The mailbox of the old shop’s customers</h1>
<p>A real mail server on this machine; nothing leaves it. Be one of them: open a link, set a password, and
<a href="/">sign in</a> with it. A link works once. The newest mail is on top.</p>
</header>
<main class="mails">${rows.length === 0 ? html`<p>No mail has come yet.</p>` : html`<ul>${rows}</ul>`}</main>
</html>
`);
}

function toRow({ to, subject, link }: Mail, index: number): Html {
  return html`<li><strong>${to}</strong><span>${subject}</span>
<small><a href="/mailbox/${index}">Read the mail</a>${link !== undefined && html` · <a href="${link}">Open its link</a>`}</small></li>
`;
}

/** What a mail may do in a browser: look like itself, and lead to its link. */
export const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
