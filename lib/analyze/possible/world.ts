import { getOrInsert } from '../../algebra/keyed';
import { allPorts, portRange } from '../../algebra/port-set';
import { always, type Circuit, newCircuit, type Signal } from '../../decide/circuit';
import { type Example, type Questions, questionsAbout } from '../../decide/question';
import { smallestExample } from '../../decide/smallest-example';
import type { Steps } from '../../decide/steps';
import type { NamedPort } from '../model/port-rule';
import { type AddressVariable, newAddressVariable } from './address-variable';
import { type LabelVariables, newLabelVariables } from './label-variables';
import { type KnownLabels, type NamespaceVariable, newNamespaceVariable } from './namespace-variable';
import { newPortVariable, type PortVariable } from './port-variable';
import { type Spoken, type Vocabulary, vocabularyOf } from './vocabulary';

/** A pod that nobody knows yet: any labels, in any namespace, with the port asked about under some names. */
export interface PossiblePod {
  readonly namespace: NamespaceVariable;
  readonly labels: LabelVariables;
  /** Whether the port asked about is one that the pod has under this name and protocol. */
  readonly names: (port: NamedPort) => Signal;
  /** Names under which it has the port, in an example. */
  namesIn(example: Example): readonly NamedPort[];
  /** What can be left out of an example, each part alone. */
  parts(): readonly (readonly Signal[])[];
}

/**
 * Everything that could be asked about one connection: pods and addresses at its ends, and its port, in one circuit. The
 * answers hold for every pod that could exist, because none is enumerated.
 */
export interface World {
  readonly vocabulary: Vocabulary;
  readonly circuit: Circuit;
  readonly questions: Questions;
  readonly port: PortVariable;
  /** A pod; beside another one, both see the same labels on a namespace whose labels not everybody knows. */
  newPod(beside?: Pick<PossiblePod, 'namespace'>): PossiblePod;
  newAddress(): AddressVariable;
  /** The same world for another connection, on a port of its own. */
  another(): World;
  /** A connection for which all of these hold: an example from which nothing of these parts can be left out. */
  find(signals: readonly Signal[], parts: readonly Shrinkable[]): Example | 'none' | 'undecided';
}

/** Something of which parts can be left out of an example. */
type Shrinkable = Pick<PossiblePod, 'parts'>;

/** Whether a pod of a world could exist. */
type Existence = (world: World, pod: PossiblePod) => Signal;

/**
 * A world of the pods that what is spoken of can tell apart; `known` is what each side knows of namespaces. Its pods are those
 * that could exist: any, unless something is assumed of them.
 */
export function newWorld(
  spoken: readonly Spoken[],
  known: readonly KnownLabels[],
  steps: Steps,
  couldExist: Existence = () => always,
): World {
  const vocabulary = vocabularyOf(spoken);
  const circuit = newCircuit();
  const questions = questionsAbout(circuit, steps);
  const open = vocabulary.namespaces.filter((name) => known.some((namespaces) => !namespaces.has(name)));
  const another = (): World => {
    const port = newPortVariable(circuit);
    const isPort = port.isIn(allPorts);
    questions.demand(isPort);
    /** What holds of every example, also where parts are left out of it. */
    const demanded = [isPort];
    const demand = (signal: Signal) => {
      demanded.push(signal);
      questions.demand(signal);
    };
    const world: World = {
      vocabulary,
      circuit,
      questions,
      port,
      newPod(beside) {
        const pod = newPossiblePod(circuit, vocabulary, port);
        if (beside) demand(beside.namespace.agreesWith(pod.namespace, open));
        demand(couldExist(world, pod));
        return pod;
      },
      newAddress: () => newAddressVariable(circuit),
      another,
      find(signals, parts) {
        const answer = questions.canBe(...signals);
        if (answer.kind !== 'yes') return answer.kind === 'no' ? 'none' : 'undecided';
        const inputs = parts.flatMap((each) => each.parts());
        return smallestExample(circuit, circuit.all([...signals, ...demanded]), answer.example, inputs);
      },
    };
    return world;
  };
  return another();
}

/** Names under which a pod has the port asked about: each, as anyone likes. */
export function newPortNames(
  circuit: Circuit,
  port: PortVariable,
): Pick<PossiblePod, 'names' | 'namesIn'> & { parts(): readonly (readonly Signal[])[] } {
  const names = new Map<string, { readonly port: NamedPort; readonly input: Signal }>();
  return {
    names(named) {
      const key = `${named.name}/${named.protocol}`;
      const known = getOrInsert(names, key, () => ({ port: named, input: circuit.input() }));
      return circuit.all([known.input, port.isIn(portRange(named.protocol))]);
    },
    namesIn: (example) => [...names.values()].flatMap((known) => (example(known.input) ? [known.port] : [])),
    parts: () => [...names.values()].map(({ input }) => [input]),
  };
}

function newPossiblePod(circuit: Circuit, vocabulary: Vocabulary, port: PortVariable): PossiblePod {
  const namespace = newNamespaceVariable(circuit, vocabulary);
  const labels = newLabelVariables(circuit, vocabulary.podLabels);
  const ports = newPortNames(circuit, port);
  return {
    namespace,
    labels,
    names: ports.names,
    namesIn: ports.namesIn,
    parts: () => [...ports.parts(), ...labels.parts(), ...namespace.parts()],
  };
}
