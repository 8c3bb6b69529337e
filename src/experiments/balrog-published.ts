// Published progress of language models in Crafter under BALROG, beside which our own figures can be set.

export interface PublishedRow {
  readonly model: string;
  /** Mean progress over episodes, in % of the 22 achievements. */
  readonly progress: number;
  /** Standard error in %; null where the source gives none. */
  readonly se: number | null;
}

/** Text observations only, 10 episodes each. */
export const BALROG_SOURCE =
  'BALROG (balrog-ai/BALROG, commit af7d1f17): Crafter, text only, 10 episodes, progress in % ± standard error';

/** In the order of progress; the last one acts at random. */
export const BALROG_PUBLISHED: readonly PublishedRow[] = [
  { model: 'Grok-4', progress: 57.3, se: 3.9 },
  { model: 'Gemini-2.5-Pro', progress: 55.0, se: 6.0 },
  { model: 'Gemini-2.5-Flash', progress: 40.0, se: null },
  { model: 'DeepSeek-R1', progress: 36.4, se: null },
  { model: 'GPT-4o', progress: 33.1, se: 2.3 },
  { model: 'Claude-3.5-Sonnet', progress: 32.7, se: null },
  { model: 'Llama-3.1-70B', progress: 31.2, se: null },
  { model: 'Llama-3.3-70B', progress: 28.6, se: 4.1 },
  { model: 'Llama-3.1-8B', progress: 25.5, se: 3.2 },
  { model: 'Llama-3.2-3B', progress: 17.3, se: null },
  { model: 'Qwen2.5-7B', progress: 16.4, se: null },
  { model: 'GPT-4o-mini', progress: 15.9, se: null },
  { model: 'Llama-3.2-1B', progress: 12.7, se: null },
  { model: 'Random actions', progress: 10.3, se: null },
];
