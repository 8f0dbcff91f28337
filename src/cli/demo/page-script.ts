/**
 * What the demo's page does in the browser. It says what Better Auth answered, in its words.
 *
 * @module
 */
export const SCRIPT = `
const form = document.querySelector('#sign-in');
const second = document.querySelector('#second');
const output = document.querySelector('output');
const shop = document.querySelector('#switch');

const say = (words, how = '') => { output.textContent = words; output.className = how; output.hidden = false; };

const post = async (path, body) => {
  const response = await fetch('/api/auth/' + path, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  return { ok: response.ok, status: response.status, body: await response.json().catch(() => ({})) };
};

const welcome = ({ user }) => say('✓ Signed in: ' + user.name + ', ' + user.email, 'good');

/** 503 says nothing about the password, so it is no red answer. */
const refuse = ({ status, body }) => say((status === 503 ? '… ' : '✗ ') + (body.message ?? 'Refused'), status === 503 ? '' : 'bad');

form.onsubmit = async (event) => {
  event.preventDefault();
  say('One moment …');
  const answer = await post('sign-in/email', { email: form.email.value, password: form.password.value });
  second.hidden = !(answer.ok && answer.body.twoFactorRedirect);
  if (!answer.ok) return refuse(answer);
  if (second.hidden) return welcome(answer.body);
  say('The password is right. Now the code of the authenticator app.');
  second.code.focus();
};

second.onsubmit = async (event) => {
  event.preventDefault();
  const answer = await post('two-factor/verify-totp', { code: second.code.value });
  if (!answer.ok) return refuse(answer);
  second.hidden = true;
  welcome(answer.body);
};

for (const person of document.querySelectorAll('[data-email]')) {
  person.onclick = () => {
    form.email.value = person.dataset.email;
    form.password.value = person.dataset.password;
    form.requestSubmit();
  };
}

const showShop = ({ running, asked }) => {
  shop.classList.toggle('off', !running);
  shop.querySelector('strong').textContent = 'The old shop is ' + (running ? 'open' : 'switched off');
  shop.querySelector('small').textContent = running
    ? 'It was asked about ' + asked + (asked === 1 ? ' password' : ' passwords') + ' since it was switched on.'
    : 'Whoever only it can judge has to wait. Nobody is told that their password is wrong.';
  shop.querySelector('button').textContent = running ? 'Switch it off' : 'Switch it on';
  shop.querySelector('button').onclick = () => turn(running ? 'DELETE' : 'PUT');
};

const turn = async (method) => showShop(await (await fetch('/old-shop', { method })).json());
/** A demo that has ended answers no more. */
const look = () => turn('GET').catch(() => {});
look();
setInterval(look, 2000);

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
`;
