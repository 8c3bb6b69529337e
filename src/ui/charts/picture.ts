// A chart as a file of its own: the SVG with every style written into it (a file has no style sheet), and the same drawn
// into a PNG. Colours are the theme's at the moment of the export, as plain hex that every program reads.

import { LabError } from '../../lab-error.ts';

const SVG_NS = 'http://www.w3.org/2000/svg';
/** What of the computed style the picture needs; the rest is SVG's default. */
const STYLES = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'fill-opacity',
  'stroke-opacity',
  'opacity',
  'font-size',
  'font-weight',
  'paint-order',
] as const;
const PAINTS: readonly string[] = ['fill', 'stroke'];
/** PNG pixels per CSS pixel: sharp on paper and on every screen. */
const PNG_SCALE = 2;

/** A picture that needs nothing else. `title` and `note` become its title and a line of text below it. */
export function svgOf(chart: SVGSVGElement, title: string, note: string): string {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const toHex = hexReader();
  const originals = [chart, ...chart.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  for (const [i, original] of originals.entries()) inlineStyle(original, copies[i], toHex);
  for (const halo of copy.querySelectorAll('.chart-halo')) halo.remove();
  const [width, height] = [Number(chart.getAttribute('width')), Number(chart.getAttribute('height'))];
  const style = getComputedStyle(chart);
  addFrame(
    copy,
    { title, note, width, height },
    toHex(style.getPropertyValue('--surface')),
    toHex(style.color),
  );
  for (const element of [copy, ...copy.querySelectorAll('*')]) stripPageAttributes(element);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

/** The same picture as a PNG. @throws LabError internal if the browser cannot draw it */
export async function pngOf(svgText: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svgText], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * PNG_SCALE;
    canvas.height = image.naturalHeight * PNG_SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob) return blob;
  } catch (error) {
    throw cannotDraw(error);
  } finally {
    URL.revokeObjectURL(url);
  }
  throw cannotDraw();
}

function inlineStyle(original: Element, copy: Element, toHex: (color: string) => string): void {
  const style = getComputedStyle(original);
  for (const name of STYLES) {
    const value = style.getPropertyValue(name);
    if (value === '') continue;
    copy.setAttribute(name, PAINTS.includes(name) && value !== 'none' ? toHex(value) : value);
  }
}

function stripPageAttributes(element: Element): void {
  for (const name of ['class', 'tabindex', 'role', 'data-mark', 'aria-label', 'aria-hidden'])
    element.removeAttribute(name);
  // Lit's markers are comments.
  for (const child of [...element.childNodes]) if (child.nodeType === Node.COMMENT_NODE) child.remove();
}

interface Frame {
  readonly title: string;
  readonly note: string;
  readonly width: number;
  readonly height: number;
}

const HEAD = 34;
const FOOT = 26;

/** Room above for the title and below for the note, on the theme's ground. */
function addFrame(
  copy: SVGSVGElement,
  { title, note, width, height }: Frame,
  ground: string,
  ink: string,
): void {
  copy.setAttribute('xmlns', SVG_NS);
  copy.setAttribute('viewBox', `0 ${-HEAD} ${width} ${height + HEAD + FOOT}`);
  copy.setAttribute('height', String(height + HEAD + FOOT));
  copy.setAttribute('font-family', 'system-ui, sans-serif');
  const rect = made('rect', { x: 0, y: -HEAD, width, height: height + HEAD + FOOT, fill: ground });
  const name = made('title', {}, title);
  const heading = made(
    'text',
    { x: 12, y: -12, fill: ink, 'font-size': '15px', 'font-weight': '600' },
    title,
  );
  const footer = made('text', { x: 12, y: height + 14, fill: ink, 'font-size': '11px' }, note);
  copy.prepend(name, rect);
  copy.append(heading, footer);
}

function made(tag: string, attributes: Record<string, string | number>, text = ''): SVGElement {
  const element = document.createElementNS(SVG_NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  return element;
}

/** Any CSS colour as `#rrggbb` or `#rrggbbaa`, read back from a pixel: browsers write mixed colours in many ways. */
function hexReader(): (color: string) => string {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const known = new Map<string, string>();
  const read = (color: string): string => {
    if (!context) return color;
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    const digits = [red, green, blue, ...(alpha === 255 ? [] : [alpha])];
    return `#${digits.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
  };
  return (color) => {
    const hex = known.get(color) ?? read(color);
    known.set(color, hex);
    return hex;
  };
}

function cannotDraw(cause?: unknown): LabError {
  return new LabError(
    'internal',
    'This browser cannot draw the chart as a PNG.',
    'Save it as SVG instead.',
    cause,
  );
}
