"""GEPA (PyPI) in a world of @maspo/plugin-sim: asks serve.ts, which started it, over lines of JSON."""

import json
import sys
from importlib.metadata import version

import gepa
from gepa.core.adapter import EvaluationBatch, GEPAAdapter
from gepa.core.result import GEPAResult


class Spent(Exception):
    """The budget does not allow what was asked for."""


def tell(value):
    print(json.dumps(value), flush=True)


def hear():
    line = sys.stdin.readline()
    if line == "":
        # Not an Exception: GEPA would take one for a failed proposal and go on.
        raise SystemExit("the bench is gone")
    return json.loads(line)


def ask(question):
    tell(question)
    answer = hear()
    if answer.get("spent"):
        raise Spent
    return answer["reply"]


class World(GEPAAdapter):
    """Components are the agents' prompts; a metric call is one run of the whole system on an item."""

    def evaluate(self, batch, candidate, capture_traces=False):
        runs = ask({"say": "run", "prompts": candidate, "items": batch})
        return EvaluationBatch(
            outputs=[run["answer"] for run in runs],
            scores=[run["score"] for run in runs],
            trajectories=runs if capture_traces else None,
        )

    def make_reflective_dataset(self, candidate, eval_batch, components_to_update):
        return {
            name: [self.record(name, run) for run in eval_batch.trajectories]
            for name in components_to_update
        }

    @staticmethod
    def record(name, run):
        """All that maspo's own operators show of a case that is not misaligned."""
        verdict = "right" if run["score"] == 1 else f"wrong: it should be {run['expected']}"
        others = [f"{agent} then wrote: {turn['output']}" for agent, turn in run["turns"].items() if agent != name]
        return {
            "Inputs": run["turns"][name]["input"],
            "Generated Outputs": run["turns"][name]["output"],
            "Feedback": "\n".join([f"The answer of the system is {run['answer']}, which is {verdict}.", *others]),
        }


class Budget:
    """Stops GEPA between its iterations, and keeps its state for when a call in one does not fit any more."""

    def __init__(self, calls):
        self.calls = calls
        self.state = None
        self.spent = False

    def __call__(self, state):
        self.state = state
        # An iteration that proposes costs a call at least: with more of them than calls nothing happens any more.
        return self.spent or state.i >= self.calls


class Silent:
    """Standard output belongs to the bridge."""

    def log(self, message):
        pass


def search(task):
    budget = Budget(task["calls"])

    def reflect(prompt):
        try:
            return ask({"say": "write", "request": prompt})
        except Spent:
            # GEPA logs what a reflection throws and goes on with its next iteration.
            budget.spent = True
            raise

    try:
        result = gepa.optimize(
            seed_candidate=task["prompts"],
            trainset=task["train"],
            valset=task["validation"],
            adapter=World(),
            reflection_lm=reflect,
            use_merge=task["merge"],
            stop_callbacks=budget,
            seed=task["seed"],
            logger=Silent(),
        )
    except Spent:
        result = GEPAResult.from_state(budget.state, run_dir=None, seed=task["seed"])
    return result.best_candidate


tell({"say": "done", "prompts": search(hear()), "version": version("gepa")})
