/** Ends what was started, the last first. Each is ended even when another fails to; then the first error is thrown. */
export async function endAll(endings: readonly (() => Promise<unknown>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const end of endings.toReversed()) {
    try {
      await end();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) {
    throw errors.length === 1 ? errors[0] : new AggregateError(errors, 'Several parts did not stop cleanly');
  }
}
