// What a page hands over to the world outside it: text to the clipboard, files to the download folder.

import { count } from './labels.ts';
import { notify } from './parts/notices.ts';

/** @returns whether the browser let this page copy */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not every browser lets a page write to the clipboard: the dialog shows the link to be copied by hand.
    return false;
  }
}

/** Copies, and says so or why not. @param said what was copied, for the message */
export async function copyAndSay(text: string, said: string): Promise<void> {
  const done = await copyText(text);
  notify(done ? `${said} (${count(text.length)} characters).` : 'The browser does not let this page copy.');
}

/** Selects a whole field, for those who copy by hand. */
export function selectAll(event: Event): void {
  (event.target as HTMLTextAreaElement).select();
}

/** Saves a file in the browser's download folder. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
