/** Where links that let their holder in begin, below the public address. */
const SECRET_PATHS = ['/sign-in/', '/setup/', '/invitations/'];
export const LEFT_OUT = '[the link is in the mail only]';

/**
 * The strings in a mail's data that let whoever has them sign in: every address of ours below one of the paths above,
 * however deep it stands. The mail log shows none of them.
 */
export function secretLinks(data: unknown, publicUrl: string): string[] {
  const found = new Set<string>();
  const visit = (value: unknown, depth: number): void => {
    if (depth > 6 || value === null) return;
    if (typeof value === 'string') {
      if (SECRET_PATHS.some((path) => value.startsWith(publicUrl + path))) found.add(value);
    } else if (typeof value === 'object') {
      for (const inner of Object.values(value)) visit(inner, depth + 1);
    }
  };
  visit(data, 0);
  return [...found];
}

/** The text without these secrets, in the plain and in the HTML-escaped spelling. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce(
    (shown, secret) => shown.replaceAll(secret, LEFT_OUT).replaceAll(escaped(secret), LEFT_OUT),
    text,
  );
}

// As Handlebars escapes an attribute or text.
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('=', '&#x3D;');
}
