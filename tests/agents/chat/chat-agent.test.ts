import { describe, expect, test } from 'vitest';
import type { AgentConfig, Decision, Schedule } from '../../../src/agents/agent.ts';
import { ChatAgent } from '../../../src/agents/chat/chat-agent.ts';
import { ANSWER_RULES, INSTRUCTION, type InstructionVariant } from '../../../src/agents/chat/instruction.ts';
import type { Prompt } from '../../../src/language/language-model.ts';
import { BALROG_ACTIONS, currentObservation } from '../../../src/worlds/crafter/balrog.ts';
import { Crafter } from '../../../src/worlds/crafter/crafter.ts';
import { describeProse } from '../../../src/worlds/crafter/describe-prose.ts';
import { ACHIEVEMENTS, ACTIONS } from '../../../src/worlds/crafter/names.ts';
import { ScriptedModel } from './scripted-model.ts';

const PLANNED = '<plan> get wood </plan> Do';
const NOTICE = 'Your previous output did not contain a valid action. Defaulted to action: Noop';

function config(schedule: Schedule): AgentConfig {
  return { model: 'remote:tiny', weights: '', schedule, temperature: 1, seed: 3 };
}

/** An agent in a world. */
class Play {
  readonly model: ScriptedModel;
  readonly agent: ChatAgent;
  readonly world = new Crafter();
  observation = this.world.reset(7).observation;
  readonly decisions: Decision[] = [];

  constructor(schedule: Schedule, answers: string[], options = {}) {
    this.model = new ScriptedModel(...answers);
    this.agent = new ChatAgent(config(schedule), this.model, options);
  }

  async steps(count: number): Promise<this> {
    for (let step = 0; step < count; step++) {
      this.decisions.push(await this.agent.decide(this.observation));
      ({ observation: this.observation } = this.world.step(this.decisions.at(-1)!.action));
    }
    return this;
  }

  get prompts(): readonly Prompt[] {
    return this.model.prompts;
  }

  /** The last message of each prompt. */
  get lasts(): string[] {
    return this.prompts.map(({ messages }) => messages!.at(-1)!.content);
  }

  /** Which of the four rules each prompt ended with. */
  get variants(): InstructionVariant[] {
    const names = Object.keys(ANSWER_RULES) as InstructionVariant[];
    // The longest that fits: one rule ends with another one's words.
    return this.lasts.map(
      (text) =>
        names
          .filter((name) => text.endsWith(ANSWER_RULES[name]))
          .sort((a, b) => ANSWER_RULES[b].length - ANSWER_RULES[a].length)[0],
    );
  }
}

describe('the first prompt', () => {
  test('is one message: the instruction, the observation in BALROG’s words, the rule for the answer', async () => {
    const play = new Play('never', ['Noop']);
    const observation = currentObservation(describeProse(play.world));
    await play.steps(1);
    const { messages, text, grammar, seed } = play.prompts[0];
    const content = `${INSTRUCTION}\n\n${observation}\n\n${ANSWER_RULES.never}`;
    expect(messages).toEqual([{ role: 'user', content }]);
    expect(text).toBe(`[user]\n${content}`);
    expect(grammar).toMatchObject({ plan: 'never', actions: BALROG_ACTIONS });
    expect(seed).toBe(3 * 65_536);
    expect(play.prompts[0]).not.toHaveProperty('constrained');
  });

  test('names every action and every achievement, in their orders', () => {
    const lines = INSTRUCTION.split('\n');
    const named = lines.filter((line) => BALROG_ACTIONS.some((name) => line.startsWith(`${name}:`)));
    expect(named.map((line) => line.split(':')[0])).toEqual(BALROG_ACTIONS);
    for (const [i, name] of ACHIEVEMENTS.entries())
      expect(lines.some((line) => line.toLowerCase() === `${i + 1}. ${name.replaceAll('_', ' ')}`)).toBe(
        true,
      );
    expect(lines.at(-1)).toBe('PLAY!');
  });
});

describe('the rule for the answer', () => {
  const cases: [schedule: Schedule, answers: string[], variants: InstructionVariant[]][] = [
    ['never', ['Do'], ['never', 'never', 'never', 'never']],
    ['always', [PLANNED], ['plan', 'plan', 'plan', 'plan']],
    ['every-2', [PLANNED, 'Do'], ['plan', 'follow', 'plan', 'follow']],
    ['every-3', ['Do'], ['plan', 'never', 'never', 'plan']],
    ['dynamic', ['Do', PLANNED], ['dynamic', 'dynamic', 'dynamic', 'dynamic']],
    ['human', ['Do'], ['never', 'never', 'never', 'never']],
  ];
  test.each(cases)('under %s (answers %j) is %j', async (schedule, answers, variants) => {
    expect((await new Play(schedule, answers).steps(4)).variants).toEqual(variants);
  });

  test('is to follow a person’s plan for as long as it holds, told beside the observation', async () => {
    const play = new Play('always', [PLANNED]);
    play.agent.setPlan('find water');
    await play.steps(2);
    expect(play.agent.plan).toEqual({ text: 'find water', age: 2, by: 'person' });
    play.agent.setPlan('');
    await play.steps(1);
    expect(play.variants).toEqual(['follow', 'follow', 'plan']);
    expect(play.lasts[0]).toContain(
      'A person has given you this plan, made just now:\n<plan> find water </plan>',
    );
    expect(play.lasts[1]).toContain('made 1 step ago:');
    expect(play.lasts[2]).not.toContain('find water');
  });

  test('is a schedule that a chat model can follow', () => {
    expect(() => new Play('gate', ['Do'])).toThrow(/under a gate/);
  });
});

describe('the conversation', () => {
  test('keeps 16 turns without status and inventory, and alternates strictly', async () => {
    const play = await new Play('never', ['Move West', 'Do', 'rubbish']).steps(20);
    for (const [step, { messages }] of play.prompts.entries()) {
      const turns = Math.min(step, 16);
      expect(messages).toHaveLength(2 * turns + 1);
      expect(messages!.map(({ role }) => role)).toEqual(
        Array.from(messages!, (_, i) => (i % 2 === 0 ? 'user' : 'assistant')),
      );
      expect(messages![0].content.startsWith(INSTRUCTION)).toBe(true);
      for (const { content } of messages!.slice(0, -1)) expect(content).not.toContain('Your status');
      const answers = messages!.filter(({ role }) => role === 'assistant').map(({ content }) => content);
      const taken = play.decisions.slice(step - turns, step).map(({ action }) => BALROG_ACTIONS[action]);
      expect(answers).toEqual(taken);
    }
  });

  test('holds the latest plan alone, at the turn where it was made', async () => {
    const play = await new Play('dynamic', ['<plan>a</plan>Do', 'Do', '<plan>b\nc</plan>Sleep', 'Do']).steps(
      4,
    );
    const answers = (step: number) =>
      play.prompts[step].messages!.filter(({ role }) => role === 'assistant').map(({ content }) => content);
    expect(answers(2)).toEqual(['<plan> a </plan> Do', 'Do']);
    expect(answers(3)).toEqual(['Do', 'Do', '<plan> b c </plan> Sleep']);
    expect(play.decisions.map(({ plan }) => plan)).toEqual(['a', undefined, 'b c', undefined]);
  });

  test('tells a plan beside the observation once its turn has left the history', async () => {
    const play = await new Play('every-24', ['<plan>get wood</plan>Do', ...Array(23).fill('Do')]).steps(20);
    const told = play.lasts.map((text) => text.includes('<plan> get wood </plan>'));
    expect(told).toEqual(Array.from({ length: 20 }, (_, step) => step > 16));
    expect(play.lasts[17]).toContain('This is the plan that you have, made 17 steps ago:');
    for (const { messages } of play.prompts.slice(1))
      expect(messages!.filter(({ content }) => content.includes('<plan> get wood </plan>'))).toHaveLength(1);
  });

  test('has thousands of steps in bounded room', async () => {
    const play = await new Play('always', [`<plan>${'wood '.repeat(500)}</plan>Noop`]).steps(40);
    const lengths = play.prompts.map(({ text }) => text.length);
    expect(Math.max(...lengths)).toBeLessThan(12_000);
    expect(play.agent.plan!.text.length).toBeLessThanOrEqual(500);
  });
});

describe('an answer', () => {
  test('without an action is a Noop, and the next observation begins with the notice', async () => {
    const play = await new Play('never', ['I think I should Do', 'Do']).steps(3);
    expect(play.decisions.map(({ action }) => ACTIONS[action])).toEqual(['noop', 'do', 'noop']);
    expect(play.lasts.map((text) => text.includes(NOTICE))).toEqual([false, true, false]);
    expect(play.prompts[2].messages!.filter(({ content }) => content.includes(NOTICE))).toHaveLength(1);
    expect(play.agent.lastExchange).toMatchObject({ valid: false });
  });

  test('that plans unasked is not taken for a plan, but its action is, and its tokens count', async () => {
    const play = await new Play('never', [PLANNED]).steps(1);
    expect(play.decisions).toEqual([
      { action: ACTIONS.indexOf('do'), plan: undefined, planTokens: 0, tokens: 6, promptTokens: 100 },
    ]);
    expect(play.agent.plan).toBeNull();
    play.agent.setPlan('find water');
    await play.steps(1);
    expect(play.agent.plan?.text).toBe('find water');
  });

  test('is counted as the model counts it', async () => {
    const play = await new Play('always', [PLANNED]).steps(1);
    expect(play.decisions[0]).toMatchObject({
      plan: 'get wood',
      planTokens: 4,
      tokens: 6,
      promptTokens: 100,
    });
  });

  test('can be looked at, with the exact prompt', async () => {
    const play = await new Play('always', [PLANNED]).steps(2);
    const { text, messages } = play.prompts[1];
    expect(play.agent.lastExchange).toEqual({ text, messages, answer: PLANNED, valid: true });
    play.agent.prepare(play.observation);
    play.agent.conclude({
      text: '',
      planTokens: 0,
      promptTokens: 1,
      generatedTokens: 9,
      thoughts: 'Hmm',
      cut: true,
    });
    expect(play.agent.lastExchange).toMatchObject({ answer: '', thoughts: 'Hmm', cut: true, valid: false });
  });
});

describe('an agent', () => {
  test('can ask for constrained answers and precise places, and does so only then', async () => {
    const play = await new Play('never', ['Noop'], { constrained: true, precise: true }).steps(1);
    expect(play.prompts[0].constrained).toBe(true);
    expect(play.lasts[0]).toMatch(/- grass 1 step (north|south|east|west)/);
  });

  test('says the same when it is asked twice, and goes on where it was after a failure', async () => {
    const play = await new Play('every-2', [PLANNED, 'Do', 'rubbish']).steps(3);
    const { agent, observation } = play;
    const prompt = agent.prepare(observation);
    expect(agent.prepare(observation)).toEqual(prompt);
    await play.steps(1);
    expect(play.prompts[3]).toEqual(prompt);
    expect(() =>
      agent.conclude({ text: 'Do', planTokens: 0, promptTokens: 0, generatedTokens: 0 }),
    ).toThrow();
  });

  test('forked or replayed stands where the other one stands', async () => {
    const play = await new Play('every-3', [PLANNED, 'Move West', 'Do']).steps(20);
    const { world, agent } = play;
    const relived = new ChatAgent(agent.config, play.model);
    const again = new Crafter();
    let { observation } = again.reset(7);
    for (const { action, plan } of play.decisions) {
      relived.replay(observation, { action, by: 'agent', plan, planBy: 'agent' });
      ({ observation } = again.step(action));
    }
    const prompt = agent.prepare(world.observation);
    expect(relived.prepare(observation)).toEqual(prompt);
    expect(agent.fork().prepare(world.observation)).toEqual(prompt);
    expect(agent.fork(4).prepare(world.observation)).toEqual({ ...prompt, seed: 4 * 65_536 + 20 });
    await agent.fork().decide(world.observation);
    expect(agent.prepare(world.observation)).toEqual(prompt);
  });

  test('begins anew after a reset', async () => {
    const play = await new Play('dynamic', ['<plan>a</plan>rubbish']).steps(3);
    play.agent.reset();
    const { observation } = play.world.reset(7);
    expect(play.agent.prepare(observation)).toEqual(play.prompts[0]);
    expect(play.agent.plan).toBeNull();
  });
});
