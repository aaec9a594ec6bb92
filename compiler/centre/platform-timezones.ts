/** The time zones' names that the platform lists. It takes 2 ms to list them, so the bundle of the quick commands holds those of its platform. */
export function platformTimezones(): readonly string[] {
  return Intl.supportedValuesOf('timeZone');
}
