/**
 * `footbridge/better-auth`: for the application that customers move into.
 *
 * @module
 */

export { MUST_CHANGE } from './better-auth/jit.ts';
export {
  type FootbridgeOptions,
  footbridgePasswords,
  type PasswordSecrets,
} from './better-auth/passwords.ts';
export { footbridge, type PluginOptions } from './better-auth/plugin.ts';
export type { Ask, Broker, BrokerAt } from './broker/broker.ts';
