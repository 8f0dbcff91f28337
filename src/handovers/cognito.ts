/**
 * Handover: Amazon Cognito resets the user and sends them a code, which your application or managed login asks for.
 *
 * Who still has the temporary password of an invitation gets that invitation again; everybody else is reset, which takes
 * their old password away at once. Left out: `ForgotPassword`, which leaves the old password alone, but changes nothing
 * in the user that would show afterwards whether they are done.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html
 * @module
 */
import { AwsV4Signer } from 'aws4fetch';
import { z } from 'zod';
import type { Http, HttpReply } from '../net/http.ts';
import { refused } from './asking/attempt.ts';
import { understandAws } from './asking/aws-errors.ts';
import { changedSince } from './asking/changed-since.ts';
import { callPlatform, expectNobody, openSession, PlatformUrl, readAs } from './asking/platform.ts';
import { identifierOf } from './asking/whom.ts';
import { defineHandover, type HandoverUser } from './handover.ts';

const Config = z.strictObject({
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
    .describe('eu-central-1'),
  userPoolId: z.string().min(1).describe('eu-central-1_AbCdEfGhI'),
  accessKeyId: z
    .string()
    .min(1)
    .describe('Of an IAM user or role with the actions of docs/handovers/cognito.md'),
  secretAccessKey: z.string().min(1).meta({ secret: true }).describe('Its secret'),
  sessionToken: z
    .string()
    .min(1)
    .meta({ secret: true })
    .optional()
    .describe('Where the credentials are temporary'),
  endpoint: PlatformUrl.optional().describe('Where it is another than cognito-idp.<region>.amazonaws.com'),
});

type Config = z.output<typeof Config>;

const BEGINS = ['password'] as const;

export const cognito = defineHandover<Config>({
  id: 'cognito',
  title: 'Amazon Cognito',
  config: Config,
  begins: BEGINS,
  reaches: 'mailed',
  traits: {
    life: { usual: 'a code 1 h; the temporary password of an invitation as the pool says, 7 days' },
    again: 'ends the first',
    locksOut: true,
    endsSessions: 'no',
    comesBack: false,
    seesDone: 'yes',
    proof: 'contract',
  },
  cannot: [
    'There is no link: Cognito sends a code, and your application or managed login has to ask for it (`ConfirmForgotPassword`).',
    'From the beginning on (status RESET_REQUIRED) the old password is refused.',
    'Who has neither a verified address nor a verified number gets no code, and is refused.',
    'Passkeys and authenticator apps are set up by the customer after a login, not by a link.',
  ],
  async open(config, { pace }) {
    const { region, endpoint = `https://cognito-idp.${region}.amazonaws.com` } = config;
    const http = callPlatform({ base: endpoint, pace });
    const ask = (operation: string, input: object) => call(http, endpoint, config, operation, input);
    const find = (user: HandoverUser) => findUser(ask, user);
    return openSession({
      pace,
      begins: BEGINS,
      connections: [http],
      async check() {
        for (const operation of ['AdminGetUser', 'AdminResetUserPassword'])
          await expectNobody(ask(operation, { Username: 'footbridge-nobody' }));
      },
      async begin(user) {
        const found = await find(user);
        if (found === undefined) return refused('nothing names the user');
        const { Username, UserStatus, Enabled } = found.user;
        if (!Enabled) return refused('the user is disabled');
        if (UserStatus === 'EXTERNAL_PROVIDER') return refused('the user logs in through another provider');
        if (UserStatus === 'FORCE_CHANGE_PASSWORD')
          await ask('AdminCreateUser', { Username, MessageAction: 'RESEND' });
        else await ask('AdminResetUserPassword', { Username });
        return { status: 'mailed' };
      },
      async completed(user, since) {
        const found = await find(user);
        if (found?.user.UserStatus !== 'CONFIRMED') return 'no';
        return changedSince(found.user.UserLastModifiedDate * 1_000, since, found.reply);
      },
    });
  },
});

type Ask = (operation: string, input: object) => Promise<HttpReply>;

/** JSON 1.1: everything is a POST to one address, and the header names the operation. */
async function call(
  http: Http,
  url: string,
  config: Config,
  operation: string,
  input: object,
): Promise<HttpReply> {
  const { accessKeyId, secretAccessKey, sessionToken, region, userPoolId } = config;
  const json = { UserPoolId: userPoolId, ...input };
  const signer = new AwsV4Signer({
    method: 'POST',
    url: `${url}/`,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(json),
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    service: 'cognito-idp',
    region,
    allHeaders: true,
  });
  const { headers } = await signer.sign();
  const request = {
    method: 'POST',
    path: '/',
    json,
    headers: Object.fromEntries(headers),
    kind: operation,
  } as const;
  return http.request({ ...request, repeatable: operation === 'AdminGetUser' }).catch(understandAws);
}

const User = z.object({
  Username: z.string().min(1),
  UserStatus: z.string(),
  Enabled: z.boolean().default(true),
  /** Seconds since 1970. */
  UserLastModifiedDate: z.number(),
});

/** An alias (address, number) names a user as well as their name does. */
async function findUser(ask: Ask, user: HandoverUser) {
  const Username = user.targetId ?? identifierOf(user, 'email', 'phone', 'username');
  if (Username === undefined) return undefined;
  const reply = await ask('AdminGetUser', { Username });
  return { user: readAs(User, reply, 'AdminGetUser'), reply };
}
