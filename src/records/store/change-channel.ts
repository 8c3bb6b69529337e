// What changed in a store, told to the stores of the same name in other tabs and workers (BroadcastChannel). A store does not
// hear itself.

export class ChangeChannel<Change = string> {
  readonly #channel: BroadcastChannel;

  constructor(name: string) {
    this.#channel = new BroadcastChannel(name);
  }

  tell(change: Change): void {
    this.#channel.postMessage(change);
  }

  /** Calls `listener` for every change that another store makes. @returns how to stop it */
  onChange(listener: (change: Change) => void): () => void {
    const hear = (event: MessageEvent<Change>) => listener(event.data);
    this.#channel.addEventListener('message', hear);
    return () => this.#channel.removeEventListener('message', hear);
  }

  close(): void {
    this.#channel.close();
  }
}
