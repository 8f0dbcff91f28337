/** What is wrong with a template: it is a file of the configuration, and a person has to find the line. */
import { FootbridgeError } from '../problems/problem.ts';

export function templateError(file: string, line: number, found: string): FootbridgeError {
  return new FootbridgeError('CONFIG_INVALID', `${file}:${line}: ${found}`, { facts: { file, line } });
}
