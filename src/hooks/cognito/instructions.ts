/**
 * What to do in AWS: a Lambda, and the user pool that calls it.
 *
 * @module
 */
import type { HookPlace, Instruction } from '../hook.ts';
import { secretName } from '../wire/secret-name.ts';
import type { Config } from './config.ts';
import { lambdaText } from './lambda.ts';

/** Milliseconds between our deadline and the moment the Lambda gives up. */
const WAY = 400;

export function instructions(
  { deadline, externalIdAttribute }: Config,
  place: HookPlace,
): readonly Instruction[] {
  const custom = externalIdAttribute?.startsWith('custom:') ? externalIdAttribute.slice(7) : undefined;
  return [
    {
      step: 'Create a Lambda of this one file, with the runtime Node.js 20 or newer, 256 MB and a timeout of 5 seconds.',
      file: 'index.mjs',
      content: lambdaText(deadline + WAY),
    },
    {
      step: 'Give it these environment variables; keep the key in Secrets Manager where your rules ask for it.',
      file: 'lambda-environment.json',
      content: `${JSON.stringify({ Variables: { FOOTBRIDGE_URL: place.url, FOOTBRIDGE_KEY: secretName(place) } }, undefined, 2)}\n`,
    },
    {
      step: 'Let the user pool call it, and name it as the trigger for user migration, post authentication and post confirmation.',
      file: 'cognito.sh',
      content: commands(custom),
    },
    {
      step: 'Have applications sign in with USER_PASSWORD_AUTH while the migration goes on, and with SRP again after it.',
    },
  ];
}

function commands(custom: string | undefined): string {
  const attribute =
    custom === undefined
      ? ''
      : `aws cognito-idp add-custom-attributes --user-pool-id "$POOL" --custom-attributes Name=${custom},AttributeDataType=String,Mutable=true
`;
  return `# POOL, POOL_ARN, ACCOUNT and FUNCTION_ARN are yours. update-user-pool resets what it is not told:
# read the pool with describe-user-pool first, and give its other settings too.
${attribute}aws lambda add-permission --function-name "$FUNCTION_ARN" --statement-id footbridge --action lambda:InvokeFunction --principal cognito-idp.amazonaws.com --source-arn "$POOL_ARN" --source-account "$ACCOUNT"
aws cognito-idp update-user-pool --user-pool-id "$POOL" --lambda-config "UserMigration=$FUNCTION_ARN,PostAuthentication=$FUNCTION_ARN,PostConfirmation=$FUNCTION_ARN"
`;
}
