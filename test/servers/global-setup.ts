/**
 * What Vitest runs before and after the project "end-to-end".
 *
 * @module
 */
import { offerServers } from './shared.ts';

export default offerServers;
