/**
 * A step of the schema. Steps are numbered and only go up; all that are pending run in one transaction under one advisory lock
 * (migrate.ts). A step that was released never changes; the next one corrects it.
 */
export interface Migration {
  /** The schema's version once it has run; the first is 1, without gaps. */
  readonly version: number;
  readonly name: string;
  /** Statements, ended by semicolons. */
  readonly sql: string;
}
