export { type FakeModel, type FakeRequest, fakeModel, type Replies } from './fake-model.ts';
export { agentId, fakeAgent, fakeCandidate, fakeItems, fakeOutput, fakeTrace, supportItems } from './fakes.ts';
export { type FaultSuite, faultSuite } from './fault-suite.ts';
export type { Fault, FaultProtocol, FaultReply, FaultTopic } from './faults.ts';
export {
  type OperatorInputs,
  type OperatorOutcome,
  type OperatorTest,
  operatorInputs,
  promptsOf,
  rejectionsOf,
  testOperator,
} from './operators.ts';
export {
  type CallSettings,
  callProvider,
  failureOf,
  identifyProvider,
  type OpenProvider,
  operatorOf,
} from './provider-calls.ts';
export {
  deadAddress,
  type FakeReply,
  type FakeServer,
  type FakeServerOptions,
  fakeReply,
  startFakeServer,
} from './provider-server.ts';
export { type ProviderSuite, providerSuite } from './provider-suite.ts';
