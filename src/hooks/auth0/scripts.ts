/**
 * The texts that run at Auth0: two database scripts and two Actions.
 *
 * Old and new runtimes differ in what they have, so each piece is looked for before it is used: `fetch`, else Node's
 * own client; `AbortSignal.timeout`, else a timer. `callback` is called once whatever happens. Nothing here logs.
 *
 * @see https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts
 * @module
 */
import { EXTERNAL_ID, MUST_CHANGE } from './profile.ts';

/** Milliseconds the scripts wait beyond our own deadline: the way there and back. */
const WAY = 1_500;

/** Auth0 takes scripts of 100 KB; ours have to fit with every setting filled in. */
export const LARGEST_SCRIPT = 100_000;

/** What both scripts share. Inside the function: Auth0 runs one function and nothing beside it. */
function asking(deadline: number): string {
  return `  let called = false;
  function once(error, profile) {
    if (called) return;
    called = true;
    done(error, profile);
  }
  function ask(path, body) {
    const url = configuration.FOOTBRIDGE_URL + path;
    const headers = { 'content-type': 'application/json', authorization: 'Bearer ' + configuration.FOOTBRIDGE_KEY };
    const text = JSON.stringify(body);
    const answered = typeof fetch === 'function' ? askByFetch(url, headers, text) : askByNode(url, headers, text);
    let timer;
    const late = new Promise(function (_, reject) {
      timer = setTimeout(function () { reject(new Error('timeout')); }, ${deadline + WAY});
    });
    return Promise.race([answered, late]).finally(function () { clearTimeout(timer); });
  }
  function askByFetch(url, headers, text) {
    const options = { method: 'POST', headers: headers, body: text, redirect: 'error' };
    if (typeof AbortSignal === 'function' && typeof AbortSignal.timeout === 'function') {
      options.signal = AbortSignal.timeout(${deadline + WAY});
    }
    return fetch(url, options).then(function (response) { return response.json(); });
  }
  function askByNode(url, headers, text) {
    return new Promise(function (resolve, reject) {
      const client = require(url.slice(0, 6) === 'https:' ? 'https' : 'http');
      const request = client.request(url, { method: 'POST', headers: headers }, function (response) {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', function (part) { answer += part; });
        response.on('end', function () { try { resolve(JSON.parse(answer)); } catch (error) { reject(error); } });
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(text);
    });
  }`;
}

/** Asked for by a name and a password that Auth0 does not know. With and without a context as third argument. */
export function loginScript(deadline: number): string {
  return `function login(identifier, password, context, callback) {
  const done = typeof context === 'function' ? context : callback;
  const organization = context && context.organization && context.organization.id;
${asking(deadline)}
  ask('/verify', { identifier: identifier, password: password, organisation: organization || null }).then(
    function (answer) {
      switch (answer.outcome) {
        case 'match':
        case 'match-must-change':
          return once(null, answer.profile);
        case 'wrong':
        case 'already-migrated':
          return once(new WrongUsernameOrPasswordError(identifier, 'Wrong user name or password.'));
        case 'unknown':
          return once(new WrongUsernameOrPasswordError(null, 'Wrong user name or password.'));
        case 'blocked':
        case 'mfa-required':
          return once(new UnauthorizedError('This account cannot be used at the moment.'));
        default:
          return once(new Error('The migration service did not answer.'));
      }
    },
    function () { once(new Error('The migration service did not answer.')); }
  );
}
`;
}

/**
 * Asked at sign-up, forgot-password and whenever somebody wants to know whether a name is taken. Whom we may not tell
 * about is an error and not "nobody": else a second account would be made for them.
 */
export function getUserScript(deadline: number): string {
  return `function getByEmail(identifier, context, callback) {
  const done = typeof context === 'function' ? context : callback;
${asking(deadline)}
  ask('/lookup', { identifier: identifier }).then(
    function (answer) {
      switch (answer.outcome) {
        case 'match':
        case 'match-must-change':
          return once(null, answer.profile);
        case 'unknown':
        case 'already-migrated':
          return once(null);
        default:
          return once(new Error('The migration service did not answer.'));
      }
    },
    function () { once(new Error('The migration service did not answer.')); }
  );
}
`;
}

/**
 * Our id, out of the one we gave the user: a login that breaks off may lose `app_metadata`, and other users of the
 * tenant, whose ids look otherwise, are none of our business.
 */
const ID_IN = `function idIn(userId) {
  const own = /^auth0\\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(userId);
  return own ? own[1].replace(/-/g, '') : undefined;
}
`;

/** Tells us once that the customer is in, and sends those away who have to choose another password. */
export const POST_LOGIN_ACTION = `exports.onExecutePostLogin = async (event, api) => {
  const { user, connection, client, request, secrets, stats } = event;
  const marks = user.app_metadata || {};
  const externalId = marks.${EXTERNAL_ID} || idIn(user.user_id);
  if (connection.strategy !== 'auth0' || !externalId) return;
  if (marks.${MUST_CHANGE}) {
    if (!user.last_password_reset) {
      await send(\`https://\${request.hostname}/dbconnections/change_password\`, {
        client_id: client.client_id, email: user.email, connection: connection.name,
      });
      return api.access.deny('Please choose a new password: we have sent you an e-mail.');
    }
    api.user.setAppMetadata('${MUST_CHANGE}', null);
  }
  if (marks.footbridge_settled) return;
  const told = await send(\`\${secrets.FOOTBRIDGE_URL}/settle\`, {
    event: stats.logins_count > 1 ? 'signed-in' : 'stored',
    targetId: user.user_id, externalId, address: request.ip,
  }, secrets.FOOTBRIDGE_KEY);
  if (told) api.user.setAppMetadata('footbridge_settled', true);
};

// A login does not fail with us: what could not be told now is told at the next one.
async function send(url, body, key) {
  const headers = { 'content-type': 'application/json', ...(key && { authorization: \`Bearer \${key}\` }) };
  const options = { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(3000) };
  return fetch(url, options).then((response) => response.ok, () => false);
}

${ID_IN}`;

/** Another password was set, by the customer or by mail: ours is dead. */
export const POST_CHANGE_PASSWORD_ACTION = `exports.onExecutePostChangePassword = async (event) => {
  const externalId = idIn(event.user.user_id);
  if (!externalId) return;
  await fetch(\`\${event.secrets.FOOTBRIDGE_URL}/settle\`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: \`Bearer \${event.secrets.FOOTBRIDGE_KEY}\` },
    body: JSON.stringify({ event: 'changed', targetId: event.user.user_id, externalId }),
    signal: AbortSignal.timeout(3000),
  }).catch(() => undefined);
};

${ID_IN}`;
