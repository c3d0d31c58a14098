/** Blots secrets out of text that leaves the process. */
export type Redact = (text: string) => string;

/** @param secrets Values read from the environment; each occurrence becomes `[secret]`, also where it is JSON- or URL-encoded. */
export function createRedactor(secrets: readonly string[]): Redact {
  const forms = secrets
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .filter((form) => form !== '')
    // Longest first, so that a secret that contains another is blotted out whole.
    .sort((a, b) => b.length - a.length);
  const distinct = [...new Set(forms)];
  return (text) => distinct.reduce((rest, form) => rest.replaceAll(form, '[secret]'), text);
}
