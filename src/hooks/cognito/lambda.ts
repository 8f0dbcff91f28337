/**
 * The text of the Lambda: one file without dependencies that turns Cognito's events into our plain protocol.
 *
 * Small, because Cognito counts its start into the five seconds. It never logs an event: a password stands in it.
 * Whoever is not let in gets the event back as it came, whatever the reason; only a failure of ours is thrown, in words
 * that say nothing, because Cognito shows them to the client.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
 * @module
 */

/** @param patience milliseconds the Lambda waits for us */
export function lambdaText(patience: number): string {
  return `// Handler: index.handler. Environment: FOOTBRIDGE_URL, FOOTBRIDGE_KEY. Runtime: Node.js 20 or newer.
const REFUSED = ['wrong', 'unknown', 'blocked', 'mfa-required', 'already-migrated'];

export const handler = async (event) => {
  switch (event.triggerSource) {
    case 'UserMigration_Authentication':
      return migrate(event, '/verify', { password: event.request.password });
    case 'UserMigration_ForgotPassword':
      return migrate(event, '/lookup', { purpose: 'reset' });
    case 'PostAuthentication_Authentication':
      return tell(event, 'stored');
    case 'PostConfirmation_ConfirmForgotPassword':
      return tell(event, 'reset');
    default:
      return event;
  }
};

async function migrate(event, path, asked) {
  // Your application may say where the customer sits, in ClientMetadata; nobody else knows.
  const { validationData, clientMetadata } = event.request;
  const address = validationData?.footbridge_address ?? clientMetadata?.footbridge_address ?? null;
  const { outcome, response } = await ask(path, {
    ...asked, identifier: event.userName, application: event.callerContext?.clientId ?? null, address,
  });
  if (REFUSED.includes(outcome)) return event;
  if (outcome !== 'match' && outcome !== 'match-must-change') throw failure();
  // Nobody a code could be sent to.
  if (!response) return event;
  return { ...event, response: { ...event.response, ...response } };
}

async function tell(event, what) {
  const told = event.request.userAttributes ?? {};
  const { email, phone_number, 'cognito:user_status': status } = told;
  // Came through another provider: that says nothing about a password here.
  if (status === 'EXTERNAL_PROVIDER') return event;
  // The code of a reset went to an address that is proven; anybody may have signed up with another one.
  const proven = told.email_verified === 'true' ? email : told.phone_number_verified === 'true' ? phone_number : undefined;
  const identifier = (what === 'reset' ? proven : email ?? phone_number) ?? event.userName;
  // The login has happened: it does not fail because we could not be told.
  await ask('/settle', { event: what, identifier, targetId: event.userName }).catch(() => undefined);
  return event;
}

async function ask(path, body) {
  try {
    const answered = await fetch(process.env.FOOTBRIDGE_URL + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.FOOTBRIDGE_KEY },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(${patience}),
    });
    return await answered.json();
  } catch {
    throw failure();
  }
}

function failure() {
  return new Error('Sign-in is unavailable, please try again');
}
`;
}
