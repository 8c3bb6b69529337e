// Which models are chat models. Their ids tell it, so that pages and records know without loading one.

/** What the ids of chat models begin with; behind it stands the name that their runtime has for them. */
const CHAT_RUNTIMES = ['remote:', 'web-llm:'] as const;

/** A chat model reads prose and answers freely; any other one is a pocket model, or the teacher. */
export function isChatModel(model: string): boolean {
  return CHAT_RUNTIMES.some((runtime) => model.startsWith(runtime));
}
