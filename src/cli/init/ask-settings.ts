/**
 * Asks for the settings a source or a target cannot do without, from its own schema.
 *
 * @module
 */
import { neededSettings, type SettingSchema, settingsOf } from '../../config/connector.ts';
import { secret } from '../../config/secret.ts';
import type { Source } from '../../sources/source.ts';
import type { Target } from '../../targets/target.ts';
import type { Asker } from './asker.ts';

/** What `--set` gave: `target.url` → `https://…`. */
export type Given = ReadonlyMap<string, string>;

export async function askSettings(
  section: 'source' | 'target',
  connector: Source | Target,
  known: Readonly<Record<string, unknown>>,
  given: Given,
  asker: Asker,
): Promise<Record<string, unknown>> {
  const schemas = settingsOf(connector);
  const settings: Record<string, unknown> = { type: connector.id, ...known };
  for (const name of neededSettings(connector)) {
    if (settings[name] !== undefined || given.has(`${section}.${name}`)) continue;
    settings[name] = await askSetting(section, connector.id, name, schemas[name] ?? {}, asker);
  }
  for (const [path, text] of given) {
    const [where, name = ''] = path.split('.');
    if (where === section) settings[name] = toSetting(text, schemas[name] ?? {});
  }
  return settings;
}

async function askSetting(
  section: string,
  id: string,
  name: string,
  schema: SettingSchema,
  asker: Asker,
): Promise<unknown> {
  const meaning = [schema.title, schema.description].filter((text) => text !== undefined).join('. ');
  const option = `--set ${section}.${name}=…`;
  if (schema.secret === true) {
    const question = `${id}: which environment variable holds ${meaning === '' ? name : meaning}?`;
    return secret(await asker.text(question, option, variableFor(id, name)));
  }
  const question = `${id} ${name}${meaning === '' ? '' : `: ${meaning}`}`;
  return toSetting(await asker.text(question, option), schema);
}

/** `keycloak`, `clientSecret` → `KEYCLOAK_CLIENT_SECRET` */
function variableFor(id: string, name: string): string {
  return `${id}_${name.replace(/[A-Z]/g, (letter) => `_${letter}`)}`
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_');
}

function toSetting(text: string, { type, secret: isSecret }: SettingSchema): unknown {
  if (isSecret === true) return secret(text);
  if (type === 'number' || type === 'integer') return Number(text);
  if (type === 'boolean') return text === 'true';
  if (type === 'array') return text.split(',').map((part) => part.trim());
  return text;
}
