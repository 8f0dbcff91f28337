/**
 * The one page of the demo's server: sign in as somebody, and switch the old shop off and on.
 *
 * What it does in the browser stands in `page-script.ts`, how it looks in `page-style.ts`.
 *
 * @module
 */
import { COMING, clubEmail, type Member, STAYING_AWAY } from './club.ts';
import { SCRIPT } from './page-script.ts';
import { STYLE } from './page-style.ts';
import { emailOf, FIRST_WAVE_REGULARS, type Regular, SECOND_WAVE_REGULARS } from './regulars.ts';
import { COMING_FROM_VAULT, HASHED_BY } from './visits.ts';

interface Row {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly remark: string;
  readonly totp?: string;
}

const HERE: readonly Row[] = FIRST_WAVE_REGULARS.map((regular) => ({
  ...rowOf(regular, emailOf(regular)),
  remark: regular.blocked === true ? 'was blocked in the old shop' : HASHED_BY[regular.hash],
  ...(regular.totp === undefined ? {} : { totp: regular.totp }),
}));

const CAME = 'came while the demo ran';
const CAME_NOT = 'has not been here yet';

const IN_VAULT: readonly Row[] = SECOND_WAVE_REGULARS.map((regular) => ({
  ...rowOf(regular, emailOf(regular)),
  remark: COMING_FROM_VAULT.includes(regular) ? CAME : CAME_NOT,
}));

const CLUB: readonly Row[] = [
  ...COMING.slice(0, 1).map((member) => clubRow(member, CAME)),
  ...STAYING_AWAY.map((member) => clubRow(member, CAME_NOT)),
];

function rowOf({ first_name, last_name, password }: Omit<Regular, 'hash'>, email: string) {
  return { name: `${first_name} ${last_name}`, email, password };
}

function clubRow(member: Member, remark: string): Row {
  return { ...rowOf(member, clubEmail(member)), remark };
}

/** Everything in a row is ours: no text of a stranger reaches this page. */
function toButton({ name, email, password, remark, totp }: Row): string {
  const code = totp === undefined ? '' : `, code <b data-totp="${totp}"></b>`;
  return `<li><button type="button" data-email="${email}" data-password="${password}">
<strong>${name}</strong><code>${password}</code><small>${remark}${code}</small></button></li>`;
}

function toSection(title: string, explained: string, rows: readonly Row[]): string {
  return `<section><h2>${title}</h2><p>${explained}</p><ul>${rows.map(toButton).join('\n')}</ul></section>`;
}

export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>The new door of the old shop</title>
<style>${STYLE}</style>
<header>
<h1>The new door of the old shop</h1>
<p>A real Better Auth. Everybody comes in with the password they always had: press a name, or type a wrong one.
Whose hash was lost has <a href="/mailbox">mail</a>.</p>
</header>
<div id="switch"><span><strong></strong><small></small></span><button type="button"></button></div>
<form id="sign-in">
<input name="email" type="email" aria-label="E-mail address" placeholder="E-mail address" required autocomplete="off">
<input name="password" aria-label="Password" placeholder="Password" required autocomplete="off">
<button>Sign in</button>
</form>
<form id="second" hidden>
<input name="code" aria-label="Six digits" placeholder="Six digits" required inputmode="numeric" autocomplete="off">
<button>Confirm</button>
</form>
<main>
${toSection('Moved in bulk', 'Their hashes came along. Better Auth judges them by itself.', HERE)}
${toSection(
  'From the vault',
  'Their wave has not moved. Footbridge keeps their hashes, so the old shop may be off.',
  IN_VAULT,
)}
${toSection(
  'The club',
  'In no export. Only the old shop can judge them, until they have been here once.',
  CLUB,
)}
</main>
<output aria-live="polite" hidden></output>
<script type="module">${SCRIPT}</script>
</html>
`;
