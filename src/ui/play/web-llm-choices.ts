// The chat models of web-llm that lie in this browser, for the list of agents. What is needed to tell them apart is loaded only
// where something lies there: most visitors never download one.

/** Where web-llm's library keeps weights. */
const WEIGHTS = 'webllm/model';

/** Never throws: a browser that refuses storage has none. */
export async function webLlmChoices(): Promise<readonly (readonly [id: string, label: string])[]> {
  try {
    const databases = await indexedDB.databases();
    return databases.some(({ name }) => name === WEIGHTS) ? await readChoices() : [];
  } catch {
    return [];
  }
}

async function readChoices() {
  const [{ cachedFolders, isCached }, { allEntries }, { webLlmModelId }] = await Promise.all([
    import('../../language/web-llm/cached.ts'),
    import('../../language/web-llm/own-entries.ts'),
    import('../../language/web-llm/catalog.ts'),
  ]);
  const folders = await cachedFolders(await allEntries());
  const here = [];
  // Entries that share their weights may lack their libraries.
  for (const entry of folders.flatMap(({ entries }) => entries))
    if (await isCached(entry)) here.push([webLlmModelId(entry.id), `${entry.label} (web-llm)`] as const);
  return here;
}
