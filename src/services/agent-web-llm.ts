// Chat models that web-llm runs on this machine's graphics card, for the agent worker. Only one that lies in this browser is
// opened: a link or a restart must not order gigabytes, which is what the Models page is for.

import { LabError } from '../lab-error.ts';
import type { ChatOpener } from './agent-chat.ts';

export const openWebLlmModel: ChatOpener = async (id, _options, report, signal) => {
  const [{ findWebLlm }, { webLlmEntryId }, { isCached }, { openWebLlm }] = await Promise.all([
    import('../language/web-llm/own-entries.ts'),
    import('../language/web-llm/catalog.ts'),
    import('../language/web-llm/cached.ts'),
    import('../language/web-llm/open-web-llm.ts'),
  ]);
  const entry = await findWebLlm(webLlmEntryId(id));
  if (!(await isCached(entry)))
    throw new LabError(
      'model-missing',
      `${entry.label} is not in this browser.`,
      'Download it on the Models page.',
    );
  return openWebLlm({
    entry,
    signal,
    onProgress: (loaded, total) => report.progress(entry.label, loaded, total),
    onNotice: (text) => report.notice(text),
  });
};
