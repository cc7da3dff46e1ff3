declare module 'class-transformer/cjs/storage.js' {
  /** What `@Type` and its like said of classes; the package has no type for its own file. */
  export const defaultMetadataStorage: object;
}
