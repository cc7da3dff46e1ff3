import type pg from 'pg';

interface Wire {
  query(sql: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** One COPY statement over the wire: takes what the table gives, or gives what it takes. */
class Copy {
  readonly out: Buffer[] = [];
  readonly done: Promise<void>;
  private resolve: () => void = () => undefined;
  private reject: (error: Error) => void = () => undefined;

  constructor(
    private readonly sql: string,
    private readonly input: Buffer[],
  ) {
    this.done = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
  }

  submit(wire: Wire): void {
    wire.query(this.sql);
  }

  handleCopyInResponse(wire: Wire): void {
    for (const chunk of this.input) wire.sendCopyFromChunk(chunk);
    wire.endCopyFrom();
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.out.push(Buffer.from(chunk));
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.reject(error);
  }

  handleReadyForQuery(): void {
    this.resolve();
  }
}

/** The columns of a table that are given; computed ones are computed anew. */
async function givenColumns(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  );
  return rows[0]?.columns ?? '';
}

/** The rows of a table in COPY's own format. */
export async function copyOut(client: pg.Client, table: string): Promise<Buffer[]> {
  const columns = await givenColumns(client, table);
  const copy = new Copy(`copy (select ${columns} from ${table}) to stdout`, []);
  client.query(copy as never);
  await copy.done;
  return copy.out;
}

/** Puts rows that `copyOut` gave into a table with the same columns. */
export async function copyIn(client: pg.Client, table: string, rows: Buffer[]): Promise<void> {
  const copy = new Copy(`copy ${table} (${await givenColumns(client, table)}) from stdin`, rows);
  client.query(copy as never);
  await copy.done;
}
