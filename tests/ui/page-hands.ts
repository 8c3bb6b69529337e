// Hands and eyes of the page tests: they press what a person presses, by its words, and read what a person reads. What a page
// shows comes a moment later, so everything that is pressed is waited for.

import { expect, vi } from 'vitest';

/** Waits until it is so; fails after half a minute with the condition's own text. */
export const until = (check: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(check(), `${check}`).toBe(true), { timeout: 30_000, interval: 20 });

const plain = (text: string | null) => (text ?? '').replace(/\s+/g, ' ');

/** Text of a part of the page, with single spaces. */
export const textOf = (part: Element): string => plain(part.textContent);

/** Text of the whole page. */
export const text = (): string => textOf(document.body);

/** The button, anywhere on the page, whose label (else its text) begins with these words. */
export const named = (label: string): HTMLButtonElement | undefined =>
  [...document.querySelectorAll<HTMLButtonElement>('button')].find((each) =>
    plain(each.getAttribute('aria-label') ?? each.textContent)
      .trim()
      .startsWith(label),
  );

/** Presses a button as soon as it is there and enabled: a word about a state may stand before the state's buttons do. */
export async function press(label: string): Promise<void> {
  await until(() => named(label)?.disabled === false);
  named(label)?.click();
}

/** A key goes down; it bubbles, and can be kept from the browser. */
export const key = (name: string, target: EventTarget = document.body): boolean =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));

/** Presses a button that saves a file, and gives the file; the browser keeps none. */
export async function saved(label: string): Promise<Blob> {
  const blobs: Blob[] = [];
  const create = vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    blobs.push(blob as Blob);
    return 'blob:none#';
  });
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
  await press(label);
  await until(() => blobs.length > 0);
  create.mockRestore();
  click.mockRestore();
  return blobs[0];
}

/** The text of what `saved` gives. */
export const savedText = async (label: string): Promise<string> => (await saved(label)).text();

/** Eyes and hands below an element that every test makes anew: `within(() => page)`. */
export function within(root: () => ParentNode) {
  const find = <T extends Element = HTMLElement>(selector: string) => root().querySelector<T>(selector)!;
  const all = (selector: string) => [...root().querySelectorAll<HTMLElement>(selector)];
  return {
    find,
    all,
    /** Texts of a card's table, row by row. */
    cells: (card: string): string[][] =>
      all(`#card-${card} tbody tr`).map((row) => [...row.children].map((cell) => cell.textContent ?? '')),
    /** Presses the submit button of a form, once it is there. */
    async submitForm(form: string): Promise<void> {
      const button = `${form} button[type=submit]`;
      await until(() => find(button) !== null);
      find(button).click();
    },
    /** Chooses these files in a file input. */
    give(selector: string, files: readonly File[]): void {
      const input = find<HTMLInputElement>(selector);
      const data = new DataTransfer();
      for (const file of files) data.items.add(file);
      input.files = data.files;
      input.dispatchEvent(new Event('change'));
    },
  };
}
