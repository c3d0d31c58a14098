import type { Mistake } from '../config/codes.ts';
import {
  ConfigError,
  type Diagnostic,
  diagnose,
  type Finding,
  movedTo,
  sortDiagnostics,
} from '../config/diagnostics.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { Span } from '../config/source.ts';
import type { Plan } from '../plan.ts';
import { composeSchema } from '../plugin/compose.ts';
import { loadPlugins } from '../plugin/resolve.ts';
import type { Prompt } from '../system/prompt.ts';
import { agentsIn, allNamed, type PlacedAgent } from './agents.ts';
import { buildPlan } from './build.ts';
import { checkCalibration } from './calibration.ts';
import { checkContracts } from './contracts.ts';
import { checkFieldOption, type DataDraft, readData } from './data.ts';
import type { Draft } from './draft.ts';
import { checkSystem } from './graph.ts';
import { checkInputs, fieldsRead } from './inputs.ts';
import { checkOptions } from './option-problems.ts';
import { type Overrides, withOverrides } from './overrides.ts';
import { checkPlugins } from './plugins.ts';
import { checkPrices } from './prices.ts';
import { readPrompts } from './prompts.ts';
import { checkReferences, fieldReferences, labelReferences } from './references.ts';
import type { Catalog } from './schema-error.ts';
import { checkSearchable } from './searchable.ts';
import { checkSecrets, withoutLiterals } from './secrets.ts';
import { namesUsed } from './uses.ts';
import { validateConfig } from './validate.ts';

export interface PlanOptions {
  /** Values of the command line; they win over the config. */
  readonly overrides?: Overrides;
  /** Where an operator may be that no plugin of the config has. */
  readonly catalog?: Catalog;
}

/**
 * Makes the plan of a config: loads its plugins, holds it against their schema, checks every name in it, reads prompts
 * and data. Nothing of a plugin is run but its module.
 * @throws ConfigError with all mistakes, those of loading the config included.
 */
export async function createPlan(
  loaded: LoadedConfig,
  { overrides = {}, catalog = {} }: PlanOptions = {},
): Promise<Plan> {
  const root = withOverrides(loaded.root, overrides);
  const diagnostics: Diagnostic[] = [...loaded.diagnostics];
  const add = (diagnostic: Diagnostic): void => {
    diagnostics.push(diagnostic);
  };
  const report = (mistake: Mistake, at: Span, finding: Finding): void => add(diagnose(mistake, at, finding));
  const refuse = (literals: readonly string[] = []): never => {
    const placed = diagnostics.map((diagnostic) => {
      const preset = loaded.presets.get(diagnostic.file);
      return preset === undefined ? diagnostic : movedTo(preset.at, preset.name, diagnostic);
    });
    throw new ConfigError(withoutLiterals(sortDiagnostics(placed, loaded.file), literals));
  };
  if (root.kind !== 'map') return refuse();

  const found = await loadPlugins(root);
  const { plugins } = found;
  const used = namesUsed(root);
  const broken = checkPlugins(plugins, used, report);
  const schema = composeSchema(
    plugins.map(({ plugin }) => plugin),
    (name, operator) => used.has(name) && !broken.has(operator),
  );
  const known = { plugins, catalog, allPlugins: found.complete, allFiles: loaded.complete };
  const validated = validateConfig(root, schema, known);
  diagnostics.push(...found.diagnostics, ...validated.diagnostics);
  const { root: written, config } = validated;
  const draft: Draft = { root: written, config, plugins, complete: loaded.complete, report, add };
  const checked = await checkDraft(draft);
  checkOptions(draft, validated.diagnostics.length === 0);
  return diagnostics.length > 0 || checked.data === undefined
    ? refuse(checked.literals)
    : buildPlan({ ...checked, draft, data: checked.data, loaded });
}

interface Checked {
  readonly agents: readonly PlacedAgent[];
  readonly prompts: ReadonlyMap<string, Prompt>;
  readonly data: DataDraft | undefined;
  readonly labels: readonly string[];
  /** Secrets that stand in the config itself. */
  readonly literals: readonly string[];
}

/** Everything that a schema cannot say. Each check looks only at what it can read, so all of them are made. */
async function checkDraft(draft: Draft): Promise<Checked> {
  const agents = agentsIn(draft);
  const labels = new Set(labelReferences(draft).map(({ name }) => name));
  const data = await readData(draft);
  const prompts = await readPrompts(draft, agents);
  checkReferences(draft, allNamed(draft) ? new Set(agents.map(({ id }) => id)) : undefined);
  checkSystem(draft, agents);
  checkInputs(draft, agents, data, labels);
  checkContracts(draft, agents);
  checkSearchable(draft, agents);
  checkCalibration(draft);
  checkPrices(draft, agents);
  const literals = checkSecrets(draft);
  if (data !== undefined) {
    const read = fieldsRead(agents);
    for (const reference of fieldReferences(draft)) checkFieldOption(draft, data, reference, read);
  }
  return { agents, prompts, data, labels: [...labels], literals };
}
