/**
 * What a record asks for: the closed list of docs/glossary.md. `upsert` unless an operation column says otherwise.
 *
 * @module
 */
export const OPERATIONS = ['upsert', 'insert', 'update', 'delete'] as const;

export type Operation = (typeof OPERATIONS)[number];
