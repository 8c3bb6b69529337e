// The chat models that a page's workers can open.

import { type ChatOpeners, openRemote } from './agent-chat.ts';
import { openWebLlmModel } from './agent-web-llm.ts';

export const CHAT_OPENERS: ChatOpeners = {
  'remote:': openRemote,
  'web-llm:': openWebLlmModel,
};
