/** What is separated by commas of either language, or by lines. */
export function partsOf(text: string): string[] {
  return text
    .split(/[,，、;；\n]/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** A moment as `datetime-local` fields have it. */
export function localNow(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `${date}T${two(now.getHours())}:${two(now.getMinutes())}`;
}
