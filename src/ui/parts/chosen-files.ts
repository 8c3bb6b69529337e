// What a person chose in a file field.

/** The files of a field's `change` event. The field is emptied: the same file may be chosen again after it was mended. */
export function takeFiles(event: Event): File[] {
  const input = event.target as HTMLInputElement;
  const files = [...(input.files ?? [])];
  input.value = '';
  return files;
}
