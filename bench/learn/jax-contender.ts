// The learner's own programs as a contender. Threads, where they are to be had, must be installed before this is loaded.

import { blockUntilReady, numpy as np, tree } from '@jax-js/jax';
import { parameterSpecs } from '../../src/language/pocket/config.ts';
import { downloadNamed, uploadNamed } from '../../src/learning/named-arrays.ts';
import { makePpoGradients, makeScores, type PpoArrays } from '../../src/learning/ppo/loss.ts';
import { type AnswerArrays, trainedSpecs } from '../../src/learning/ppo/policy.ts';
import type { Compiler } from '../../src/learning/program.ts';
import type { Contender } from './contender.ts';
import type { PlainBatch, Policy } from './workload.ts';

/** On jax-js' default device at the time, with gradients of the adapter and the value head. */
export function jaxContender(name: string, policy: Policy, compiler: Compiler): Contender {
  const { shape, hyper } = policy;
  const trained = uploadNamed(trainedSpecs(shape), policy.trained);
  const frozen = uploadNamed(parameterSpecs(shape.config), policy.frozen);
  const gradients = makePpoGradients(shape, hyper, compiler);
  const scores = makeScores(shape, compiler);
  return {
    name,
    async score(batch) {
      const out = await scores(tree.ref(trained), tree.ref(frozen), uploadAnswers(batch));
      const logProbs = (await out.logProbs.data()) as Float32Array;
      tree.dispose([out.entropies, out.values]);
      return logProbs;
    },
    async differentiate(batch) {
      const { embedded, ...answers } = uploadAnswers(batch);
      const [[loss, parts], [ofTrained]] = await gradients(
        tree.ref(trained),
        embedded,
        tree.ref(frozen),
        answers,
        uploadTargets(batch),
      );
      tree.dispose(parts);
      await blockUntilReady(ofTrained as never);
      const dispose = () => tree.dispose(ofTrained);
      const read = async () => {
        const values = await downloadNamed(trainedSpecs(shape), ofTrained);
        dispose();
        return values;
      };
      return { loss: ((await loss.data()) as Float32Array)[0], read, dispose };
    },
    dispose() {
      tree.dispose([trained, frozen]);
      scores.dispose();
      (gradients as unknown as { dispose(): void }).dispose();
    },
  };
}

function uploadAnswers(batch: PlainBatch): AnswerArrays {
  const { rows, length, embedded } = batch;
  return {
    embedded: np.array(embedded).reshape([rows, length, embedded.length / (rows * length)]),
    starts: np.array(batch.starts),
    targets: np.array(batch.targets),
    choices: np.array(batch.choices),
    firsts: np.array(batch.firsts),
  };
}

function uploadTargets(batch: PlainBatch): PpoArrays {
  return {
    oldLogProbs: np.array(batch.oldLogProbs),
    startLogProbs: np.array(batch.startLogProbs),
    weights: np.array(batch.weights),
    advantages: np.array(batch.advantages),
    returns: np.array(batch.returns),
    valueWeights: np.array(batch.valueWeights),
  };
}
