// Generated from schema.ts by `npm run generate`: do not edit.

/**
 * A config as its author writes it.
 */
export interface Config {
  /**
   * The schema file that an editor completes this config by. Not read by maspo.
   */
  $schema?: string;
  /**
   * Version of this format.
   */
  version?: 1;
  /**
   * A config file, or several, that this one is merged over: maps merge, lists are replaced.
   */
  extends?: string | string[];
  /**
   * Packages (`name` is short for @maspo/plugin-name) and files (`./my-mutator.ts`) that bring operators.
   *
   * @minItems 1
   *
   * Items: A package or a file.
   */
  plugins: string[];
  /**
   * The models, by names of your own.
   */
  models?: {
    /**
     * A model: a provider and its settings.
     */
    [k: string]: {
      /**
       * The forward operator.
       */
      use: string;
      /**
       * 0 = always the likeliest token; more = more varied.
       */
      temperature?: number;
      /**
       * Tokens of a reply at most.
       */
      maxTokens?: number;
      /**
       * Nucleus sampling: share of probability that is drawn from.
       */
      topP?: number;
      /**
       * A reply ends before the first of these texts.
       *
       * @minItems 1
       *
       * Items: A text.
       */
      stop?: string[];
      /**
       * Seconds until an attempt is given up.
       */
      timeout?: number;
      /**
       * Attempts after the first, for failures that may heal.
       */
      retries?: number;
      /**
       * Calls in flight at most.
       */
      concurrency?: number;
      /**
       * What the model costs, in USD per million tokens, where the provider does not know it or is wrong.
       */
      price?: {
        /**
         * USD per million input tokens.
         */
        input: number;
        /**
         * USD per million output tokens.
         */
        output: number;
      };
      [k: string]: unknown;
    };
  };
  /**
   * The multi-agent system whose prompts are optimized.
   */
  system: {
    /**
     * The agents. They form a graph without cycles: an agent runs after those in `after` and those its input names.
     *
     * @minItems 1
     *
     * Items: An agent: a prompt on a model, or a program (`use`).
     */
    agents: {
      /**
       * Its name: small letters, digits, `-` and `_`. Other agents read `{{id.output}}`.
       */
      id: string;
      /**
       * Agents that run before it, beside those whose output its input names.
       *
       * Items: An agent.
       */
      after?: string[];
      /**
       * The message that it gets. `{{item.field}}` is a field of the data, `{{agent.output}}` another agent's output; other braces are text.
       */
      input?: string;
      /**
       * What the output must look like: `text`, or one of choice, regex, json, text as a map.
       */
      output?:
        | 'text'
        | {choice: string[]}
        | {regex: string}
        | {json: {[keyword: string]: unknown}}
        | {text: {maxWords?: number}};
      /**
       * Which of `models` it runs on.
       */
      model?: string;
      /**
       * The seed prompt: its sections, a Markdown file with `## role`, `## task`, `## context`, `## format`, or the text of the task.
       */
      prompt?: string | {role?: string; task?: string; context?: string; format?: string};
      /**
       * Texts in the prompt that no edit may change.
       *
       * Items: A text that stands in the prompt.
       */
      frozen?: string[];
      /**
       * A forward operator: the agent is a program.
       */
      use?: string;
      /**
       * Seconds until an attempt is given up.
       */
      timeout?: number;
      /**
       * Attempts after the first, for failures that may heal.
       */
      retries?: number;
      /**
       * Calls in flight at most.
       */
      concurrency?: number;
      [k: string]: unknown;
    }[];
    /**
     * The agent whose output is the system's answer; by default the only one that no other agent reads.
     */
    answer?: string;
    /**
     * How often the agents run on an item; an input may read `{{agent.previous}}`, the output of the round before.
     */
    rounds?: number;
  };
  /**
   * The items that the system is run on.
   */
  data: {
    /**
     * A .jsonl file (one JSON object a line) or a .json file (a list of objects), relative to this config.
     */
    file?: string;
    /**
     * How many items each split gets. By default a third, a quarter and the rest, 200 each at most. Near-duplicates stay in one split; labels are spread evenly; items that are left are spare: the gate may draw more validation items from them.
     */
    split?: {
      /**
       * Items that the search sees.
       */
      train: number;
      /**
       * Items that decide which prompts are returned; the search never sees them.
       */
      validation: number;
      /**
       * Items that are looked at once, at the end. 0 = no test.
       */
      test?: number;
    };
    /**
     * A file for each split, instead of `file`.
     */
    files?: {
      /**
       * Items that the search sees.
       */
      train: string;
      /**
       * Items that decide which prompts are returned.
       */
      validation: string;
      /**
       * Items that are looked at once, at the end.
       */
      test?: string;
      /**
       * Fresh items that the gate may draw from while validation decides nothing (see gate.draw).
       */
      spare?: string;
    };
  };
  /**
   * What a candidate prompt is scored by, from three points of view.
   */
  score: {
    /**
     * Scores the agent's own output. At weight 0 it decides nothing and is looked at only where a candidate lost: that finds misalignment cases for a few calls.
     */
    local?: {
      /**
       * The score operator.
       */
      use: string;
      /**
       * Share of this view in the joint reward; the weights of the views that apply are scaled to 1.
       */
      weight?: number;
      [k: string]: unknown;
    };
    /**
     * Scores the outputs of the next agents, run again on the changed output.
     */
    lookahead?: {
      /**
       * The score operator.
       */
      use: string;
      /**
       * Share of this view in the joint reward; the weights of the views that apply are scaled to 1.
       */
      weight?: number;
      [k: string]: unknown;
    };
    /**
     * Scores the system's answer.
     */
    global: {
      /**
       * The score operator.
       */
      use: string;
      /**
       * Share of this view in the joint reward; the weights of the views that apply are scaled to 1.
       */
      weight?: number;
      [k: string]: unknown;
    };
    /**
     * fixed (default): each view keeps its weight. auto: before each turn, local and lookahead are weighed by what their verdicts have been worth in verdicts of the answer so far; the weights here are where that starts. A view of weight 0 stays off.
     */
    weights?: 'fixed' | 'auto';
    /**
     * A metric with labels that judges are tried on before the search is paid: pairs of answers to training items of which the labels tell the better one. Shown with agreement and kappa; a judge that is no better than chance ends the run.
     */
    calibration?: {
      /**
       * The score operator.
       */
      use: string;
      /**
       * Training items at most; each gives a pair at most, which each judge sees in both orders.
       */
      items?: number;
      [k: string]: unknown;
    };
  };
  /**
   * Where the first prompts of each agent come from; the seed prompt alone by default.
   *
   * Items: A source of first prompts.
   */
  init?: {
    /**
     * The init operator.
     */
    use: string;
    [k: string]: unknown;
  }[];
  /**
   * Operators that make a prompt from one parent; one is drawn by weight for each proposal.
   *
   * Items: A mutation.
   */
  mutate?: {
    /**
     * The mutate operator.
     */
    use: string;
    /**
     * How often it is drawn, relative to the other mutations.
     */
    weight?: number;
    [k: string]: unknown;
  }[];
  /**
   * Operators that make a prompt from two parents.
   *
   * Items: A crossover.
   */
  crossover?: {
    /**
     * The crossover operator.
     */
    use: string;
    /**
     * Share of proposals that it makes, from 0 to 1.
     */
    rate?: number;
    [k: string]: unknown;
  }[];
  /**
   * Which candidates live on; the operator `beam` by default.
   */
  select?: {
    /**
     * The select operator.
     */
    use: string;
    [k: string]: unknown;
  };
  /**
   * How long and how wide the search is.
   */
  search?: {
    /**
     * How often each agent has its turn at most.
     */
    cycles?: number;
    /**
     * Generations in a turn.
     */
    rounds?: number;
    /**
     * Proposals a parent and generation.
     */
    offspring?: number;
    /**
     * Items that candidates are compared on. A rising list is a race: all on the first so many, the better half on the next.
     *
     * @minItems 1
     */
    batch?: number | number[];
    /**
     * Whose turn is next: along the graph (topological), where turns have paid off for their cost (credit), half of each (mix), or where the neighbours have changed most since the last turn (coupling).
     */
    order?: 'mix' | 'topological' | 'credit' | 'coupling';
    /**
     * Turns that run side by side, of agents that no path connects: their calls go out in shared steps, which keeps a slow model busy.
     */
    together?: number;
    /**
     * How the operator of a proposal is drawn: by the weights and rates of the config (weighted, the default), or by what has paid off so far in this run, from these weights on (bandit).
     */
    operators?: 'weighted' | 'bandit';
    /**
     * Turns that every agent gets after the last better prompt until the search stops.
     */
    patience?: number;
  };
  /**
   * What must hold on the validation split for the new prompts to be returned.
   */
  gate?: {
    /**
     * majority: they win more items than they lose. strict: the difference is significant as well.
     */
    rule?: 'majority' | 'strict';
    /**
     * Confidence of tests and intervals.
     */
    confidence?: number;
    /**
     * How often validation is looked at, at most; 3 by default. While nothing is decided and the budget allows it, each look after the first takes more items from those that no split holds. With more looks each must be surer.
     */
    draw?: number;
    /**
     * true (default): a judge whose verdicts change with the order of the answers, that cannot be told from a coin, or that cannot be read, decides nothing; a panel goes on without such members. false: it decides like any other; only the exact test then stands between chance and a claim.
     */
    fitness?: boolean;
  };
  /**
   * What a run may cost; without a cap there is no limit.
   */
  budget?: {
    /**
     * Calls at most.
     */
    calls?: number;
    /**
     * Input and output tokens at most.
     */
    tokens?: number;
    /**
     * US dollars at most. Every model needs a known price: of its provider, or `price` at the model.
     */
    usd?: number;
    /**
     * Minutes at most, all sessions of a run together.
     */
    minutes?: number;
    /**
     * Caps by who pays.
     */
    roles?: {
      /**
       * Caps of the calls that a run makes as agent.
       */
      agent?: {
        /**
         * Calls at most.
         */
        calls?: number;
        /**
         * Input and output tokens at most.
         */
        tokens?: number;
        /**
         * US dollars at most. Every model needs a known price: of its provider, or `price` at the model.
         */
        usd?: number;
      };
      /**
       * Caps of the calls that a run makes as judge.
       */
      judge?: {
        /**
         * Calls at most.
         */
        calls?: number;
        /**
         * Input and output tokens at most.
         */
        tokens?: number;
        /**
         * US dollars at most. Every model needs a known price: of its provider, or `price` at the model.
         */
        usd?: number;
      };
      /**
       * Caps of the calls that a run makes as mutator.
       */
      mutator?: {
        /**
         * Calls at most.
         */
        calls?: number;
        /**
         * Input and output tokens at most.
         */
        tokens?: number;
        /**
         * US dollars at most. Every model needs a known price: of its provider, or `price` at the model.
         */
        usd?: number;
      };
    };
  };
  /**
   * How a run is carried out.
   */
  run?: {
    /**
     * Calls in flight at most, over all models. Never changes a result.
     */
    concurrency?: number;
    /**
     * All randomness comes from this number.
     */
    seed?: number;
    /**
     * Share of items in a step that may fail (refused, too long) before the run is suspended.
     */
    tolerate?: number;
  };
}
/**
 * A valid config with all defaults.
 */
export interface ResolvedConfig {
  /**
   * The schema file that an editor completes this config by. Not read by maspo.
   */
  $schema?: string;
  /**
   * Version of this format.
   */
  version: 1;
  /**
   * A config file, or several, that this one is merged over: maps merge, lists are replaced.
   */
  extends?: string | string[];
  /**
   * Packages (`name` is short for @maspo/plugin-name) and files (`./my-mutator.ts`) that bring operators.
   *
   * @minItems 1
   *
   * Items: A package or a file.
   */
  plugins: string[];
  /**
   * The models, by names of your own.
   */
  models: {
    /**
     * A model: a provider and its settings.
     */
    [k: string]: {
      /**
       * The forward operator.
       */
      use: string;
      /**
       * 0 = always the likeliest token; more = more varied.
       */
      temperature: number;
      /**
       * Tokens of a reply at most.
       */
      maxTokens: number;
      /**
       * Nucleus sampling: share of probability that is drawn from.
       */
      topP?: number;
      /**
       * A reply ends before the first of these texts.
       *
       * @minItems 1
       *
       * Items: A text.
       */
      stop?: string[];
      /**
       * Seconds until an attempt is given up.
       */
      timeout: number;
      /**
       * Attempts after the first, for failures that may heal.
       */
      retries: number;
      /**
       * Calls in flight at most.
       */
      concurrency: number;
      /**
       * What the model costs, in USD per million tokens, where the provider does not know it or is wrong.
       */
      price?: {
        /**
         * USD per million input tokens.
         */
        input: number;
        /**
         * USD per million output tokens.
         */
        output: number;
      };
      [k: string]: unknown;
    };
  };
  /**
   * The multi-agent system whose prompts are optimized.
   */
  system: {
    /**
     * The agents. They form a graph without cycles: an agent runs after those in `after` and those its input names.
     *
     * @minItems 1
     *
     * Items: An agent: a prompt on a model, or a program (`use`).
     */
    agents: {
      /**
       * Its name: small letters, digits, `-` and `_`. Other agents read `{{id.output}}`.
       */
      id: string;
      /**
       * Agents that run before it, beside those whose output its input names.
       *
       * Items: An agent.
       */
      after: string[];
      /**
       * The message that it gets. `{{item.field}}` is a field of the data, `{{agent.output}}` another agent's output; other braces are text.
       */
      input?: string;
      /**
       * What the output must look like: `text`, or one of choice, regex, json, text as a map.
       */
      output:
        | 'text'
        | {choice: string[]}
        | {regex: string}
        | {json: {[keyword: string]: unknown}}
        | {text: {maxWords?: number}};
      /**
       * Which of `models` it runs on.
       */
      model?: string;
      /**
       * The seed prompt: its sections, a Markdown file with `## role`, `## task`, `## context`, `## format`, or the text of the task.
       */
      prompt?: string | {role?: string; task?: string; context?: string; format?: string};
      /**
       * Texts in the prompt that no edit may change.
       *
       * Items: A text that stands in the prompt.
       */
      frozen: string[];
      /**
       * A forward operator: the agent is a program.
       */
      use?: string;
      /**
       * Seconds until an attempt is given up.
       */
      timeout: number;
      /**
       * Attempts after the first, for failures that may heal.
       */
      retries: number;
      /**
       * Calls in flight at most.
       */
      concurrency: number;
      [k: string]: unknown;
    }[];
    /**
     * The agent whose output is the system's answer; by default the only one that no other agent reads.
     */
    answer?: string;
    /**
     * How often the agents run on an item; an input may read `{{agent.previous}}`, the output of the round before.
     */
    rounds: number;
  };
  /**
   * The items that the system is run on.
   */
  data: {
    /**
     * A .jsonl file (one JSON object a line) or a .json file (a list of objects), relative to this config.
     */
    file?: string;
    /**
     * How many items each split gets. By default a third, a quarter and the rest, 200 each at most. Near-duplicates stay in one split; labels are spread evenly; items that are left are spare: the gate may draw more validation items from them.
     */
    split?: {
      /**
       * Items that the search sees.
       */
      train: number;
      /**
       * Items that decide which prompts are returned; the search never sees them.
       */
      validation: number;
      /**
       * Items that are looked at once, at the end. 0 = no test.
       */
      test: number;
    };
    /**
     * A file for each split, instead of `file`.
     */
    files?: {
      /**
       * Items that the search sees.
       */
      train: string;
      /**
       * Items that decide which prompts are returned.
       */
      validation: string;
      /**
       * Items that are looked at once, at the end.
       */
      test?: string;
      /**
       * Fresh items that the gate may draw from while validation decides nothing (see gate.draw).
       */
      spare?: string;
    };
  };
  /**
   * What a candidate prompt is scored by, from three points of view.
   */
  score: {
    /**
     * Scores the agent's own output. At weight 0 it decides nothing and is looked at only where a candidate lost: that finds misalignment cases for a few calls.
     */
    local?: {
      /**
       * The score operator.
       */
      use: string;
      /**
       * Share of this view in the joint reward; the weights of the views that apply are scaled to 1.
       */
      weight: number;
      [k: string]: unknown;
    };
    /**
     * Scores the outputs of the next agents, run again on the changed output.
     */
    lookahead?: {
      /**
       * The score operator.
       */
      use: string;
      /**
       * Share of this view in the joint reward; the weights of the views that apply are scaled to 1.
       */
      weight: number;
      [k: string]: unknown;
    };
    /**
     * Scores the system's answer.
     */
    global: {
      /**
       * The score operator.
       */
      use: string;
      /**
       * Share of this view in the joint reward; the weights of the views that apply are scaled to 1.
       */
      weight: number;
      [k: string]: unknown;
    };
    /**
     * fixed (default): each view keeps its weight. auto: before each turn, local and lookahead are weighed by what their verdicts have been worth in verdicts of the answer so far; the weights here are where that starts. A view of weight 0 stays off.
     */
    weights?: 'fixed' | 'auto';
    /**
     * A metric with labels that judges are tried on before the search is paid: pairs of answers to training items of which the labels tell the better one. Shown with agreement and kappa; a judge that is no better than chance ends the run.
     */
    calibration?: {
      /**
       * The score operator.
       */
      use: string;
      /**
       * Training items at most; each gives a pair at most, which each judge sees in both orders.
       */
      items: number;
      [k: string]: unknown;
    };
  };
  /**
   * Where the first prompts of each agent come from; the seed prompt alone by default.
   *
   * Items: A source of first prompts.
   */
  init: {
    /**
     * The init operator.
     */
    use: string;
    [k: string]: unknown;
  }[];
  /**
   * Operators that make a prompt from one parent; one is drawn by weight for each proposal.
   *
   * Items: A mutation.
   */
  mutate: {
    /**
     * The mutate operator.
     */
    use: string;
    /**
     * How often it is drawn, relative to the other mutations.
     */
    weight: number;
    [k: string]: unknown;
  }[];
  /**
   * Operators that make a prompt from two parents.
   *
   * Items: A crossover.
   */
  crossover: {
    /**
     * The crossover operator.
     */
    use: string;
    /**
     * Share of proposals that it makes, from 0 to 1.
     */
    rate: number;
    [k: string]: unknown;
  }[];
  /**
   * Which candidates live on; the operator `beam` by default.
   */
  select: {
    /**
     * The select operator.
     */
    use: string;
    [k: string]: unknown;
  };
  /**
   * How long and how wide the search is.
   */
  search: {
    /**
     * How often each agent has its turn at most.
     */
    cycles: number;
    /**
     * Generations in a turn.
     */
    rounds: number;
    /**
     * Proposals a parent and generation.
     */
    offspring: number;
    /**
     * Items that candidates are compared on. A rising list is a race: all on the first so many, the better half on the next.
     *
     * @minItems 1
     */
    batch: number | number[];
    /**
     * Whose turn is next: along the graph (topological), where turns have paid off for their cost (credit), half of each (mix), or where the neighbours have changed most since the last turn (coupling).
     */
    order: 'mix' | 'topological' | 'credit' | 'coupling';
    /**
     * Turns that run side by side, of agents that no path connects: their calls go out in shared steps, which keeps a slow model busy.
     */
    together: number;
    /**
     * How the operator of a proposal is drawn: by the weights and rates of the config (weighted, the default), or by what has paid off so far in this run, from these weights on (bandit).
     */
    operators?: 'weighted' | 'bandit';
    /**
     * Turns that every agent gets after the last better prompt until the search stops.
     */
    patience: number;
  };
  /**
   * What must hold on the validation split for the new prompts to be returned.
   */
  gate: {
    /**
     * majority: they win more items than they lose. strict: the difference is significant as well.
     */
    rule: 'majority' | 'strict';
    /**
     * Confidence of tests and intervals.
     */
    confidence: number;
    /**
     * How often validation is looked at, at most; 3 by default. While nothing is decided and the budget allows it, each look after the first takes more items from those that no split holds. With more looks each must be surer.
     */
    draw?: number;
    /**
     * true (default): a judge whose verdicts change with the order of the answers, that cannot be told from a coin, or that cannot be read, decides nothing; a panel goes on without such members. false: it decides like any other; only the exact test then stands between chance and a claim.
     */
    fitness?: boolean;
  };
  /**
   * What a run may cost; without a cap there is no limit.
   */
  budget: {
    /**
     * Calls at most.
     */
    calls?: number;
    /**
     * Input and output tokens at most.
     */
    tokens?: number;
    /**
     * US dollars at most. Every model needs a known price: of its provider, or `price` at the model.
     */
    usd?: number;
    /**
     * Minutes at most, all sessions of a run together.
     */
    minutes?: number;
    /**
     * Caps by who pays.
     */
    roles?: {
      /**
       * Caps of the calls that a run makes as agent.
       */
      agent?: {
        /**
         * Calls at most.
         */
        calls?: number;
        /**
         * Input and output tokens at most.
         */
        tokens?: number;
        /**
         * US dollars at most. Every model needs a known price: of its provider, or `price` at the model.
         */
        usd?: number;
      };
      /**
       * Caps of the calls that a run makes as judge.
       */
      judge?: {
        /**
         * Calls at most.
         */
        calls?: number;
        /**
         * Input and output tokens at most.
         */
        tokens?: number;
        /**
         * US dollars at most. Every model needs a known price: of its provider, or `price` at the model.
         */
        usd?: number;
      };
      /**
       * Caps of the calls that a run makes as mutator.
       */
      mutator?: {
        /**
         * Calls at most.
         */
        calls?: number;
        /**
         * Input and output tokens at most.
         */
        tokens?: number;
        /**
         * US dollars at most. Every model needs a known price: of its provider, or `price` at the model.
         */
        usd?: number;
      };
    };
  };
  /**
   * How a run is carried out.
   */
  run: {
    /**
     * Calls in flight at most, over all models. Never changes a result.
     */
    concurrency: number;
    /**
     * All randomness comes from this number.
     */
    seed: number;
    /**
     * Share of items in a step that may fail (refused, too long) before the run is suspended.
     */
    tolerate: number;
  };
}
