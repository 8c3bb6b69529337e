// The words of Toolchain-v1: tools as actions, what can be wrong with an input, what can be wished for and which tool makes
// it. Source: OpenAGI (Ge et al. 2023, arXiv 2304.04370), whose 14 tools plan over images and English text.

/** Action names, in action-number order: 14 tools, then the end of the plan. */
export const ACTIONS = [
  'Sentiment Analysis',
  'Text Summarization',
  'Machine Translation',
  'Fill Mask',
  'Question Answering',
  'Image Classification',
  'Object Detection',
  'Colorization',
  'Image Super-Resolution',
  'Image Denoising',
  'Image Deblurring',
  'Visual Question Answering',
  'Image Captioning',
  'Text-to-Image Generation',
  'TERMINATE',
] as const;
export type ActionName = (typeof ACTIONS)[number];
export type ToolName = Exclude<ActionName, 'TERMINATE'>;

/** Action number of TERMINATE. */
export const TERMINATE = ACTIONS.length - 1;

/** Steps of an episode, TERMINATE included, before it is truncated. */
export const STEP_LIMIT = 16;

/** What can be wrong with an image, in the order in which a reference plan mends it. */
export const FAULTS = ['low-resolutioned', 'noisy', 'blurry', 'grayscale'] as const;
export type Fault = (typeof FAULTS)[number];

export const MENDER: Readonly<Record<Fault, ToolName>> = {
  'low-resolutioned': 'Image Super-Resolution',
  noisy: 'Image Denoising',
  blurry: 'Image Deblurring',
  grayscale: 'Colorization',
};

export const LANGUAGES = ['English', 'German'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What a product is made from: `query` stands for a query together with the image or document that it is about. */
export type Material = 'image' | 'text' | 'query';

interface ProductRule {
  readonly reads: Material;
  /** A `label` (a class, a mood, an answer) is text that nothing but a translation is made from. */
  readonly gives: 'image' | 'text' | 'label';
  /** Made from a given input alone, never from another product. */
  readonly rootOnly?: true;
}

/** What can be wished for. The tool of an `answer` depends on what is asked about; a `regular image` needs menders alone. */
export const PRODUCT_RULES = {
  'regular image': { reads: 'image', gives: 'label', rootOnly: true },
  caption: { reads: 'image', gives: 'text' },
  'class label': { reads: 'image', gives: 'label' },
  'object names': { reads: 'image', gives: 'label' },
  answer: { reads: 'query', gives: 'label', rootOnly: true },
  summary: { reads: 'text', gives: 'text' },
  sentiment: { reads: 'text', gives: 'label' },
  'generated image': { reads: 'text', gives: 'image' },
  translation: { reads: 'text', gives: 'label', rootOnly: true },
} as const satisfies Record<string, ProductRule>;
export type Product = keyof typeof PRODUCT_RULES;
export const PRODUCTS = Object.keys(PRODUCT_RULES) as readonly Product[];

/** Products that come in a language; an image has none. */
export function isSpoken(product: Product): boolean {
  return product !== 'regular image' && product !== 'generated image';
}
