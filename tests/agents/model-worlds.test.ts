import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { crafterVocabulary } from '../../src/agents/crafter-vocabulary.ts';
import { worldPlayedBy } from '../../src/agents/model-worlds.ts';
import { PLANNER_DOMAINS } from '../../src/agents/planner/domains.ts';
import { parseCard } from '../../src/language/pocket/model-files.ts';
import { SHIPPED_MODELS } from '../../src/language/pocket/shipped.ts';

const WHOLE = Object.entries(SHIPPED_MODELS).filter(([, { base }]) => base === undefined);

test.each(WHOLE)('the words of %s tell its world', (id, { world = 'Crafter-v1' }) => {
  const card = parseCard(readFileSync(`public/models/${id}/model.json`));
  expect(worldPlayedBy(card.vocabulary)).toBe(world);
});

test('a model with an action too few, too many or another one plays no world here', () => {
  const words = crafterVocabulary();
  const { actions } = words;
  for (const others of [actions.slice(1), [...actions, 'fly'], [...actions.slice(1), 'fly']])
    expect(worldPlayedBy({ ...words, actions: others })).toBeNull();
});

test('a planner without a word of its plans plays no world here; a Crafter model may have fewer', () => {
  const planner = PLANNER_DOMAINS['Sokoban-v1'].vocabulary;
  expect(worldPlayedBy({ ...planner, planWords: planner.planWords.slice(1) })).toBeNull();
  const words = crafterVocabulary();
  expect(worldPlayedBy({ ...words, planWords: words.planWords.slice(20) })).toBe('Crafter-v1');
});
