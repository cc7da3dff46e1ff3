export type LayoutName = 'vendor' | 'department' | 'public' | 'plain';

/** A page to be rendered: a template, its data, and how it is framed. */
export class PageView {
  constructor(
    readonly template: string,
    readonly data: Record<string, unknown>,
    readonly options: { status?: number; layout?: LayoutName | null; title?: string } = {},
  ) {}
}

/** An answer that sends the browser elsewhere after a POST (303), with a notice to show there. */
export class Redirect {
  constructor(
    readonly url: string,
    readonly notice?: string,
  ) {}
}

/** Answers a page; without `layout` the actor's side decides the frame. */
export function page(
  template: string,
  data: Record<string, unknown>,
  options: PageView['options'] = {},
): PageView {
  return new PageView(template, data, options);
}

/** Answers 303 to a path of our own. */
export function redirect(url: string, notice?: string): Redirect {
  return new Redirect(url, notice);
}

/** Where a person may be sent back to: a path of ours, never another host. */
export function localPath(candidate: unknown, fallback = '/'): string {
  if (typeof candidate !== 'string' || !/^\/(?![/\\])/.test(candidate) || /[\r\n]/.test(candidate))
    return fallback;
  return candidate;
}
