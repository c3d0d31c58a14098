/** Blots secrets out of text that leaves the process. */
export type Redact = (text: string) => string;

/** @param secrets Each occurrence becomes `[secret]`, also where it is JSON- or URL-encoded. */
export function createRedactor(secrets: readonly string[]): Redact {
  const forms = secrets
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .filter((form) => form !== '')
    // Longest first, so that a secret that contains another is blotted out whole.
    .sort((a, b) => b.length - a.length);
  const distinct = [...new Set(forms)];
  return (text) => distinct.reduce((rest, form) => rest.replaceAll(form, '[secret]'), text);
}

/** A JSON value without secrets: only its texts and keys change, so a secret like `8000` breaks no number. */
export function redactJson<T>(redact: Redact, value: T): T {
  const text = JSON.stringify(value) ?? 'null';
  return redact(text) === text ? value : (blot(redact, JSON.parse(text)) as T);
}

function blot(redact: Redact, value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((member) => blot(redact, member));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [redact(key), blot(redact, member)]));
}

/** No key is shorter: such values are words, ports or switches; servers of one's own take `none` or `EMPTY`. */
export const SHORTEST_KEY = 8;

/** Those secrets that can be blotted out of a model's answers without harm: keys beyond doubt. */
export const surelySecret = (secrets: readonly string[]): readonly string[] =>
  secrets.filter((secret) => secret.length >= SHORTEST_KEY && !/^https?:/.test(secret));

const KEY_NAME = /(^|_)(API_?KEY|ACCESS_KEY|SECRET|SECRET_KEY|TOKEN|PASSWORD)$/i;

/**
 * Keys that providers read from the environment by themselves: known by their name, where the value looks
 * like a key. A server may send back what it was sent.
 */
export const keysInEnvironment = (env: Readonly<Record<string, string | undefined>>): string[] =>
  Object.entries(env).flatMap(([name, value = '']) =>
    KEY_NAME.test(name) && value.length >= 12 && /[\d_-]/.test(value) ? [value] : [],
  );
