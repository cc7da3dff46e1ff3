/** Where the database is: the serving URL, and the owner's for migrations. Secrets: never logged. */
export class DatabaseUrls {
  constructor(
    readonly serving: string,
    readonly owner: string,
  ) {}
}
