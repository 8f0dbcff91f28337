/** How somebody crosses: the closed list of docs/glossary.md. */
export const PATHS = ['bulk', 'jit', 'reset', 'exclude'] as const;

export type Path = (typeof PATHS)[number];
