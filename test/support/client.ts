export interface Answer<T = any> {
  status: number;
  json: T;
  text: string;
  headers: Headers;
}

/** A plain HTTP client for tests: JSON by default, forms and raw bodies when asked. Redirects are not followed. */
export class TestClient {
  constructor(
    readonly url: string,
    private readonly headers: Record<string, string>,
    readonly personId: string = '',
  ) {}

  /** The same client with more headers. */
  with(headers: Record<string, string>): TestClient {
    return new TestClient(this.url, { ...this.headers, ...headers }, this.personId);
  }

  /** The same person at another process. */
  at(url: string): TestClient {
    return new TestClient(url, this.headers, this.personId);
  }

  get<T = any>(path: string): Promise<Answer<T>> {
    return this.send('GET', path);
  }

  post<T = any>(path: string, json: unknown = {}): Promise<Answer<T>> {
    return this.send('POST', path, { 'content-type': 'application/json' }, JSON.stringify(json));
  }

  put<T = any>(path: string, json: unknown): Promise<Answer<T>> {
    return this.send('PUT', path, { 'content-type': 'application/json' }, JSON.stringify(json));
  }

  patch<T = any>(path: string, json: unknown): Promise<Answer<T>> {
    return this.send('PATCH', path, { 'content-type': 'application/json' }, JSON.stringify(json));
  }

  delete<T = any>(path: string): Promise<Answer<T>> {
    return this.send('DELETE', path);
  }

  /** Posts a form as a browser without JavaScript does. */
  form<T = any>(path: string, fields: Record<string, string>): Promise<Answer<T>> {
    return this.send(
      'POST',
      path,
      { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
      new URLSearchParams(fields).toString(),
    );
  }

  /** What is not text: a picture, a PDF. */
  async bytes(path: string): Promise<{ status: number; bytes: Buffer; headers: Headers }> {
    const response = await fetch(this.url + path, { redirect: 'manual', headers: this.headers });
    return {
      status: response.status,
      bytes: Buffer.from(await response.arrayBuffer()),
      headers: response.headers,
    };
  }

  /** Sends any body under any type. */
  async send<T = any>(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string | Buffer | FormData,
  ): Promise<Answer<T>> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: { ...this.headers, ...headers },
      ...(body === undefined ? {} : { body: body as string }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      json: (isJson && text ? JSON.parse(text) : undefined) as T,
      text,
      headers: response.headers,
    };
  }
}
