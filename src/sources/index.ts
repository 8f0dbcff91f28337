/**
 * Every source there is. A new one is a file and a line here.
 *
 * @module
 */
import { auth0 } from './auth0.ts';
import { betterAuth } from './better-auth.ts';
import { csv } from './csv.ts';
import { django } from './django.ts';
import { firebase } from './firebase.ts';
import { json } from './json.ts';
import { keycloak } from './keycloak.ts';
import { kratos } from './kratos.ts';
import { ldif } from './ldif.ts';
import { ndjson } from './ndjson.ts';
import type { Sample, Source } from './source.ts';
import { sql } from './sql.ts';
import { supabase } from './supabase.ts';
import { wordpress } from './wordpress.ts';

/** In the order in which docs and menus show them: vendors first, then the formats anybody can write. */
export const SOURCES: readonly Source[] = [
  auth0,
  betterAuth,
  django,
  firebase,
  keycloak,
  kratos,
  ldif,
  supabase,
  wordpress,
  sql,
  csv,
  ndjson,
  json,
];

/** The source that is surest that this file is its own; nobody when none is. */
export function recogniseSource(sample: Sample): Source | undefined {
  let surest: Source | undefined;
  let score = 0;
  for (const source of SOURCES) {
    const sureness = source.recognise(sample);
    if (sureness > score) [surest, score] = [source, sureness];
  }
  return surest;
}
