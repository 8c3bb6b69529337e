// One turn of the event loop: whatever has come by now is handled before this resolves. A posted message, unlike a nested timer, is
// not clamped to 4 ms; Node's setImmediate does not keep a process alive that has nothing else to do.

/** Those who wait for the same turn. */
let waiting: (() => void)[] = [];
let channel: MessageChannel | null = null;

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else waitForMessage(resolve);
  });
}

function waitForMessage(resolve: () => void): void {
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => {
      const heard = waiting;
      waiting = [];
      for (const wake of heard) wake();
    };
  }
  if (waiting.length === 0) channel.port2.postMessage(null);
  waiting.push(resolve);
}
