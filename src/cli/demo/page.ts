/**
 * The one page of the demo's server: sign in as one of the regulars, see who you are.
 *
 * @module
 */
import { REGULARS } from './old-shop.ts';

const ROWS = REGULARS.map(({ first_name, last_name, password, totp, blocked, hash }) => {
  const email = `${first_name}.${last_name}@example.com`.toLowerCase();
  const remark =
    blocked === true
      ? 'was blocked in the old shop'
      : totp === undefined
        ? ''
        : `asks for a code, now <b data-totp="${totp}"></b>`;
  return `<tr data-email="${email}" data-password="${password}"><td>${first_name} ${last_name}</td><td>${password}</td><td>${hash}</td><td>${remark}</td></tr>`;
}).join('\n');

export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The new door of the old shop</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 44rem; margin: 4rem auto; padding: 0 1.5rem; }
  h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
  p { margin: .25rem 0 1.5rem; opacity: .75; }
  form { display: grid; grid-template-columns: 1fr 1fr auto; gap: .5rem; margin-bottom: 1rem; }
  input, button { font: inherit; padding: .55rem .75rem; border: 1px solid #8886; border-radius: .5rem; background: transparent; color: inherit; min-width: 0; }
  button { background: #0b6e4f; border-color: #0b6e4f; color: #fff; cursor: pointer; }
  [hidden] { display: none !important; }
  output { display: block; min-height: 1.5rem; font-weight: 600; }
  table { width: 100%; border-collapse: collapse; font-size: .9rem; }
  th, td { text-align: left; padding: .5rem .5rem .5rem 0; border-top: 1px solid #8884; white-space: nowrap; }
  td:last-child { white-space: normal; width: 100%; }
  th { border: 0; opacity: .6; font-weight: 500; }
  tbody tr { cursor: pointer; }
  tbody tr:hover td { color: #0b8e64; }
  @media (max-width: 36rem) { form { grid-template-columns: 1fr; } body { margin-top: 2rem; } }
</style>
<h1>The new door of the old shop</h1>
<p>This is a real Better Auth. Everybody below was hashed by another system, and comes in with the password they
always had. Pick one, or write a wrong password.</p>
<form>
  <input name="email" type="email" aria-label="E-mail address" placeholder="E-mail address" required autocomplete="off">
  <input name="password" aria-label="Password" placeholder="Password" required autocomplete="off">
  <button>Sign in</button>
</form>
<form hidden>
  <input name="code" aria-label="Six digits" placeholder="Six digits" required inputmode="numeric" autocomplete="off">
  <span></span><button>Confirm</button>
</form>
<output aria-live="polite"></output>
<table>
<thead><tr><th>Customer</th><th>Password</th><th>Hashed by</th><th></th></tr></thead>
<tbody>
${ROWS}
</tbody>
</table>
<script type="module">
  const [form, second] = document.forms;
  const say = (words) => { document.querySelector('output').textContent = words; };
  const post = async (path, body) => {
    const response = await fetch('/api/auth/' + path, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
    });
    return { ok: response.ok, body: await response.json().catch(() => ({})) };
  };
  const welcome = ({ user }) => say('✓ Signed in as ' + user.name + ' <' + user.email + '>');
  form.onsubmit = async (event) => {
    event.preventDefault();
    const { ok, body } = await post('sign-in/email', { email: form.email.value, password: form.password.value });
    second.hidden = !(ok && body.twoFactorRedirect);
    if (!ok) say('✗ ' + (body.message ?? 'Refused'));
    else if (body.twoFactorRedirect) say('The password is right. Now the code of the authenticator app.');
    else welcome(body);
  };
  second.onsubmit = async (event) => {
    event.preventDefault();
    const { ok, body } = await post('two-factor/verify-totp', { code: second.code.value });
    if (ok) welcome(body); else say('✗ ' + (body.message ?? 'Refused'));
  };
  /** RFC 6238, as an authenticator app does it. */
  const codeOf = async (secret) => {
    const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
    const bytes = Uint8Array.from(bits.match(/.{8}/g), (byte) => parseInt(byte, 2));
    const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-1' }, false, ['sign']);
    const counter = new DataView(new ArrayBuffer(8));
    counter.setUint32(4, Math.floor(Date.now() / 30000));
    const digest = new DataView(await crypto.subtle.sign('HMAC', key, counter));
    return String((digest.getUint32(digest.getUint8(19) & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
  };
  const showCodes = async () => {
    for (const place of document.querySelectorAll('[data-totp]')) place.textContent = await codeOf(place.dataset.totp);
  };
  showCodes();
  setInterval(showCodes, 1000);
  for (const row of document.querySelectorAll('tbody tr')) {
    row.onclick = () => { form.email.value = row.dataset.email; form.password.value = row.dataset.password; form.requestSubmit(); };
  }
</script>
</html>
`;
