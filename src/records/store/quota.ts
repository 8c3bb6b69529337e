// How much the browser lets the lab store, for the Runs page.

export interface StorageInfo {
  /** Bytes in use by this origin, as the browser estimates them. */
  readonly used: number;
  /** Bytes that may be used in all. */
  readonly quota: number;
  /** The browser will not clear it by itself when space is short. */
  readonly persistent: boolean;
}

/** null where the browser does not say (insecure origins). */
export async function storageInfo(): Promise<StorageInfo | null> {
  const storage = navigator.storage as StorageManager | undefined;
  if (!storage) return null;
  const [{ usage, quota }, persistent] = await Promise.all([storage.estimate(), storage.persisted()]);
  return { used: usage ?? 0, quota: quota ?? 0, persistent };
}

/** Asks the browser not to clear the lab's storage by itself. @returns whether it agreed */
export async function askForPersistence(): Promise<boolean> {
  const storage = navigator.storage as StorageManager | undefined;
  return (await storage?.persist()) ?? false;
}
