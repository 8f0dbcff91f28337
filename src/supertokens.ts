/**
 * `footbridge/supertokens`: for the application that customers move into.
 *
 * @module
 */
export type { Ask, Broker, BrokerAt } from './broker/broker.ts';
export { footbridge } from './supertokens/overrides.ts';
