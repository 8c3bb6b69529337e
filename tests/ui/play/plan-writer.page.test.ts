// The plan writer alone, at the start of a world: typing, choosing by keyboard and by pointer, marks, holds, library.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunConfig } from '../../../src/records/record.ts';
import { PlanKnowledge } from '../../../src/ui/play/plan-knowledge.ts';
import type { PlanWriter, WrittenPlan } from '../../../src/ui/play/plan-writer.ts';
import { emptyView } from '../../../src/ui/run-view.ts';
import '../../../src/ui/play/plan-writer.ts';
import '../../../src/ui/styles/main.css';

const CONFIG: RunConfig = {
  world: { id: 'Crafter-v1', area: [64, 64], length: 100 },
  seed: 8,
  agent: { model: 'pocket-crafter', weights: '', schedule: 'dynamic', temperature: 1, seed: 0 },
};

let writer: PlanWriter;
let written: WrittenPlan[];
let commands: string[];

beforeEach(async () => {
  writer = document.createElement('plan-writer') as PlanWriter;
  const knowledge = new PlanKnowledge();
  const view = emptyView(CONFIG);
  writer.situation = () => knowledge.situation(view);
  written = [];
  commands = [];
  writer.addEventListener('write-plan', (event) => written.push((event as CustomEvent<WrittenPlan>).detail));
  writer.addEventListener('command', (event) => commands.push((event as CustomEvent<string>).detail));
  document.body.append(writer);
  await settled();
});
afterEach(() => writer.remove());

const settled = async () => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
};
const box = () => writer.querySelector<HTMLInputElement>('#plan-text')!;
const options = () => [...writer.querySelectorAll<HTMLElement>('[role=option]')];
const type = async (text: string) => {
  box().value = text;
  box().dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
};
const press = async (key: string) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  box().dispatchEvent(event);
  await settled();
  return event;
};
const chosen = () => writer.querySelector('[role=option][aria-selected=true]');

describe('suggestions', () => {
  test('open while typing, and the box says so to assistive technology', async () => {
    expect(document.activeElement).toBe(box());
    expect(box().getAttribute('aria-expanded')).toBe('false');
    await type('coll');
    expect(box().getAttribute('aria-expanded')).toBe('true');
    expect(box().getAttribute('aria-controls')).toBe(writer.querySelector('[role=listbox]')?.id);
    expect(options()[0].textContent).toContain('collect 1 sapling');
    expect(box().hasAttribute('aria-activedescendant')).toBe(false);
  });

  test('are chosen with the arrow keys and taken with Enter, which does not send the plan', async () => {
    await type('collect 5 w');
    await press('ArrowDown');
    expect(chosen()?.id).toBe(box().getAttribute('aria-activedescendant'));
    await press('Enter');
    expect(box().value).toBe('collect 5 wood');
    expect(written).toEqual([]);
    await press('ArrowDown');
    await press('ArrowDown');
    await press('Enter');
    expect(box().value).toBe('collect 5 wood then place table');
    await press('Enter');
    expect(written).toEqual([{ text: 'collect 5 wood then place table', hold: 'done' }]);
  });

  test('wrap round through no choice at all, so that what was typed can be sent', async () => {
    await type('explore n');
    for (let i = 0; i < options().length; i++) await press('ArrowDown');
    expect(chosen()).toBe(options().at(-1));
    await press('ArrowDown');
    expect(chosen()).toBeNull();
    await press('ArrowUp');
    expect(chosen()).toBe(options().at(-1));
  });

  test('close with Escape, and only the second Escape closes the writer', async () => {
    await type('c');
    await press('Escape');
    expect(options()).toEqual([]);
    expect(commands).toEqual([]);
    await press('Escape');
    expect(commands).toEqual(['plan']);
  });

  test('stay while the focus goes to a button of the form, and never lie over it', async () => {
    await type('drink');
    const submit = writer.querySelector<HTMLButtonElement>('button[type=submit]')!;
    submit.focus();
    await settled();
    expect(options().length).toBeGreaterThan(0);
    submit.scrollIntoView();
    const { left, top, width, height } = submit.getBoundingClientRect();
    expect(submit.contains(document.elementFromPoint(left + width / 2, top + height / 2))).toBe(true);
    submit.blur();
    box().focus();
    box().blur();
    await settled();
    expect(options()).toEqual([]);
  });

  test('are taken with the pointer while the box keeps the focus', async () => {
    await type('drink');
    options()[0].dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, cancelable: true }));
    await settled();
    expect(box().value).toBe('drink water');
    expect(document.activeElement).toBe(box());
  });
});

test('every word is marked by how it is read, in shape and in words', async () => {
  await type('chop timber près');
  const marks = [...writer.querySelectorAll<HTMLElement>('.read')];
  expect(marks.map(({ className }) => className)).toEqual([
    'read known in-goal',
    'read synonym in-goal',
    'read letters in-goal',
  ]);
  expect(new Set(marks.map((mark) => getComputedStyle(mark).borderBottomStyle)).size).toBe(3);
  const line = writer.querySelector('plan-marks [role=status]')?.textContent;
  expect(line).toBe(
    'The model knows 2 of 3 words; “près” reaches it letter by letter. Goals in it: 1. collect 1 wood.',
  );
});

test('markup in a plan stays text', async () => {
  await type('<img src=x onerror=alert(1)>');
  expect(writer.querySelector('img')).toBeNull();
  expect(writer.querySelector('.read')?.textContent).toContain('<img');
});

describe('how long a plan is kept', () => {
  const radio = (value: string) =>
    writer.querySelector<HTMLInputElement>(`input[name=hold][value=${value}]`)!;

  test('is until it is done, for n steps, or until it is replaced', async () => {
    await type('explore west');
    await press('Escape');
    radio('pinned').click();
    await settled();
    await press('Enter');
    const steps = writer.querySelector<HTMLInputElement>('#hold-steps')!;
    steps.focus();
    steps.value = '7';
    steps.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    expect(radio('steps').checked).toBe(true);
    writer.querySelector<HTMLButtonElement>('button[type=submit]')?.click();
    expect(written.map(({ hold }) => hold)).toEqual(['pinned', 'steps-7']);
  });

  test('comes with a plan of the library, and so does when to use it', async () => {
    const menu = writer.querySelector<HTMLSelectElement>('#plan-library')!;
    menu.value = 'heal';
    menu.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
    expect(box().value).toBe('wait in shelter');
    expect(writer.textContent).toContain('Health is low');
    await press('Enter');
    expect(written).toEqual([{ text: 'wait in shelter', hold: 'steps-20' }]);
  });
});
