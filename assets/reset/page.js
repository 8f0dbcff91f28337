/**
 * What the page of a journey does beyond HTML: makes a passkey, shows a password, counts its characters, prints and
 * saves recovery codes. Everything but the passkey works without it.
 */

for (const form of document.querySelectorAll('form')) sendOnce(form);
const passkey = document.querySelector('form[data-passkey]');
if (passkey) offerPasskey(passkey);
const password = document.querySelector('#password[data-min]');
if (password) countTyped(password);
const toggle = document.querySelector('[data-show]');
if (toggle) showOnDemand(toggle, document.querySelector('#password'));
const codes = document.querySelector('[data-codes]');
if (codes) keepCodes(codes);
document.querySelector('.refused')?.focus();

/** A second press while the first is under way does nothing. Coming back by the browser's own button starts anew. */
function sendOnce(form) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) return event.preventDefault();
    if (!event.defaultPrevented) markBusy(form, true);
  });
  addEventListener('pageshow', () => markBusy(form, false));
}

function markBusy(form, busy) {
  if (busy) form.dataset.sent = 'yes';
  else delete form.dataset.sent;
  for (const button of form.querySelectorAll('button')) button.setAttribute('aria-busy', String(busy));
}

function offerPasskey(form) {
  const webauthn = window.SimpleWebAuthnBrowser;
  if (!webauthn?.browserSupportsWebAuthn()) {
    withoutPasskey();
    return;
  }
  for (const element of document.querySelectorAll('.needs-script')) element.classList.remove('needs-script');
  // Before the listener that marks it as sent, so that one sees that this went another way.
  form.addEventListener(
    'submit',
    (event) => {
      if (form.elements.answer.value !== '') return;
      event.preventDefault();
      if (form.dataset.sent) return;
      void makePasskey(form, webauthn);
    },
    { capture: true },
  );
}

/** The browser cannot make one: the password is the only way, and open. */
function withoutPasskey() {
  for (const element of document.querySelectorAll('.needs-script')) element.remove();
  document.querySelector('.second')?.classList.add('shown');
}

async function makePasskey(form, webauthn) {
  const failed = document.querySelector('[data-passkey-failed]');
  failed.hidden = true;
  markBusy(form, true);
  try {
    const response = await fetch(form.dataset.passkey, {
      method: 'POST',
      body: new URLSearchParams({ form: form.elements.form.value }),
    });
    // The session is over, or has gone on in another tab: its own page says which.
    if (!response.ok) return location.assign('step');
    const made = await webauthn.startRegistration({ optionsJSON: await response.json() });
    form.elements.answer.value = JSON.stringify(made);
    markBusy(form, false);
    form.requestSubmit();
  } catch {
    markBusy(form, false);
    failed.hidden = false;
  }
}

/** Characters as people count them. */
function countTyped(input) {
  const said = document.querySelector('[data-typed]');
  const least = Number(input.dataset.min);
  input.addEventListener('input', () => {
    const length = [...input.value].length;
    if (length === 0) said.textContent = '';
    else if (length >= least) said.textContent = said.dataset.enough;
    else said.textContent = `${said.dataset.more} ${least - length}`;
  });
}

function showOnDemand(button, input) {
  button.hidden = false;
  button.addEventListener('click', () => {
    const hidden = input.type === 'password';
    input.type = hidden ? 'text' : 'password';
    button.textContent = hidden ? button.dataset.hide : button.dataset.show;
    input.focus();
  });
  // A browser's memory of fields must not take it for a name.
  input.form.addEventListener('submit', () => {
    input.type = 'password';
  });
}

function keepCodes(list) {
  document.querySelector('[data-keep]').hidden = false;
  document.querySelector('[data-print]').addEventListener('click', () => print());
  document.querySelector('[data-download]').addEventListener('click', () => {
    const lines = [
      list.dataset.codes,
      '',
      ...[...list.querySelectorAll('code')].map((code) => code.textContent),
      '',
    ];
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([lines.join('\r\n')], { type: 'text/plain' }));
    link.download = 'recovery-codes.txt';
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
